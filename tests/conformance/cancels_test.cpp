// Cancels, and fills that overtake them.

#include <algorithm>

#include "tests/conformance/conformance.h"

namespace twinleg::conformance {
namespace {

using Cancels = Conformance;

TEST_P(Cancels, EndARestingOrder) {
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);
    ASSERT_TRUE(accepted(id));

    stage.cancel(id);

    ASSERT_TRUE(final(id));
    EXPECT_EQ(stage.told(id).word, OrderWord::cancelled);
    EXPECT_EQ(stage.told(id).filled(), Quantity{});
}

TEST_P(Cancels, SayThatTheyFoundNothing) {
    const auto id = stage.place(kSell, TimeInForce::ioc, bid, one);
    ASSERT_TRUE(final(id));

    stage.cancel(id);

    EXPECT_TRUE(stage.until([&] {
        for (const auto& report : stage.told(id).reports)
            if (report.reason == Reason::not_found) return true;
        return false;
    }));
    EXPECT_EQ(stage.told(id).word, OrderWord::filled);
}

// Before the venue has even read it.
TEST_P(Cancels, LoseNoFillThatOvertakesThem) {
    for (int i = 0; i <= 5; ++i) {
        const auto price = bid + stage.tick(20);
        const auto id = stage.place(kBuy, TimeInForce::post_only, price, one);
        ASSERT_TRUE(accepted(id));

        stage.cancel(id);
        stage.pass(milliseconds(i));
        const auto sold = stage.somebody(kSell, price, one, sim::wire::Force::ioc);

        ASSERT_TRUE(final(id)) << i << " ms";
        EXPECT_TRUE(stage.until([&] { return stage.told(id).filled() == sold; })) << i << " ms";
    }
}

// From the venue's having read it to its being done. The venue's clock stands still but for our
// steps, and at each of them one order's quantity, or half of it, is sold to the best that is left.
TEST_P(Cancels, LoseNoFillAtAnyMillisecondOfTheirWindow) {
    struct Racer {
        ClientOrderId id;
        Price price;
        Quantity sold;
    };
    const Duration window = GetParam().cancel_window;
    const auto count = window.ns / milliseconds(1).ns + 2;
    const auto room = (ask - bid).raw() / stage.tick(1).raw() - 1;
    const auto two = stage.least(2);
    std::vector<Racer> racers;
    for (std::int64_t i = 0; i < count; ++i) {
        // The next to be hit is always the best, and the oldest of its price.
        const auto price = bid + stage.tick(room - i * room / count);
        racers.push_back({stage.place(kBuy, TimeInForce::post_only, price, two), price, {}});
    }
    for (const auto& each : racers)
        ASSERT_TRUE(accepted(each.id));

    stage.exchange().slow_cancels(window);
    stage.world().hold_time();
    for (const auto& each : racers)
        stage.cancel(each.id);
    ASSERT_TRUE(stage.until([&] {
        const auto open = stage.exchange().open_orders(0);
        return std::ranges::all_of(open, [](const auto* o) { return o->cancel_due.known(); });
    }));
    std::size_t best = 0;
    for (std::size_t i = 0; i < racers.size(); ++i) {
        const auto wanted = i % 2 == 0 ? two : stage.least(1);
        auto sold = stage.somebody(kSell, racers[i].price, wanted, sim::wire::Force::ioc);
        const bool in_time = i < racers.size() - 2;
        EXPECT_EQ(sold, in_time ? wanted : Quantity{}) << i << " ms";
        while (sold.is_positive()) {
            const auto part = std::min(sold, two - racers[best].sold);
            racers[best].sold += part;
            sold -= part;
            if (racers[best].sold == two) ++best;
        }
        stage.pass({});
        stage.world().advance(milliseconds(1));
    }
    stage.world().let_time_pass();
    stage.exchange().slow_cancels({});

    ASSERT_TRUE(stage.until([&] {
        return std::ranges::all_of(racers, [&](const Racer& each) {
            return stage.told(each.id).final() && stage.told(each.id).filled() == each.sold;
        });
    }));
    for (std::size_t i = 0; i < racers.size(); ++i) {
        const auto& told = stage.told(racers[i].id);
        EXPECT_EQ(told.word, racers[i].sold == two ? OrderWord::filled : OrderWord::cancelled)
            << i << " ms";
    }
}

TEST_P(Cancels, OfEverythingEndEverything) {
    TWINLEG_NEEDS(cancel_all);
    const auto first = stage.place(kBuy, TimeInForce::post_only, bid, one);
    const auto second = stage.place(kSell, TimeInForce::post_only, ask, one);
    ASSERT_TRUE(accepted(first) && accepted(second));

    EXPECT_TRUE(stage.cancel_all());

    EXPECT_TRUE(final(first) && final(second));
}

TWINLEG_FOR_EVERY_WAY(Cancels);

}  // namespace
}  // namespace twinleg::conformance
