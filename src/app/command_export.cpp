// `twinleg export --days 7`: the log files of the last days as JSON, for analysis.

#include <fstream>
#include <ostream>

#include "app/commands.h"
#include "app/options.h"
#include "store/export_logs.h"

namespace twinleg::app {

int run_export(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    std::filesystem::path data{"./data"};
    std::filesystem::path logs{"./logs"};
    std::filesystem::path file;
    std::int64_t days = 7;
    bool bbo = false;
    bool json = false;
    Options options("export",
                    "Trades, snapshots and summaries of the last days as one JSON document on "
                    "standard output.",
                    "  twinleg export --days 7 > last-week.json\n"
                    "  twinleg export --days 1 --bbo -o today.json\n");
    options.add("--days", &days, "so many days, back from the newest there is");
    options.add("--logs", &logs, "directory of the log files");
    options.add("--data", &data, "data directory; its logs are in DATA/logs");
    options.add("--bbo", &bbo, "with every best bid and offer: large");
    options.add("-o,--output", &file, "file to write, instead of standard output");
    options.add("--json", &json, "said for the sake of scripts: it is always JSON");
    if (!options.parse(arguments, out)) return kDone;
    if (options.given("--data") && !options.given("--logs")) logs = data / "logs";
    if (days < 1 || days > 100'000)
        throw CannotStart(kBadUsage, "--days: a number from 1 to 100000");

    std::ofstream to_file;
    if (!file.empty()) {
        to_file.open(file, std::ios::binary | std::ios::trunc);
        if (!to_file) throw CannotStart(kBadUsage, "cannot write " + file.string());
    }
    const auto counts =
        store::export_for_analysis(logs, static_cast<int>(days), bbo, file.empty() ? out : to_file);
    if (!counts)
        throw CannotStart(kUnreadable, counts.error().message,
                          "name the directory with --logs, or with --data");
    if (counts->skipped > 0)
        err << "twinleg export: " << counts->skipped << " rows were not whole and are left out\n";
    return kDone;
}

}  // namespace twinleg::app
