#include "runtime/data.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "store/codec.h"

namespace twinleg::runtime {
namespace {

namespace fs = std::filesystem;

bool has_journal(const fs::path& data) {
    const auto reader = store::JournalReader::open(data / "journal");
    return reader.has_value() || reader.error().code != Errc::missing;
}

void remark_on_end(const store::JournalEnd& end, std::vector<std::string>& remarks) {
    switch (end.kind) {
        case store::JournalEnd::Kind::clean:
            break;
        case store::JournalEnd::Kind::torn:
            remarks.push_back(
                fmt::format("journal: the last record was torn and is cut ({})", end.what));
            break;
        case store::JournalEnd::Kind::damaged:
            remarks.push_back(fmt::format(
                "journal: damaged; what stands behind is kept as *.damaged and not used ({}); the "
                "venues are asked for everything since",
                end.what));
            break;
    }
}

Result<History> feed(const fs::path& journal, engine::Engine& engine) {
    return replay_journal(
        journal,
        [&](const Event& event, Commands& out) {
            out.clear();
            engine.step(event, out);
        },
        false, names_of(engine.config()),
        [&](const std::string& settings) { return restate(engine, settings); });
}

// The settings have changed: that is fine if nothing of the old desk is left to care for.
Result<void> put_aside(const fs::path& data, const store::Header& header,
                       const EngineFactory& factory, std::uint32_t& epoch,
                       std::vector<std::string>& remarks) {
    const auto refuse = [&](std::string_view why) {
        return fail(Errc::conflict,
                    fmt::format("the journal in {} was written with other settings and {}; start "
                                "with the old settings and stop in order, or name another --data",
                                data.string(), why));
    };
    const auto config = engine::Config::from_text(header.config);
    if (!config) return refuse(fmt::format("cannot be read any more: {}", config.error().message));
    auto engine = factory(*config);
    if (!engine) return refuse(engine.error().message);
    const auto history = feed(data / "journal", **engine);
    if (!history) return std::unexpected(history.error());
    if (!(*engine)->ended() && history->events > 0)
        return refuse("did not end: its desk may still have orders or positions");
    if (history->latched) return refuse("its halt is latched");

    epoch = history->epoch + 1;
    remark_on_end(history->end, remarks);
    const fs::path aside = data / fmt::format("journal-until-epoch-{}", history->epoch);
    std::error_code failed;
    fs::rename(data / "journal", aside, failed);
    if (failed)
        return std::unexpected(store::system_error("put aside", data / "journal", failed.value()));
    remarks.push_back(
        fmt::format("journal: settings have changed; the old one is kept in {}", aside.string()));
    return {};
}

}  // namespace

Result<Opened> open_data(const fs::path& data, const engine::Config& config,
                         const EngineFactory& factory, const DataOptions& options) {
    auto lock = store::DirectoryLock::take(data);
    if (!lock) return std::unexpected(lock.error());

    Opened opened;
    const std::string text = config.to_text();
    engine::Config first = config;  // the journal's, where it is this desk's
    bool there = has_journal(data);
    if (there) {
        const auto header = first_header(data / "journal");
        if (!header) return std::unexpected(header.error());
        const auto old = *header ? engine::Config::from_text((*header)->config) : config;
        if (old && old->same_desk(config)) {
            first = *old;
        } else {
            if (auto aside = put_aside(data, **header, factory, opened.epoch, opened.remarks);
                !aside)
                return std::unexpected(aside.error());
            there = false;
        }
    }

    auto engine = factory(first);
    if (!engine) return std::unexpected(engine.error());
    opened.engine = std::move(*engine);
    if (there) {
        auto history = feed(data / "journal", *opened.engine);
        if (!history) return std::unexpected(history.error());
        opened.history = std::move(*history);
        // Those that were found never to have come have no word of their own in the journal.
        opened.history.in_flight = opened.engine->live_orders();
        opened.recovered = opened.history.events > 0;
        opened.epoch = opened.history.epoch + 1;
        remark_on_end(opened.history.end, opened.remarks);
        if (const auto& difference = opened.history.difference)
            opened.remarks.push_back(fmt::format(
                "journal: this build decides otherwise than the one that wrote record {} ({} -> "
                "recorded \"{}\", now \"{}\"); the venues have the last word",
                difference->sequence, difference->event, difference->recorded, difference->made));
        engine::Config told = config;
        told.take_changes(opened.engine->config());
        if (told.to_text() != text)
            opened.remarks.push_back(
                "limits or parameters were changed while it ran; they stand as they were changed");
        if (opened.engine->config().to_text() != told.to_text()) {
            opened.engine->restate(config);
            opened.remarks.push_back(
                "the venues' terms (fees, margins, minimums, times or rates) are not what they "
                "were; they are taken over");
        }
    }

    opened.epoch = std::max(opened.epoch, options.least_epoch);
    auto writer =
        store::JournalWriter::resume(std::move(*lock), opened.history.end, options.journal);
    if (!writer) return std::unexpected(writer.error());
    opened.journal = std::make_unique<JournalRecorder>(std::move(*writer), options.sync_every);
    const store::Header header{store::kCodecVersion, opened.epoch, text};
    if (auto appended = opened.journal->append(header); !appended)
        return std::unexpected(appended.error());
    if (auto synced = opened.journal->sync(); !synced) return std::unexpected(synced.error());
    return opened;
}

}  // namespace twinleg::runtime
