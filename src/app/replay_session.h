#pragma once
// A replay from its settings to its report.

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "app/report.h"
#include "app/stop_signals.h"
#include "app/strategy_settings.h"
#include "replay/replay_world.h"

namespace twinleg::app {

struct ReplaySettings {
    StrategySettings strategy;  // without a name: a feed of one side
    std::vector<std::string> first;
    std::vector<std::string> second;  // empty: one side alone
    std::string first_instrument;     // SPEC
    std::string second_instrument;
    std::optional<std::filesystem::path> report;
    std::optional<std::filesystem::path> journal;
    std::optional<std::filesystem::path> spreads;
    std::optional<std::filesystem::path> books;  // the final ones, whole
    std::string evaluate{"every-event"};         // or milliseconds
    std::uint64_t latency_ms{25};                // each way
    Notional collateral{Notional::from_units(10'000)};
    std::string on_exit{"flatten"};
    std::string log_level{"info"};
    bool json{false};
};

// What a replay came to; no report where its recordings cannot be opened (`err` was told).
struct ReplayEnd {
    int code{0};
    std::optional<Report> report;
};

// Two sides, through the engine, and every file that was asked for but the report. Signals stop it
// in order. Throws CannotStart for settings that cannot be.
ReplayEnd replay_recordings(const ReplaySettings& settings, const StopSignals& signals,
                            std::ostream& err);

// The same with its report. Answers the exit code.
int run_replay_session(const ReplaySettings& settings, std::ostream& out, std::ostream& err);

// One side alone: a feed without orders.
int run_replay_feed(const ReplaySettings& settings, std::ostream& out, std::ostream& err);

// What the accounts of recorded venues have earned, in quote units, by the rule of the report:
// amounts in a coin enter at the last mid, cut toward zero at 8 digits, cause by cause.
Notional equity_change(const replay::RecordedVenue& venue);

}  // namespace twinleg::app
