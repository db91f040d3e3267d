// `twinleg export --days 7`: the last days as JSON, for analysis, from the database or from the log
// files.

#include <fstream>
#include <memory>
#include <optional>
#include <ostream>

#include <fmt/format.h>

#include "app/commands.h"
#include "app/environment.h"
#include "app/options.h"
#include "database/export.h"
#include "database/schema.h"
#include "store/export_logs.h"

namespace twinleg::app {

namespace {

// Opened for reading, and of a schema that we know. Throws CannotStart.
std::unique_ptr<database::Connection> open_database(const database::Target& target) {
    auto connection = database::connect(target, {.read_only = true});
    if (!connection)
        throw CannotStart(kUnreadable, connection.error().message,
                          "Name the log files with --logs, to read those.");
    if (const auto known = database::check_schema(**connection); !known)
        throw CannotStart(kUnreadable, target.shown() + ": " + known.error().message,
                          "Name the log files with --logs, to read those.");
    return std::move(*connection);
}

}  // namespace

int run_export(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    std::filesystem::path data{"./data"};
    std::filesystem::path logs{"./logs"};
    std::filesystem::path file;
    std::int64_t days = 7;
    bool bbo = false;
    bool json = false;
    std::optional<std::string> url;
    Options options("export",
                    "Trades, snapshots and summaries of the last days as one JSON document on "
                    "standard output: from the database, or from the log files where there is none "
                    "or --logs is said.",
                    "  twinleg export --days 7 > last-week.json\n"
                    "  twinleg export --days 1 --bbo -o today.json\n");
    options.add("--days", &days, "so many days, back from the newest there is");
    options.add("--logs", &logs, "directory of the log files, to read those");
    options.add("--data", &data, "data directory: DATA/arb.db, and logs in DATA/logs");
    options.add("--database", &url, "postgresql://user@host/name or sqlite:FILE");
    options.add("--bbo", &bbo, "with every best bid and offer, of the log files: large");
    options.add("-o,--output", &file, "file to write, instead of standard output");
    options.add("--json", &json, "said for the sake of scripts: it is always JSON");
    if (!options.parse(arguments, out)) return kDone;
    auto environment = Environment::of_process();
    (void)environment.read_file(".env", false);
    if (!url) url = environment.get("TWINLEG_DATABASE");
    const bool from_logs = options.given("--logs");
    if (options.given("--data") && !from_logs) logs = data / "logs";
    if (days < 1 || days > 100'000)
        throw CannotStart(kBadUsage, fmt::format("--days {} is not within 1 and 100000", days),
                          "E.g. --days 7.");

    std::ofstream to_file;
    if (!file.empty()) {
        to_file.open(file, std::ios::binary | std::ios::trunc);
        if (!to_file) throw CannotStart(kBadUsage, "cannot write " + file.string());
    }
    std::ostream& to = file.empty() ? out : to_file;
    const auto own = database::sqlite_file(data / "arb.db");
    Result<store::ExportCounts> counts = fail(Errc::missing, "nothing");
    if (url && !from_logs) {
        const auto target = database::parse_target(*url);
        if (!target) throw CannotStart(kBadUsage, "--" + target.error().message);
        counts = database::export_for_analysis(*open_database(*target), static_cast<int>(days),
                                               bbo ? std::optional(logs) : std::nullopt, to);
    } else if (!from_logs && std::filesystem::exists(own.file)) {
        counts = database::export_for_analysis(*open_database(own), static_cast<int>(days),
                                               bbo ? std::optional(logs) : std::nullopt, to);
    }
    // A desk that ran without a database has its files.
    if ((!url || from_logs) && !counts && counts.error().code == Errc::missing)
        counts = store::export_for_analysis(logs, static_cast<int>(days), bbo, to);
    if (!counts)
        throw CannotStart(kUnreadable, counts.error().message,
                          "name the directory with --logs, or with --data");
    if (counts->skipped > 0)
        err << "twinleg export: " << counts->skipped << " rows were not whole and are left out\n";
    return kDone;
}

}  // namespace twinleg::app
