// Two recordings, the engine between them, and what must be true whatever it earns.

#include "replay/replay_world.h"

#include <gtest/gtest.h>

#include "engine/engine.h"
#include "portfolio/portfolio.h"
#include "replay/instrument_spec.h"
#include "strategy/market_spread/market_spread.h"

namespace twinleg::replay {
namespace {

const std::string kData{TWINLEG_SOURCE_DIR "/tests/replay/data/"};

struct Leg {
    std::string file;
    Facts facts;
    RecordedVenueConfig venue;
    Feed feed() const { return {{file}, venue.instrument.id, facts}; }
};

Leg leg(const std::string& name, std::uint16_t index) {
    Leg out;
    out.file = kData + name;
    out.facts = *probe(out.file);
    auto specified = *specify(out.facts, "maker_bps=0,taker_bps=0.2");
    out.venue.instrument = specified.instrument;
    out.venue.instrument.id = {index};
    out.venue.instrument.venue = {static_cast<std::uint8_t>(index)};
    out.venue.rules = out.facts.rules;
    out.venue.traits.id = out.venue.instrument.venue;
    out.venue.traits.name = out.venue.instrument.venue_name;
    out.venue.traits.validity = seconds(5);
    return out;
}

// Everything that went through the engine, as one text.
class Watch : public runtime::Observer {
public:
    void on_step(const Event& event, std::span<const Command> commands,
                 const engine::Engine&) override {
        EXPECT_GE(event.time, last);
        last = event.time;
        text += std::to_string(event.time.ns) + " " + std::to_string(event.what.index());
        for (const Command& command : commands) {
            text += " " + std::to_string(command.index());
            if (const auto* place = std::get_if<PlaceOrder>(&command)) {
                ++orders;
                text += "=" + to_text(place->order->price);
            }
            if (const auto* closed = std::get_if<PairClosed>(&command)) {
                if (closed->outcome == PairOutcome::completed) ++completed;
            }
        }
        if (const auto* fill = std::get_if<Fill>(&event.what)) {
            const std::size_t of = fill->instrument.value;
            positions[of] += fill->quantity * sign(fill->side);
        }
        text += "\n";
    }
    Time last;
    std::string text;
    int orders{0};
    int completed{0};
    std::array<Quantity, 2> positions;
};

struct Ran {
    Watch watch;
    bool ended{false};
    Base exposure;
    Base dust;
    InputStats stats;
    std::array<Quantity, 2> venue_positions;
    Notional ours;
    Notional venues;
};

Ran run() {
    const Leg first = leg("futures.jsonl.gz", 0);
    const Leg second = leg("coin.jsonl.gz", 1);
    engine::Config config;
    for (const Leg& each : {first, second}) {
        config.instruments.push_back({each.venue.instrument, each.venue.rules});
        config.venues.push_back(each.venue.traits);
    }
    config.strategy = "market-spread";
    config.exec.pair_quantity = *parse_quantity("0.01");
    config.risk.max_position = *parse_base("0.05");
    config.risk.orders_per_minute = 1200;
    strategy::MarketSpread::Settings settings;
    settings.size = *parse_quantity("0.01");
    settings.max_position = *parse_quantity("0.05");
    settings.long_threshold = Price::from_units(8);
    settings.short_threshold = Price::from_units(-2);

    engine::Engine engine{config, std::make_unique<strategy::MarketSpread>(settings)};
    auto world = ReplayWorld{first.feed(), first.venue, second.feed(), second.venue};
    runtime::Loop loop{engine, world, world, nullptr};
    Ran out;
    loop.observe(out.watch);
    while (loop.turn()) {
    }
    out.ended = engine.ended();
    out.exposure = engine.exposure();
    out.dust = engine.dust();
    out.stats = world.stats();
    for (const int side : {0, 1}) {
        world.venue(side).mark_to_mid();
        const auto index = static_cast<std::size_t>(side);
        const InstrumentId id = world.venue(side).instrument().id;
        out.venue_positions[index] = world.venue(side).ledger().account().position(id).quantity();
        out.ours += engine.portfolio().position(id).total();
        out.venues += world.venue(side).ledger().account().position(id).total();
    }
    return out;
}

TEST(ReplayWorld, TradesARecordingAndEndsFlatWithTheVenuesAgreeing) {
    const Ran ran = run();

    EXPECT_EQ(ran.stats.frames, 6270U);
    EXPECT_EQ(ran.stats.gaps, 0U);
    EXPECT_FALSE(ran.stats.error);
    EXPECT_GT(ran.watch.orders, 10);
    EXPECT_GT(ran.watch.completed, 3);
    EXPECT_TRUE(ran.ended);
    EXPECT_LE(ran.exposure.abs(), ran.dust);
    EXPECT_EQ(ran.watch.positions, ran.venue_positions);
    // Coins and dollars added: meaningless as money, and equal to the last digit all the same.
    EXPECT_EQ(ran.ours, ran.venues);
}

TEST(ReplayWorld, IsTheSameEveryTime) {
    EXPECT_TRUE(run().watch.text == run().watch.text);
}

}  // namespace
}  // namespace twinleg::replay
