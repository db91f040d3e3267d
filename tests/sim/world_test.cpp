#include "sim/world.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "sim/templates.h"

namespace twinleg::sim {
namespace {

constexpr VenueId kFirst{0};
constexpr VenueId kSecond{1};
constexpr InstrumentId kFirstBtc{0};
constexpr InstrumentId kSecondBtc{1};

WorldConfig two_venues(std::uint64_t number = 1) {
    WorldConfig config;
    config.number = number;
    config.venues = {venue_like("edgex", "BTC", kFirst, kFirstBtc).value(),
                     venue_like("lighter", "BTC", kSecond, kSecondBtc).value()};
    config.flow = flow_of("BTC").value();
    return config;
}

// Lives in a world by script: sees every event, sends what the test says.
class Worldly : public testing::Test {
protected:
    void live(WorldConfig config) {
        world.emplace(std::move(config));
        world->engine_starts(1);
        until(world->now() + seconds(1));
    }

    // Reads all events up to `when`.
    void until(Time when) {
        Event event;
        while (world->next(when, event) && !std::holds_alternative<Timer>(event.what))
            seen(event);
    }
    void wait(Duration some) { until(world->now() + some); }

    void seen(const Event& event) {
        ASSERT_GE(event.time, last);
        last = event.time;
        ++events;
        if (const auto* fill = std::get_if<Fill>(&event.what)) fills.push_back(*fill);
        if (const auto* report = std::get_if<OrderReport>(&event.what)) reports.push_back(*report);
        if (const auto* answer = std::get_if<OrderAnswer>(&event.what)) answers.push_back(*answer);
        if (const auto* failure = std::get_if<SendFailed>(&event.what)) {
            failures.push_back(*failure);
        }
        if (const auto* armed = std::get_if<DeadManAnswer>(&event.what)) {
            armings.push_back(*armed);
        }
        if (const auto* status = std::get_if<StreamStatus>(&event.what)) {
            statuses.push_back(*status);
        }
        if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
            deltas[delta->instrument.value] += 1;
        }
    }

    Order order(InstrumentId instrument, Side side, TimeInForce tif, const char* quantity) {
        Order out;
        out.instrument = instrument;
        out.client_order_id = ClientOrderId::make(1, ++counter);
        out.side = side;
        out.time_in_force = tif;
        out.quantity = parse_quantity(quantity).value();
        const MatchingBook& book =
            world->venue({static_cast<std::uint8_t>(instrument.value)}).book(instrument);
        const bool taker = tif == TimeInForce::ioc;
        out.price = book.best(taker ? opposite(side) : side)->price;
        if (taker) {
            out.price = Price::from_raw(out.price.raw() +
                                        (side == Side::buy ? 1 : -1) * Price::from_units(20).raw());
        }
        out.nonce = instrument == kSecondBtc ? ++nonce : kNoNonce;
        return out;
    }
    void send(const Order& what) {
        world->venue({static_cast<std::uint8_t>(what.instrument.value)}).send(what);
    }

    std::optional<OrderReport> last_word(ClientOrderId id) const {
        std::optional<OrderReport> found;
        for (const OrderReport& report : reports) {
            if (report.client_order_id == id && (!found || terminal(report.word))) found = report;
        }
        return found;
    }

