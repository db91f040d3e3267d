#pragma once
// The daily summary: one small JSON file a day, counted on after a restart.
//
// {"date":"20240808","strategy":"maker-taker","venues":["edgex","lighter"],"trades":3,"completed":2,
//  "rolled_back":1,"failed":0,"volume_base":"0.003","pnl":"1.2","best_pnl":"0.8","worst_pnl":"-0.1",
//  "winning":2,"fees_first":"0.1","fees_second":"0.2","latency_ms_max":125,"latency_ms_sum":300,
//  "first_trade":"…","last_trade":"…"}

#include <filesystem>
#include <string>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"
#include "store/civil.h"

namespace twinleg::store {

struct Summary {
    std::uint64_t trades{0};  // pair trades in which something was filled
    std::uint64_t completed{0}, rolled_back{0}, failed{0};
    Quantity volume_base;  // of the first leg, bought and sold
    Notional pnl;          // with fees
    Notional best_pnl, worst_pnl;
    std::uint64_t winning{0};  // with a PnL above zero
    Notional fees_first, fees_second;
    std::int64_t latency_ms_max{0}, latency_ms_sum{0};
    std::string first_trade, last_trade;  // timestamps
};

std::string to_json(const Summary& summary, std::string_view date, std::string_view strategy,
                    std::string_view first_venue, std::string_view second_venue);
// Errors: malformed, naming the field.
Result<Summary> summary_from_json(std::string_view json);

// Threads: one.
class SummaryFile {
public:
    SummaryFile(std::filesystem::path directory, std::string pattern, std::string strategy,
                std::string first_venue, std::string second_venue, Zone zone);

    // Of the day of `time`, to be added to; what a former process left there is read first. The
    // day before is written when another begins. A file that cannot be read is kept as `.damaged`.
    Result<Summary*> at(Time time);

    // Written beside and renamed over, so that a reader never sees half of it. Errors: io.
    Result<void> flush();

private:
    std::filesystem::path path() const;

    std::filesystem::path directory_;
    std::string pattern_, strategy_, first_, second_;
    Zone zone_;
    std::string date_;
    Summary summary_;
    bool changed_{false};
};

}  // namespace twinleg::store
