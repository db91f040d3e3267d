// Silence, refusals, and venues in trouble.

#include "tests/conformance/conformance.h"

namespace twinleg::conformance {
namespace {

using Trouble = Conformance;

TEST_P(Trouble, OfALostReplyLeavesAnUnknownOutcomeThatIsResolved) {
    stage.order_fault(Fault::accept_then_drop_reply, 1);
    const auto id = stage.place(kSell, TimeInForce::ioc, bid, one);
    ASSERT_TRUE(heard(id));

    resolve(id);

    EXPECT_TRUE(stage.until([&] { return stage.told(id).filled() == one; }));
    for (const auto& failure : stage.told(id).failures)
        EXPECT_EQ(failure.outcome, SendOutcome::unknown);
}

TEST_P(Trouble, OfARefusalIsTold) {
    stage.order_fault(Fault::reject_orders, 1);
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);

    ASSERT_TRUE(final(id));
    EXPECT_EQ(stage.told(id).filled(), Quantity{});
}

TEST_P(Trouble, Of5xxIsNoRefusal) {
    if (!GetParam().orders_are_http) GTEST_SKIP() << "orders are no HTTP requests here";
    stage.order_fault(Fault::http_500, 1);
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);
    ASSERT_TRUE(heard(id));

    EXPECT_FALSE(stage.told(id).final());
    for (const auto& failure : stage.told(id).failures)
        EXPECT_EQ(failure.outcome, SendOutcome::unknown);
    resolve(id);
}

TEST_P(Trouble, Of429IsSaidToBeTooMany) {
    if (!GetParam().orders_are_http) GTEST_SKIP() << "orders are no HTTP requests here";
    stage.order_fault(Fault::http_429, 1);
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);
    ASSERT_TRUE(heard(id));

    EXPECT_EQ(stage.told(id).filled(), Quantity{});
    if (stage.told(id).final()) {
        EXPECT_EQ(stage.told(id).reason, Reason::rate_limited);
    }
}

TEST_P(Trouble, OfMaintenancePasses) {
    stage.order_fault(Fault::maintenance, {}, milliseconds(800));
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);
    stage.pass(milliseconds(900));
    resolve(id);

    const auto next = stage.place(kBuy, TimeInForce::post_only, bid - stage.tick(1), one);

    EXPECT_TRUE(accepted(next));
}

TEST_P(Trouble, OfClockSkewPasses) {
    stage.order_fault(Fault::clock_skew, 1);
    const auto id = stage.place(kBuy, TimeInForce::post_only, bid, one);
    ASSERT_TRUE(heard(id));
    if (!stage.told(id).final()) resolve(id);

    const auto next = stage.place(kBuy, TimeInForce::post_only, bid - stage.tick(1), one);

    EXPECT_TRUE(accepted(next));
}

TWINLEG_FOR_EVERY_WAY(Trouble);

}  // namespace
}  // namespace twinleg::conformance
