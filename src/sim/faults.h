#pragma once
// What may go wrong, how often, and how often it did.

#include <array>
#include <cstdint>
#include <string_view>

#include "core/time.h"

namespace twinleg::sim {

enum class Fault : std::uint8_t {
    loss,             // a stream message never comes
    garbage,          // a stream message that no decoder takes: it never comes either
    delay,            // a message comes much later
    duplicate,        // a message comes twice
    reorder,          // a message overtakes, or is overtaken
    request_lost,     // the request never reaches the venue
    reply_lost,       // it was done, and the answer is lost
    server_error,     // 5xx: done or not
    too_many,         // 429
    refused,          // the venue says no, for a reason of its own
    dropped,          // accepted by the door, dropped by the sequencer
    crowd_first,      // the crowd takes a part just before us: a partial fill
    failed_answer,    // a question fails
    stale_answer,     // a question is answered by a replica that is behind
    disconnect,       // both streams down
    freeze,           // nothing is matched, cancelled or answered
    freeze_matching,  // orders are accepted, but not matched
    maintenance,      // every request is a 5xx, nothing is done
    cancel_only,      // a market that takes cancels alone
    post_only,        // a market that takes makers alone
    halted,           // a market that takes nothing
    person,           // somebody trades on the account by hand
    deleverage,       // the venue closes a part of the position
    liquidation,      // all of it
    crash,            // the engine's process dies
    power_loss,       // and the journal's tail with it
    full_disk,        // the journal takes no more, until the process is started again
};
inline constexpr std::size_t kFaults = 27;

constexpr std::string_view name(Fault fault) {
    constexpr std::array<std::string_view, kFaults> kNames{
        "loss",         "garbage",         "delay",         "duplicate",    "reorder",
        "request_lost", "reply_lost",      "server_error",  "too_many",     "refused",
        "dropped",      "crowd_first",     "failed_answer", "stale_answer", "disconnect",
        "freeze",       "freeze_matching", "maintenance",   "cancel_only",  "post_only",
        "halted",       "person",          "deleverage",    "liquidation",  "crash",
        "power_loss",   "full_disk"};
    return kNames[static_cast<std::size_t>(fault)];
}

struct FaultCounts {
    std::array<std::uint64_t, kFaults> by_fault{};

    void add(Fault fault) { ++by_fault[static_cast<std::size_t>(fault)]; }
    void add(const FaultCounts& other) {
        for (std::size_t i = 0; i < kFaults; ++i)
            by_fault[i] += other.by_fault[i];
    }
    std::uint64_t of(Fault fault) const { return by_fault[static_cast<std::size_t>(fault)]; }
};

// Something that begins now and then, and lasts. `mean_gap` between two beginnings; zero: never.
struct Window {
    Duration mean_gap;
    Duration least;
    Duration most;
};

// Chances are per thousand messages of their sort. All zero: a venue that never fails.
struct FaultProfile {
    std::uint32_t loss{0};
    std::uint32_t market_loss{0};  // of market data: each one costs a book
    std::uint32_t garbage{0};
    std::uint32_t delay{0};
    Duration delay_most{seconds(1)};
    std::uint32_t duplicate{0};
    std::uint32_t reorder{0};
    std::uint32_t request_lost{0};
    std::uint32_t reply_lost{0};
    std::uint32_t server_error{0};
    std::uint32_t too_many{0};
    std::uint32_t refused{0};
    std::uint32_t dropped{0};
    std::uint32_t crowd_first{0};
    std::uint32_t failed_answer{0};
    std::uint32_t stale_answer{0};

    Window disconnect;
    Window freeze;
    Window freeze_matching;
    Window maintenance;
    Window cancel_only;
    Window post_only;
    Window halted;
    Window person;      // lasts no time
    Window deleverage;  // lasts no time
    Duration clock_skew_most;

    // Of the engine's process, and how long it stays dead.
    Window crash;
    std::uint32_t power_loss{0};  // of crashes: the journal's tail is lost
};

}  // namespace twinleg::sim
