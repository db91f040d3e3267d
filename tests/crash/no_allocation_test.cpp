// Steady-state market data through the loop, journal and engine takes nothing from the heap.

#include <gtest/gtest.h>

#include "runtime/journal.h"
#include "runtime/latency.h"
#include "sim/world.h"
#include "tests/crash/engine_process.h"
#include "tests/support/counting_allocator.h"
#include "tests/support/temp_dir.h"

namespace twinleg::crash {
namespace {

// Counts what is taken between an event's leaving the source and the step's end.
class CountingSource final : public runtime::Source {
public:
    explicit CountingSource(runtime::Source& inner) : inner_(inner) {}
    bool next(Time wake_at, Event& event) override {
        if (!inner_.next(wake_at, event)) return false;
        market_data = std::holds_alternative<BookDelta>(event.what) ||
                      std::holds_alternative<Quote>(event.what) ||
                      std::holds_alternative<PublicTrade>(event.what);
        return true;
    }
    bool market_data{false};

private:
    runtime::Source& inner_;
};

class NoSink final : public runtime::Sink {
public:
    explicit NoSink(sim::World& world) : world_(world) {}
    void execute(const Command& command, Time now) override {
        ++executed;
        world_.execute(command, now);
    }
    std::uint64_t executed{0};

private:
    sim::World& world_;
};

class HotPath : public ::testing::TestWithParam<const char*> {};

TEST_P(HotPath, TakesNothingFromTheHeapWithMarketData) {
    support::TempDir dir;
    const auto scenario = sim::scenario_of(
        7, {.strategy = GetParam(), .profile = sim::Profile::none, .lasts = minutes(5)});
    sim::World world(scenario.world);
    CountingSource source(world);
    NoSink sink(world);
    runtime::Latencies latencies;
    auto writer = store::JournalWriter::create(dir / "j", {.sync = [](int) { return 0; }});
    runtime::JournalRecorder journal(std::move(*writer));
    const auto engine = *factory_of(scenario)(scenario.engine);

    // The loop's own turn, so that what the world takes is not counted.
    std::uint64_t steps = 0;
    std::uint64_t taken = 0;
    class Turn final : public runtime::Source {
    public:
        bool next(Time, Event& out) override {
            out = event;
            return true;
        }
        Event event;
    } turn;
    runtime::Loop loop(*engine, turn, sink, &journal, &latencies);
    world.engine_starts(1);
    const Time warm = world.now() + minutes(1);
    world.ends_at(world.now() + minutes(5));
    while (source.next(engine->wake_at(), turn.event)) {
        const std::uint64_t before = sink.executed;
        const support::CountAllocations allocations;
        loop.turn();
        const std::uint64_t count = allocations.count();
        // With an order the world's own books are at work as well.
        if (turn.event.time < warm || !source.market_data || sink.executed != before) continue;
        ++steps;
        taken += count;
    }

    EXPECT_GT(steps, 1000u);
    EXPECT_EQ(taken, 0u) << "in " << steps << " steps";
    RecordProperty("steps", static_cast<int>(steps));
}

INSTANTIATE_TEST_SUITE_P(OfEachStrategy, HotPath,
                         ::testing::Values("random-pairs", "market-spread", "maker-taker",
                                           "zscore"),
                         [](const auto& strategy) {
                             std::string name = strategy.param;
                             std::erase(name, '-');
                             return name;
                         });

}  // namespace
}  // namespace twinleg::crash
