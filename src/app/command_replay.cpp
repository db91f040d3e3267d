#include <ostream>

#include "app/commands.h"
#include "app/replay_arguments.h"
#include "app/replay_session.h"

namespace twinleg::app {

namespace {

constexpr std::string_view kExamples =
    "  twinleg replay --strategy market-spread --size 0.01 --first usdm.jsonl.gz --second "
    "coinm.jsonl.gz --report report.json\n"
    "  twinleg replay --strategy maker-taker --threshold-offset 5 --first a1.tlr,a2.tlr --second "
    "b.tlr --latency-ms 40 --journal run.journal\n"
    "  twinleg replay --first lighter_prices.csv.gz --first-instrument tick=0.1,lot=0.00001 "
    "--json\n";

}  // namespace

int run_replay(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    auto settings = replay_settings(
        arguments, "replay",
        "The same engine over recorded markets, and what it would have earned.", kExamples, out);
    if (!settings) return kDone;
    if (settings->first.empty() && settings->second.empty())
        throw CannotStart(kBadUsage, "--first is missing: which recordings?",
                          "`twinleg replay --help` has examples.");
    if (settings->first.empty() || settings->second.empty()) {
        if (settings->first.empty()) {
            settings->first = std::move(settings->second);
            settings->first_instrument = std::move(settings->second_instrument);
            settings->second.clear();
        }
        return run_replay_feed(*settings, out, err);
    }
    if (settings->strategy.strategy.empty())
        throw CannotStart(kBadUsage, "--strategy is missing: what shall trade the two sides?",
                          "e.g. --strategy market-spread --size 0.01");
    return run_replay_session(*settings, out, err);
}

}  // namespace twinleg::app
