#include <gtest/gtest.h>

#include <map>

#include "sim/check/truth.h"
#include "sim/soak/scenario.h"

namespace twinleg::sim {
namespace {

// Trades at random in any world there is, and holds the venues' books against each other: whatever
// is wrong here is wrong with the simulation itself.
class RandomTrader {
public:
    explicit RandomTrader(std::uint64_t number)
        : scenario_(scenario_of(number, {})),
          prng_(Prng::stream(number, 90)),
          world_(scenario_.world),
          truth_(world_) {
        world_.engine_starts(1);
    }

    void trade(Duration some) {
        const Time end = world_.now() + some;
        Time next = world_.now() + seconds(1);
        Event event;
        while (world_.now() < end && world_.next(next, event)) {
            if (std::holds_alternative<Timer>(event.what)) {
                act();
                next = world_.now() + prng_.between(milliseconds(10), milliseconds(400));
            }
            check(event);
        }
    }

    // Everything that was alive ends, and the account is the sum of its fills.
    void end() {
        world_.calm();
        for (std::uint8_t v = 0; v < 2; ++v)
            cancel_all(v);
        world_.engine_dies();
        world_.pass_until(world_.now() + seconds(30));
        truth_.follow();
        for (std::uint8_t v = 0; v < 2; ++v) {
            const Ledger& ledger = world_.venue({v}).ledger();
            for (const VenueOrder& order : ledger.orders()) {
                ASSERT_LE(order.filled, order.order.quantity);
                ASSERT_EQ(order.word == OrderWord::filled, order.left().is_zero());
            }
            Notional cash;
            Quantity held;
            Notional fees;
            for (const Fill& fill : ledger.fills()) {
                cash -= fill.quantity * fill.price * sign(fill.side);
                held += fill.quantity * sign(fill.side);
                fees += fill.fee;
            }
            const Position& position = ledger.account().position(ledger.instruments().front().id);
            ASSERT_EQ(position.quantity(), held);
            ASSERT_EQ(position.quantity(), truth_.position(position.instrument().id));
            ASSERT_EQ(position.fees(), fees);
            if (position.instrument().kind == ContractKind::linear) {
                ASSERT_EQ(position.trading(), cash);
            }
        }
    }

    std::uint64_t fills() const {
        return world_.venue({0}).ledger().fills().size() +
               world_.venue({1}).ledger().fills().size();
    }

private:
    void act() {
        const auto v = static_cast<std::uint8_t>(prng_.below(2));
        SimVenue& venue = world_.venue({v});
        const Instrument& instrument = venue.config().instruments.front();
        const std::int64_t what = prng_.below(10);
        if (what < 6) {
            const auto best = venue.book(instrument.id).best(Side::buy);
            if (!best) return;
            Order order;
            order.instrument = instrument.id;
            order.client_order_id = ClientOrderId::make(1, ++ids_);
            order.side = prng_.chance(500) ? Side::buy : Side::sell;
            order.time_in_force = static_cast<TimeInForce>(prng_.below(3));
            order.reduce_only = prng_.chance(200);
            order.price = best->price + instrument.tick * prng_.between(-30, 30);
            order.quantity = instrument.lot * prng_.between(1, 400);
            order.nonce = ++nonces_[v];
            order.valid_until = world_.now() + seconds(5);
            venue.send(order);
        } else if (what < 8) {
            venue.send(CancelOrder{instrument.id, ClientOrderId::make(1, ids_), {}, ++nonces_[v]});
        } else if (what == 8) {
            venue.send(Ask{.venue = {v}, .request = {++requests_}, .what = Question::nonce});
            venue.send(Ask{.venue = {v}, .request = {++requests_}, .what = Question::fills});
            venue.send(Ask{.venue = {v}, .request = {++requests_}, .what = Question::positions});
        } else if (prng_.chance(100)) {
            cancel_all(v);
        }
    }

    void cancel_all(std::uint8_t v) {
        // As it would be sent where nothing is in doubt.
        for (int i = 0; i < 3; ++i) {
            world_.venue({v}).send(CancelAll{{v}, {++requests_}, ++nonces_[v]});
        }
    }

    void check(const Event& event) {
        ASSERT_GE(event.time, last_);
        last_ = event.time;
        if (const auto* answer = std::get_if<NonceAnswer>(&event.what);
            answer != nullptr && answer->head.ok) {
            nonces_[answer->head.venue.value] = answer->next - 1;
        }
        // All positions of an answer are the sum of the fills up to its time.
        if (const auto* answer = std::get_if<PositionsAnswer>(&event.what);
            answer != nullptr && answer->head.ok && answer->head.venue_time.known()) {
            Quantity sum;
            const Ledger& ledger = world_.venue(answer->head.venue).ledger();
            for (const Fill& fill : ledger.fills()) {
                if (fill.venue_time <= answer->head.venue_time) {
                    sum += fill.quantity * sign(fill.side);
                }
            }
            Quantity told;
            for (const PositionEntry& entry : answer->positions)
                told += entry.quantity;
            ASSERT_EQ(told, sum);
        }
        if (const auto* delta = std::get_if<BookDelta>(&event.what)) {
            for (const Level& level : delta->bids)
                ASSERT_FALSE(level.quantity.is_negative());
        }
        truth_.follow();
    }

    Scenario scenario_;
    Prng prng_;
    World world_;
    Truth truth_;
    Time last_;
    std::uint32_t ids_{0};
    std::uint64_t requests_{0};
    std::map<std::uint8_t, Nonce> nonces_;
};

TEST(World, ItsBooksAgreeWhateverIsSentAndWhateverFails) {
    std::uint64_t fills = 0;
    for (std::uint64_t number = 1; number <= 100; ++number) {
        SCOPED_TRACE(number);
        RandomTrader trader{number};
        trader.trade(seconds(60));
        trader.end();
        fills += trader.fills();
        if (testing::Test::HasFatalFailure()) return;
    }
    EXPECT_GT(fills, 5000u);
}

}  // namespace
}  // namespace twinleg::sim
