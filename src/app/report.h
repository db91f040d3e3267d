#pragma once
// What a run came to, as one plain value, and as the JSON that scripts build on.

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/money.h"
#include "core/time.h"
#include "engine/config.h"

namespace twinleg::engine {
class Engine;
}

namespace twinleg::app {

// Of one stage of the hot path, in microseconds; all zero where it was not measured.
struct StageLatency {
    std::int64_t p50{0};
    std::int64_t p99{0};
    std::int64_t max{0};
    std::uint64_t count{0};
};

struct Report {
    std::string strategy;
    std::string mode;  // sim, paper, testnet, live, replay
    Duration duration;
    std::vector<std::string> venues;
    std::vector<std::string> instruments;

    engine::Counters counters;

    std::vector<std::pair<std::string, Quantity>> positions;  // by instrument
    Base exposure;
    Base dust;

    // In quote units; dollar coins count one to one. Amounts in a coin enter at the last mid, cut
    // toward zero at 8 digits. Invariant: total = trading + fees + funding = Σ by_venue.
    struct Causes {
        Notional trading;
        Notional fees;  // what was paid is negative
        Notional funding;
        Notional total() const { return trading + fees + funding; }
    };
    struct Pnl : Causes {
        std::map<std::string, Causes> by_venue;
    } pnl;
    Notional venue_equity_change;  // by the venues' own accounts
    // Not known: what the accounts had at first, or how much of it others have earned there.
    bool equity_unknown{false};

    struct {
        StageLatency tick_to_trade, decode, strategy, risk, sign, send;
    } latency;

    struct {
        std::uint64_t events{0}, commands{0};
        std::string path;
    } journal;
    std::string invariants{"held"};  // or the name of the first that broke

    // Only where a journal was recovered.
    struct Recovered {
        std::uint64_t in_flight{0}, hedged{0}, cancelled{0};
    };
    std::optional<Recovered> recovered;

    // Only of a replay.
    struct Input {
        std::uint64_t frames{0}, events{0}, skipped{0};
        std::int64_t first_ns{0}, last_ns{0};
        std::uint64_t gaps{0};
        std::uint64_t events_per_second{0};
        std::vector<std::pair<std::string, std::string>> assumptions;  // in the order they are told
    };
    std::optional<Input> input;
};

// The median, the 99th percentile (nearest rank) and the largest; zeros of an empty list.
struct Spread3 {
    std::int64_t p50{0};
    std::int64_t p99{0};
    std::int64_t max{0};
};
Spread3 percentiles(std::vector<std::int64_t> values);

// What coins are worth at a mid price, cut toward zero at 8 digits: how amounts of an inverse
// contract enter sums in quote units. Each cause of PnL is cut by itself.
Notional at_mid(Notional coins, Price mid);

// Everything the engine itself knows: counters, positions, exposure, PnL, invariants. The caller
// adds mode, duration, journal, latency and what the venues say.
Report collect(const engine::Engine& engine);

// Compact, on one line without its end, with every field always there.
std::string to_json(const Report& report);

// Of several desks: each by its name, and what they earned together.
struct NamedReport {
    std::string name;
    const Report* report{nullptr};
};
std::string to_json(const std::vector<NamedReport>& reports,
                    std::optional<Notional> venue_equity_change);

// On `out` where `json` is wanted, and into `file` where there is one. Throws CannotStart
// (kBadUsage) if it cannot be written there.
void write_report(const std::string& text, bool json,
                  const std::optional<std::filesystem::path>& file, std::ostream& out);

}  // namespace twinleg::app
