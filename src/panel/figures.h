#pragma once
// The state of one desk as the engine's thread hands it over: values, no words.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/command.h"
#include "core/event.h"
#include "core/money.h"
#include "core/time.h"

namespace twinleg::panel {

// Of one instrument. A price that is not known is zero.
struct QuoteFigures {
    bool ready{false};
    Time updated;
    Price bid, ask, last, mark, index;
    Ratio funding_rate;
    Duration funding_interval;
};

// In quote units; what was paid is negative.
struct Causes {
    Notional trading, fees, funding;
    Notional total() const { return trading + fees + funding; }
    friend bool operator==(const Causes&, const Causes&) = default;
};

struct PositionFigures {
    Quantity quantity;  // signed
    Price average_entry, mark;
    Notional unrealised;  // quote units
    Notional notional;    // quote units, not negative
    // Share of the price that may still go against it; nothing while flat or not known.
    std::optional<Ratio> liquidation_distance;
    Causes pnl;
};

// Of one venue, as it last said.
struct AccountFigures {
    bool known{false};
    Notional equity, free_collateral;
    Time read;
};

struct Refusal {
    Time time;
    std::string check;
    std::string why;
};

struct CountFigures {
    std::uint64_t sent{0}, accepted{0}, rejected{0}, cancelled{0}, expired{0}, unknown_resolved{0};
    std::uint64_t fills{0}, maker{0}, taker{0};
    Base volume_base;
    Notional volume_quote;
    std::uint64_t completed{0}, rolled_back{0}, failed{0}, nothing{0};
    std::uint64_t breaker_trips{0}, halts{0}, book_gaps{0}, resyncs{0};
    std::vector<std::pair<std::string, std::uint64_t>> refused;  // by check
    friend bool operator==(const CountFigures&, const CountFigures&) = default;
};

struct DeskFigures {
    Time time;  // of the last event
    std::uint64_t events{0};

    Mode mode{Mode::starting};
    bool latched{false};
    bool paused{false};
    bool ended{false};    // the desk is closed: these are its last figures
    bool stalled{false};  // the journal cannot be written
    std::string why;      // of the mode
    Time since;           // of the mode

    std::vector<QuoteFigures> quotes;        // at InstrumentId
    std::vector<PositionFigures> positions;  // at InstrumentId
    std::vector<AccountFigures> accounts;    // at VenueId
    std::optional<Evaluated> spread;
    Time spread_time;
    std::optional<Outlook> outlook;

    Base exposure, dust;
    Time unhedged_since;  // exposure is past dust; unknown: it is not
    Causes pnl;
    Causes pnl_day;  // since midnight UTC, or the start of the process
    CountFigures counts;
    Refusal last_refused;  // its time is unknown where there was none
};

// Both sides of one book, best first.
struct BookFigures {
    bool ready{false};
    Time updated;
    std::vector<Level> bids, asks;
};
inline constexpr std::size_t kBookDepth = 50;

}  // namespace twinleg::panel
