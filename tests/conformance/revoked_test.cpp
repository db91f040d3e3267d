// The venue takes our key away while we trade, and gives it back.

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/conformance/conformance.h"

namespace twinleg::conformance {
namespace {

class RevokedKey : public Conformance {
protected:
    // The venue refuses so many of our requests, new logins and sockets among them: a desk that
    // asks without pause has soon used them up, and is then let in again.
    static constexpr std::uint64_t kRefusals = 60;

    void revoke() {
        said_before = stage.said().size();
        stage.order_fault(Fault::revoke_key, kRefusals);
    }
    void give_back() { stage.order_fault(Fault::revoke_key, 0); }
    std::string said_since() const { return stage.said().substr(said_before); }
    // It came to nothing, and for certain.
    void expect_refused(ClientOrderId id) {
        ASSERT_TRUE(heard(id));
        EXPECT_EQ(stage.told(id).filled(), Quantity{});
        for (const auto& failure : stage.told(id).failures)
            EXPECT_EQ(failure.outcome, SendOutcome::never_sent);
        for (const auto& report : stage.told(id).reports)
            EXPECT_EQ(report.word, OrderWord::rejected);
    }

    std::size_t said_before{0};
};

TEST_P(RevokedKey, IsSaidWithItsNameAndComesBack) {
    const auto resting = stage.place(kBuy, TimeInForce::post_only, bid, one);
    ASSERT_TRUE(accepted(resting));

    revoke();
    // This one may be on its way while its session ends.
    const auto first = stage.place(kBuy, TimeInForce::post_only, bid - stage.tick(1), one);
    ASSERT_TRUE(heard(first));
    EXPECT_EQ(stage.told(first).filled(), Quantity{});
    EXPECT_FALSE(stage.ask<OpenOrdersAnswer>(Question::open_orders).head.ok);
    stage.pass(seconds(3));

    // Everybody's book goes on, and nothing is made up about the order that rests.
    EXPECT_TRUE(stage.up(Stream::market));
    raise_bids(1, 1);
    EXPECT_TRUE(book_agrees());
    EXPECT_FALSE(stage.told(resting).final());
    EXPECT_FALSE(stage.ask<OpenOrdersAnswer>(Question::open_orders).head.ok)
        << "more than " << kRefusals << " requests in a few seconds";
    const auto still = stage.place(kBuy, TimeInForce::post_only, bid - stage.tick(2), one);
    expect_refused(still);
    const auto& mistakes = GetParam().mistakes;
    EXPECT_TRUE(mistakes.empty() ||
                std::ranges::any_of(mistakes,
                                    [&](const Mistake& each) {
                                        return said_since().find(each.variable) !=
                                               std::string::npos;
                                    }))
        << "no variable is named in: " << said_since();
    EXPECT_LT(std::ranges::count(said_since(), '\n'), 20) << said_since();

    give_back();

    ASSERT_TRUE(both_up(seconds(60)));
    EXPECT_TRUE(
        stage.until([&] { return stage.ask<OpenOrdersAnswer>(Question::open_orders).head.ok; }));
    if (!stage.told(first).final()) resolve(first);
    expect_open(resting);
    EXPECT_FALSE(stage.told(resting).final());
    const auto next = stage.place(kBuy, TimeInForce::post_only, bid - stage.tick(3), one);
    EXPECT_TRUE(accepted(next));
}

TWINLEG_FOR_EVERY_WAY(RevokedKey);

}  // namespace
}  // namespace twinleg::conformance