    std::optional<World> world;
    std::vector<Fill> fills;
    std::vector<OrderReport> reports;
    std::vector<OrderAnswer> answers;
    std::vector<SendFailed> failures;
    std::vector<StreamStatus> statuses;
    std::vector<DeadManAnswer> armings;
    std::array<int, 2> deltas{};
    std::uint64_t events{0};
    std::uint32_t counter{0};
    Nonce nonce{0};
    Time last;
};

TEST_F(Worldly, BothBooksMoveTenToThirtyTimesASecond) {
    live(two_venues());
    deltas = {};

    wait(seconds(20));

    for (const int count : deltas) {
        EXPECT_GT(count, 200);
        EXPECT_LT(count, 700);
    }
}

TEST_F(Worldly, BooksAreDeepAndTheBasisCrossesNowAndThen) {
    live(two_venues());
    int crossed = 0;
    int looks = 0;

    for (; looks < 600; ++looks) {
        wait(milliseconds(100));
        const MatchingBook& first = world->venue(kFirst).book(kFirstBtc);
        const MatchingBook& second = world->venue(kSecond).book(kSecondBtc);
        std::vector<Level> levels;
        first.levels(Side::buy, levels);
        ASSERT_GE(levels.size(), 10u);
        const Price five = Price::from_units(5);
        if (second.best(Side::buy)->price - first.best(Side::sell)->price > five) ++crossed;
        if (first.best(Side::buy)->price - second.best(Side::sell)->price > five) ++crossed;
    }

    EXPECT_GT(crossed, looks / 10);
    EXPECT_LT(crossed, looks * 9 / 10);
}

TEST_F(Worldly, ATakerIsFilledAndItsFillsAddUp) {
    live(two_venues());

    const Order buy = order(kFirstBtc, Side::buy, TimeInForce::ioc, "0.01");
    send(buy);
    wait(milliseconds(300));

    ASSERT_TRUE(last_word(buy.client_order_id));
    EXPECT_EQ(last_word(buy.client_order_id)->word, OrderWord::filled);
    Quantity sum;
    for (const Fill& fill : fills)
        sum += fill.quantity;
    EXPECT_EQ(sum, buy.quantity);
    EXPECT_EQ(world->venue(kFirst).ledger().account().position(kFirstBtc).quantity(), sum);
}

TEST_F(Worldly, ATakerWaitsWhereTheVenueHoldsTakers) {
    live(two_venues());
    const Time sent = world->now();

    send(order(kSecondBtc, Side::sell, TimeInForce::ioc, "0.001"));
    wait(seconds(1));

    ASSERT_FALSE(fills.empty());
    EXPECT_GE(fills.front().venue_time - sent, milliseconds(320));
    EXPECT_EQ(reports.front().word, OrderWord::accepted);
}

TEST_F(Worldly, AMakerIsFilledByTheCrowdSoonerOrLater) {
    live(two_venues());

    for (int i = 0; i < 20 && fills.empty(); ++i) {
        send(order(kFirstBtc, Side::buy, TimeInForce::post_only, "0.001"));
        wait(seconds(5));
    }

    ASSERT_FALSE(fills.empty());
    EXPECT_EQ(fills.front().liquidity, Liquidity::maker);
}

TEST_F(Worldly, RefusesWhatTheRealVenueWould) {
    live(two_venues());
    Order off_lot = order(kFirstBtc, Side::buy, TimeInForce::ioc, "0.0005");
    Order late = order(kFirstBtc, Side::buy, TimeInForce::ioc, "0.001");
    late.valid_until = world->now();
    Order far = order(kFirstBtc, Side::buy, TimeInForce::ioc, "0.001");
    far.price = Price::from_units(70'000);
    Order reducing = order(kFirstBtc, Side::buy, TimeInForce::ioc, "0.001");
    reducing.reduce_only = true;
    Order large = order(kFirstBtc, Side::buy, TimeInForce::ioc, "3");
    Order gap = order(kSecondBtc, Side::buy, TimeInForce::ioc, "0.001");
    gap.nonce = 7;

    for (const Order& what : {off_lot, late, far, reducing, large, gap})
        send(what);
    wait(seconds(1));

    const auto reason = [&](const Order& what) { return last_word(what.client_order_id)->reason; };
    EXPECT_EQ(reason(off_lot), Reason::below_minimum);
    EXPECT_EQ(reason(late), Reason::expired);
    EXPECT_EQ(reason(far), Reason::price_band);
    EXPECT_EQ(reason(reducing), Reason::reduce_only);
    EXPECT_EQ(reason(large), Reason::margin);
    EXPECT_EQ(reason(gap), Reason::nonce_gap);
}

TEST_F(Worldly, ADeadMansSwitchCancelsEverythingAtItsTimeUnlessItIsSetAnew) {
    live(two_venues());
    Order resting = order(kSecondBtc, Side::buy, TimeInForce::post_only, "0.001");
    resting.price = resting.price - Price::from_units(100);
    send(resting);
    SimVenue& venue = world->venue(kSecond);
    const auto arm = [&](std::uint64_t request, Time at) {
        venue.send(ArmDeadMan{kSecond, {request}, at, ++nonce});
        wait(seconds(1));
    };

    arm(1, world->now() + seconds(10));
    EXPECT_TRUE(armings.back().head.ok);
    arm(2, world->now() + seconds(30));
    EXPECT_FALSE(armings.back().head.ok) << "there is one slot";
    EXPECT_TRUE(armings.back().certain);
    --nonce;
    arm(3, {});
    EXPECT_FALSE(venue.dead_man_at().known());
    arm(4, world->now() + seconds(20));
    EXPECT_TRUE(armings.back().head.ok);

    wait(seconds(15));
    EXPECT_EQ(last_word(resting.client_order_id)->word, OrderWord::accepted);
    wait(seconds(10));
    EXPECT_EQ(last_word(resting.client_order_id)->word, OrderWord::cancelled);
    EXPECT_EQ(venue.open_orders(), 0U);
    EXPECT_FALSE(venue.dead_man_at().known());
    EXPECT_EQ(venue.dead_man_struck(), 1U);
}

TEST_F(Worldly, EachKeyHasASequenceOfItsOwn) {
    WorldConfig config = two_venues();
    config.venues[1].traits.nonce_keys = 2;
    live(config);
    std::array<Order, 4> orders;
    for (Order& one : orders)
        one = order(kSecondBtc, Side::buy, TimeInForce::ioc, "0.001");
    orders[0].nonce = make_nonce(0, 1);
    orders[1].nonce = make_nonce(1, 1);
    orders[2].nonce = make_nonce(1, 3);
    orders[3].nonce = make_nonce(2, 1);

    for (const Order& one : orders)
        send(one);
    wait(seconds(2));

    const auto reason = [&](int n) {
        return last_word(orders[static_cast<std::size_t>(n)].client_order_id)->reason;
    };
    EXPECT_EQ(reason(0), Reason::none);
    EXPECT_EQ(reason(1), Reason::none);
    EXPECT_EQ(reason(2), Reason::nonce_gap);
    EXPECT_EQ(reason(3), Reason::other);
}

TEST_F(Worldly, ACancelEndsAnOrderAndASecondOneFindsNothing) {
    live(two_venues());
    Order far = order(kFirstBtc, Side::buy, TimeInForce::post_only, "0.001");
    far.price = far.price - Price::from_units(100);
    send(far);
    wait(milliseconds(200));

    world->venue(kFirst).send(CancelOrder{kFirstBtc, far.client_order_id, {}, kNoNonce});
    wait(milliseconds(200));
    EXPECT_EQ(last_word(far.client_order_id)->word, OrderWord::cancelled);
    world->venue(kFirst).send(CancelOrder{kFirstBtc, far.client_order_id, {}, kNoNonce});
    wait(milliseconds(200));

    EXPECT_EQ(reports.back().reason, Reason::not_found);
}

TEST_F(Worldly, AnOrderFrozenBeforeItsMatchFillsLongAfterItsValidity) {
    WorldConfig config = two_venues();
    config.faults.freeze_matching = {seconds(1), seconds(8), seconds(8)};
    live(config);
    while (!world->venue(kFirst).still())
        wait(milliseconds(50));

    Order frozen = order(kFirstBtc, Side::buy, TimeInForce::ioc, "0.001");
    frozen.price = frozen.price + Price::from_units(200);
    frozen.valid_until = world->now() + seconds(1);
    send(frozen);
    wait(seconds(3));
    EXPECT_TRUE(fills.empty());
    world->calm();
    wait(seconds(20));

    ASSERT_FALSE(fills.empty());
    EXPECT_GT(fills.front().venue_time, frozen.valid_until);
}

TEST_F(Worldly, ADeadEngineHearsNothingAndItsOrdersLiveOn) {
    live(two_venues());
    send(order(kFirstBtc, Side::buy, TimeInForce::ioc, "0.01"));

    world->engine_dies();
    world->pass_until(world->now() + seconds(2));
    world->engine_starts(2);
    wait(seconds(1));

    EXPECT_TRUE(fills.empty());
    EXPECT_EQ(world->venue(kFirst).ledger().fills().empty(), false);
    world->venue(kFirst).send(Ask{.venue = kFirst,
                                  .request = {1},
                                  .what = Question::order,
                                  .instrument = kFirstBtc,
                                  .client_order_id = ClientOrderId::make(1, 1)});
    wait(milliseconds(200));
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_TRUE(answers[0].found);
    EXPECT_EQ(answers[0].report.word, OrderWord::filled);
}

TEST_F(Worldly, AReplicaThatIsBehindNeverKnowsMoreThanItsTime) {
    WorldConfig config = two_venues();
    config.faults.stale_answer = 1000;
    live(config);
    const Order buy = order(kFirstBtc, Side::buy, TimeInForce::ioc, "0.01");
    send(buy);

    for (int i = 0; i < 60; ++i) {
        world->venue(kFirst).send(Ask{.venue = kFirst,
                                      .request = {static_cast<std::uint64_t>(i)},
                                      .what = Question::order,
                                      .instrument = kFirstBtc,
                                      .client_order_id = buy.client_order_id});
        wait(milliseconds(40));
    }

    const Time done = fills.back().venue_time;
    int missing = 0;
    for (const OrderAnswer& answer : answers) {
        if (answer.head.venue_time < done) {
            ++missing;
            EXPECT_FALSE(answer.found);
        } else {
            EXPECT_EQ(answer.report.cumulative, buy.quantity);
        }
    }
    EXPECT_GT(missing, 3);
}

TEST_F(Worldly, AShortDisconnectEndsWithBothStreamsUp) {
    WorldConfig config = two_venues();
    config.faults.disconnect = {seconds(5), milliseconds(100), seconds(4)};
    live(config);

    wait(seconds(60));
    world->calm();
    wait(seconds(5));

    EXPECT_GT(statuses.size(), 20u);
    std::map<std::pair<int, int>, bool> up;
    for (const StreamStatus& status : statuses)
        up[{status.venue.value, static_cast<int>(status.stream)}] = status.up;
    for (const auto& [stream, is_up] : up)
        EXPECT_TRUE(is_up) << stream.first << " " << stream.second;
}

// A fingerprint of all that happens in a number, with every fault there is.
std::string fingerprint(std::uint64_t number) {
    WorldConfig config = two_venues(number);
    config.faults.loss = config.faults.delay = config.faults.duplicate = 100;
    config.faults.reorder = config.faults.server_error = config.faults.reply_lost = 100;
    config.faults.freeze = {seconds(10), seconds(1), seconds(3)};
    config.faults.disconnect = {seconds(10), seconds(1), seconds(3)};
    config.faults.person = {seconds(10), {}, {}};
    World world{config};
    world.engine_starts(1);
    Event event;
    std::uint64_t hash = 14695981039346656037u;
    std::uint64_t count = 0;
    const Time end = world.now() + seconds(60);
    while (world.next(end, event) && event.time < end) {
        const auto mix = [&](std::int64_t value) {
            hash = (hash ^ static_cast<std::uint64_t>(value)) * 1099511628211u;
        };
        ++count;
        mix(event.time.ns);
        mix(static_cast<std::int64_t>(event.what.index()));
        if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
            for (const Level& level : delta->bids)
                mix(level.price.raw() + level.quantity.raw());
        }
    }
    std::string text = std::to_string(count);
    text += " of ";
    text += std::to_string(hash);
    return text;
}

TEST(World, TheSameNumberGivesTheSameEvents) {
    EXPECT_EQ(fingerprint(7), fingerprint(7));
    EXPECT_NE(fingerprint(7), fingerprint(8));
}

}  // namespace
}  // namespace twinleg::sim
