#include "app/desk_database.h"

#include <utility>

#include "app/command.h"
#include "app/version.h"

namespace twinleg::app {

namespace {

constexpr const char* kMend =
    "Name another with --database postgresql://user@host/name or sqlite:FILE, or leave it out with "
    "--no-database.";

}  // namespace

database::Target database_of(const RunSettings& settings) {
    if (settings.no_database) return {};
    if (!settings.database) return database::sqlite_file(settings.data / "arb.db");
    auto target = database::parse_target(*settings.database);
    if (!target) throw CannotStart(kBadUsage, "--" + target.error().message, kMend);
    return std::move(*target);
}

std::unique_ptr<database::Writer> keep_database(const RunSettings& settings,
                                                const runtime::Opened& opened,
                                                std::function<void(std::string)> say) {
    auto target = database_of(settings);
    if (target.kind == database::Target::Kind::none) return nullptr;
    const auto& journal = opened.journal->writer();
    const bool own = target.kind == database::Target::Kind::sqlite;
    auto writer = database::Writer::start(journal.path(), [&journal] { return journal.appended(); },
                                          {.target = std::move(target),
                                           .mode = settings.mode,
                                           .version = std::string(kVersion),
                                           .epoch = opened.epoch,
                                           .patience = own ? seconds(5) : seconds(10),
                                           .say = std::move(say)});
    if (!writer) throw CannotStart(kBadUsage, writer.error().message, kMend);
    return std::move(*writer);
}

}  // namespace twinleg::app
