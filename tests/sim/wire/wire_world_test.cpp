#include "sim/wire/simulated_venues.h"
#include "tests/sim/wire/toy_venue.h"

namespace twinleg::sim::wire {
namespace {

TEST_F(WorldTest, FillsItsBooksBeforeItListens) {
    start(true);

    const auto bid = toy().exchange().best({0}, Side::buy);
    const auto ask = toy().exchange().best({0}, Side::sell);

    ASSERT_TRUE(bid && ask);
    EXPECT_LT(bid->price, ask->price);
    EXPECT_TRUE(toy().exchange().facts({0}).mark.is_positive());
    EXPECT_FALSE(toy().exchange().facts({0}).funding_rate.is_zero());
}

TEST_F(WorldTest, StandsStillWithoutFlow) {
    EXPECT_EQ(toy().exchange().facts({0}).mark, price("60000"));
    EXPECT_EQ(toy().exchange().facts({0}).index, price("60000"));
    EXPECT_TRUE(toy().exchange().facts({0}).funding_rate.is_zero());
    EXPECT_FALSE(toy().exchange().best({0}, Side::buy));
}

TEST_F(WorldTest, MovesAHeldClockByHandAlone) {
    world->hold_time();
    world->advance(Duration{});
    const Time held = toy().exchange().now();
    const Time began = loop.now();
    until([&] { return loop.now() - began >= milliseconds(3); });

    world->advance(milliseconds(1));
    EXPECT_EQ(toy().exchange().now(), held + milliseconds(1));

    world->let_time_pass();
    EXPECT_GE(toy().exchange().now(), held + milliseconds(4));
}

TEST_F(WorldTest, OpensTheSameMarketsForTheSameNumber) {
    const auto book = [&](std::uint64_t number) {
        start(true, number);
        std::vector<Level> levels;
        toy().exchange().levels({0}, Side::buy, levels);
        toy().exchange().levels({0}, Side::sell, levels);
        return levels;
    };

    const auto first = book(7);

    EXPECT_EQ(book(7), first);
    EXPECT_NE(book(8), first);
}

TEST_F(WorldTest, MovesItsMarkets) {
    start(true);
    const auto client = listen();

    until([&] { return client->frames.size() >= 5; });

    // One after the other, without a gap.
    for (std::size_t i = 1; i < client->frames.size(); ++i)
        EXPECT_EQ(std::stoull(client->frames[i]), std::stoull(client->frames[i - 1]) + 1);
}

TEST_F(WorldTest, SaysWhichPortIsTaken) {
    WireWorldConfig config;
    config.venues = {{&kToy, toy().port()}};

    try {
        WireWorld second(loop, std::move(config));
        FAIL() << "two listen on one port";
    } catch (const std::runtime_error& problem) {
        EXPECT_THAT(problem.what(), testing::HasSubstr(std::to_string(toy().port())));
    }
}

TEST(SimulatedVenues, LiveOnAThreadOfTheirOwn) {
    WireWorldConfig config;
    config.venues = {{&kToy, 0}};
    config.flow = false;
    config.control = 0;
    const SimulatedVenues venues(std::move(config));

    EXPECT_EQ(venues.ready_lines().size(), 1u);
    EXPECT_EQ(venues.equity("toy"), money("10000"));
    EXPECT_EQ(venues.position("toy", "BTC"), Quantity{});
    EXPECT_FALSE(venues.equity("moon"));
}

TEST(SimulatedVenues, ThrowWhatKeepsThemFromListening) {
    WireWorldConfig config;
    config.venues = {{&kToy, 0}};
    config.control = 0;
    const SimulatedVenues first(config);
    config.control = net::Url::parse(first.control_url())->port;

    EXPECT_THROW(SimulatedVenues{config}, std::runtime_error);
}

}  // namespace
}  // namespace twinleg::sim::wire
