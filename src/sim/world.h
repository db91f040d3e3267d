#pragma once
// A whole simulated world: venues, crowd, network, faults, on one virtual clock. To the engine it
// is where events come from and where commands go.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/loop.h"
#include "sim/flow.h"
#include "sim/sim_venue.h"

namespace twinleg::sim {

struct WorldConfig {
    std::uint64_t number{1};  // fixes everything that happens by chance
    Time start{seconds(1'700'000'000).ns};
    std::vector<SimVenueConfig> venues;  // at index VenueId
    FlowConfig flow;                     // of the coin; every instrument has a crowd of its own
    FaultProfile faults;
    Duration connect_most{milliseconds(300)};  // a stream takes up to so long to come up
};

// The same configuration and the same commands give the same events, byte for byte, on every
// machine and build type.
//
// Threads: none of its own.
class World final : public runtime::Source, public runtime::Sink {
public:
    explicit World(WorldConfig config);

    // The engine's process is there: it is told Started{epoch}, then its streams come up.
    void engine_starts(std::uint32_t epoch);
    // It is dead: what is on its way to it is lost, what it sent still arrives.
    void engine_dies();
    // The world goes on without an engine.
    void pass_until(Time when);

    // False once `end` is reached.
    bool next(Time wake_at, Event& event) override;
    void execute(const Command& command, Time now) override;

    void ends_at(Time when) { end_ = when; }
    void ask(Operator what, Time when);
    void ask(const SettingAsked& what, Time when);
    // No faults from here on, and those that last end.
    void calm();
    // Nobody but the engine trades on its accounts from now on.
    void alone();

    Time now() const { return timeline_.now(); }
    std::size_t venues() const { return venues_.size(); }
    SimVenue& venue(VenueId id) { return *venues_[id.value]; }
    const SimVenue& venue(VenueId id) const { return *venues_[id.value]; }
    const FaultCounts& faults() const { return counts_; }
    FaultCounts& faults() { return counts_; }
    // Timers in a row within one instant: an engine that never lets time go on.
    std::uint32_t timers_in_a_row() const { return timers_in_a_row_; }

private:
    template <typename What>
    void operator_says(const What& what, Time when);
    // Runs what is due until a letter for the engine comes up; nothing after `until`.
    std::optional<std::uint32_t> next_letter(Time until);
    void run(const Task& task);
    // Whether somebody is there to read it.
    bool deliverable(const Letter& letter) const;

    WorldConfig config_;
    Timeline timeline_;
    Letters letters_;
    FaultCounts counts_;
    Prng prng_;
    PriceWalk walk_;
    std::vector<std::unique_ptr<SimVenue>> venues_;
    std::vector<Flow> flows_;
    std::optional<std::uint32_t> reading_;  // its spans live until the next call
    std::optional<std::uint32_t> coming_;   // the next one of the same instant
    Time end_{kNever};
    std::uint32_t process_{0};
    bool alive_{false};
    std::uint32_t timers_in_a_row_{0};
};

}  // namespace twinleg::sim
