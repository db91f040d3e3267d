// Connections that end, and come back with what was open.

#include "tests/conformance/conformance.h"

namespace twinleg::conformance {
namespace {

class Connections : public Conformance {
protected:
    void forget_downs() {
        market_downs = stage.downs(Stream::market);
        account_downs = stage.downs(Stream::account);
    }
    // Both streams end, or the market's alone, and come back; the order is still there, and the
    // book is right.
    void came_back_with(ClientOrderId id, bool both = true) {
        ASSERT_TRUE(stage.until([&] {
            return stage.downs(Stream::market) > market_downs &&
                   (!both || stage.downs(Stream::account) > account_downs);
        }));
        ASSERT_TRUE(both_up());
        EXPECT_TRUE(book_agrees());
        expect_open(id);
        EXPECT_FALSE(stage.told(id).final());
    }

    int market_downs{0};
    int account_downs{0};
};

TEST_P(Connections, ComeBackWithOrdersOpen) {
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);
    ASSERT_TRUE(accepted(id));

    stage.order_fault(Fault::disconnect, 1);

    came_back_with(id);
}

TEST_P(Connections, ComeBackWithOrdersOpenAfterTheVenuesGoodbye) {
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);
    ASSERT_TRUE(accepted(id));

    stage.order_fault(Fault::close_sockets);

    came_back_with(id);
}

TEST_P(Connections, ComeBackWithOrdersOpenAfterTheirTwentyFourHours) {
    const Duration life = GetParam().socket_life;
    if (life.ns == 0) GTEST_SKIP() << "the venue names no limit";
    forget_downs();
    stage.world().advance(life - minutes(1));
    stage.describe_again();  // the venue's clock is another
    stage.pass(seconds(1));  // what is old by it is renewed
    ASSERT_TRUE(both_up());
    // A stream whose key did not outlive the leap is young already.
    ASSERT_EQ(stage.downs(Stream::market), market_downs);
    const bool account_is_old = stage.downs(Stream::account) == account_downs;
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);
    ASSERT_TRUE(accepted(id));
    forget_downs();

    stage.world().advance(minutes(1) + seconds(1));
    stage.describe_again();

    came_back_with(id, account_is_old);
}

TEST_P(Connections, ThatWereAwayLearnOfAFill) {
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid + stage.tick(10), one);
    ASSERT_TRUE(accepted(id));
    const auto before = stage.loop().now() - seconds(60);

    stage.order_fault(Fault::disconnect, {}, milliseconds(500));
    ASSERT_TRUE(stage.until([&] { return !stage.up(Stream::account); }));
    stage.somebody(kSell, bid + stage.tick(10), one, sim::wire::Force::ioc);
    ASSERT_TRUE(stage.until([&] { return stage.up(Stream::account); }, seconds(30)));

    EXPECT_TRUE(stage.until([&] {
        const auto fills = stage.ask<FillsAnswer>(Question::fills, {}, before);
        return fills.head.ok && stage.told(id).fills == one;
    }));
}

TEST_P(Connections, OutliveTheirAuthorisation) {
    stage.order_fault(Fault::expire_auth);
    ASSERT_TRUE(both_up());
    EXPECT_TRUE(stage.until(
        [&] { return stage.ask<OpenOrdersAnswer>(Question::open_orders).head.ok; }, seconds(30)));

    const auto before = stage.loop().now() - seconds(60);
    const auto id = stage.place(kSell, TimeInForce::ioc, bid, one);

    // Its stream may only now be coming back: what it missed is asked for.
    resolve(id);
    EXPECT_TRUE(stage.until([&] {
        stage.pass(milliseconds(100));  // a taker may be held, and questions are rationed
        const auto fills = stage.ask<FillsAnswer>(Question::fills, {}, before);
        return fills.head.ok && stage.told(id).fills == one;
    }));
}

TWINLEG_FOR_EVERY_WAY(Connections);

}  // namespace
}  // namespace twinleg::conformance
