#pragma once
// The requirement documents' log files: trades, best bids and offers, strategy snapshots, a daily
// summary, and a log for people. The journal is the truth; these are for spreadsheets.
//
// Headers (`a`, `b`: the venues of the two legs; EdgeX comes first where it is one of them, as its
// document has it):
//
//   trades     timestamp,direction,a_price,b_price,quantity,spread,latency_ms,pnl,a_position,
//              b_position            one row for every pair trade in which something was filled:
//              direction `long` bought at a, `short` sold there; prices are averages of the fills,
//              quantity a's; spread = b_price − a_price; latency_ms the longest time unhedged; pnl
//              with fees, in quote units; positions after it, signed
//   bbo        timestamp,a_bid,a_bid_quantity,a_ask,a_ask_quantity,b_bid,b_bid_quantity,b_ask,
//              b_ask_quantity,long_spread,short_spread
//                                    long_spread = b_bid − a_ask, short_spread = a_bid − b_ask;
//              a side that is not there is empty
//   snapshots  timestamp,mode,price_a,price_b,spread,mean,stddev,z,samples,long_threshold,
//              short_threshold,signal,a_position,b_position,exposure
//   summary    JSON: see Summary in store/summary.h
//   activity   timestamp LEVEL text
//
// Timestamps are event times, ISO 8601 with milliseconds and zone.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/command.h"
#include "core/result.h"
#include "store/log_file.h"
#include "store/summary.h"

namespace twinleg::store {

// File names below the log directory; `{date}` becomes YYYYMMDD. Empty: not written.
struct LogNames {
    std::string trades;
    std::string bbo;
    std::string snapshots;
    std::string summary;
    std::string activity;
};
// As the documents have them for each strategy: trades_20240808.csv, bbo_BTC_20240808.csv,
// backpack_lighter_BTC.log, cross_hedge_BTC_activity.log (with an account
// cross_hedge_BTC_<account>_activity.log), …
LogNames log_names(std::string_view strategy, std::string_view ticker, std::string_view first_venue,
                   std::string_view second_venue, std::string_view account = {});

struct TradeRow {
    Time time;
    PairOutcome outcome{PairOutcome::completed};
    Side first_side{Side::buy};  // what the first leg was to do
    LegResult first;
    LegResult second;
    Duration unhedged;
    Notional pnl;
};

struct BboRow {
    Time time;
    Level first_bid, first_ask, second_bid, second_ask;  // a quantity of zero: not there
};

struct SnapshotRow {
    Time time;
    Mode mode{Mode::starting};
    Evaluated evaluated;
    Quantity first_position, second_position;
    Base exposure;
};

// Threads: one; all of it may wait for the disk.
class DailyLogs {
public:
    // Creates nothing before the first row.
    DailyLogs(std::filesystem::path directory, const LogNames& names, std::string strategy,
              std::string first_venue, std::string second_venue, Zone zone = Zone::utc());
    ~DailyLogs();
    DailyLogs(const DailyLogs&) = delete;
    DailyLogs& operator=(const DailyLogs&) = delete;

    void write(const TradeRow& row);
    void write(const BboRow& row);
    void write(const SnapshotRow& row);
    void write(Time time, Severity severity, std::string_view text);

    // Takes everything to its files. Errors: io, the first since the last flush; what could not be
    // written waits for the next.
    Result<void> flush();

    // Rows that did not even find room in memory, since the start.
    std::uint64_t dropped() const;

private:
    void note(Result<void> outcome);
    void summarise(const TradeRow& row);

    std::string strategy_, first_, second_;
    bool swapped_;  // EdgeX is the second leg, and stands first in the files
    Zone zone_;
    std::optional<LogFile> trades_, bbo_, snapshots_, activity_;
    std::optional<SummaryFile> summary_;
    std::optional<Error> error_;
};

}  // namespace twinleg::store
