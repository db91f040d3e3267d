// One nonce, one transaction; and a way to decide about those that got no answer.

#include "exec/nonce_sequence.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>
#include <map>
#include <set>

#include "tests/support/instruments.h"

namespace twinleg::exec {
namespace {

using test::at_ms;

constexpr Duration kRepeat = milliseconds(300);

ClientOrderId order(std::uint32_t counter) {
    return ClientOrderId::make(1, counter);
}

// The venue said that its next is `next`.
NonceSequence strict_from(Nonce next) {
    NonceSequence nonces{NonceRule::strict};
    nonces.on_next(at_ms(0), next);
    return nonces;
}

TEST(NonceSequence, AreNoMatterWhereAVenueWantsNone) {
    NonceSequence nonces{NonceRule::none};

    nonces.doubt();

    EXPECT_TRUE(nonces.usable());
    EXPECT_EQ(nonces.take(order(1)), kNoNonce);
    EXPECT_FALSE(nonces.due(at_ms(0)));
}

TEST(NonceSequence, MayNotBeTakenBeforeTheVenueToldTheNext) {
    NonceSequence nonces{NonceRule::strict};
    EXPECT_FALSE(nonces.usable());
    const auto step = nonces.due(at_ms(0));
    ASSERT_TRUE(step);
    EXPECT_FALSE(step->burn);

    nonces.on_next(at_ms(1), 41);

    EXPECT_TRUE(nonces.usable());
    EXPECT_EQ(nonces.take(order(1)), 41);
    EXPECT_EQ(nonces.take(order(2)), 42);
}

TEST(NonceSequence, GiveTheLastOneBackWhenItsTransactionNeverLeft) {
    NonceSequence nonces = strict_from(5);
    ASSERT_EQ(nonces.take(order(1)), 5);
    ASSERT_EQ(nonces.take(order(2)), 6);

    nonces.never_sent(6);

    EXPECT_TRUE(nonces.usable());
    EXPECT_EQ(nonces.take(order(3)), 6);
}

TEST(NonceSequence, AreInDoubtWhenAHoleIsBelowOthersThatWereSigned) {
    NonceSequence nonces = strict_from(5);
    ASSERT_EQ(nonces.take(order(1)), 5);
    ASSERT_EQ(nonces.take(order(2)), 6);

    nonces.never_sent(5);

    EXPECT_TRUE(nonces.in_doubt());
    EXPECT_FALSE(nonces.usable());
}

TEST(NonceSequence, AreReadAgainWhenInDoubtAndUsableWhenAllAreSpent) {
    NonceSequence nonces = strict_from(5);
    ASSERT_EQ(nonces.take(order(1)), 5);
    nonces.doubt();
    EXPECT_FALSE(nonces.usable());
    const auto step = nonces.due(at_ms(1));
    ASSERT_TRUE(step);
    EXPECT_FALSE(step->burn);

    nonces.on_next(at_ms(2), 6);

    EXPECT_TRUE(nonces.usable());
    EXPECT_EQ(nonces.take(order(2)), 6);
}

TEST(NonceSequence, AskAgainOnlyAfterTheRepeatTime) {
    NonceSequence nonces = strict_from(5);
    (void)nonces.take(order(1));
    nonces.doubt();

    nonces.sent(at_ms(1000), kRepeat);

    EXPECT_FALSE(nonces.due(at_ms(1299)));
    EXPECT_TRUE(nonces.due(at_ms(1300)));
}

TEST(NonceSequence, AreBurnedOneByOneInOrderFromTheVenuesNextUpToOurs) {
    NonceSequence nonces = strict_from(5);
    ASSERT_EQ(nonces.take(order(1)), 5);
    ASSERT_EQ(nonces.take(order(2)), 6);
    ASSERT_EQ(nonces.take(order(3)), 7);
    nonces.doubt();

    nonces.on_next(at_ms(1), 6);  // 5 is spent, 6 and 7 never came

    ASSERT_TRUE(nonces.due(at_ms(1)));
    EXPECT_TRUE(nonces.due(at_ms(1))->burn);
    EXPECT_EQ(nonces.due(at_ms(1))->nonce, 6);

    nonces.sent(at_ms(1), kRepeat);
    EXPECT_EQ(nonces.on_burned(at_ms(2), 6, true), order(2));
    EXPECT_FALSE(nonces.usable());
    EXPECT_EQ(nonces.due(at_ms(2))->nonce, 7);

    nonces.sent(at_ms(2), kRepeat);
    EXPECT_EQ(nonces.on_burned(at_ms(3), 7, true), order(3));
    EXPECT_TRUE(nonces.usable());
    EXPECT_EQ(nonces.take(order(4)), 8);
}

TEST(NonceSequence, LearnNothingFromARefusedBurnButReadTheNextAgain) {
    NonceSequence nonces = strict_from(5);
    (void)nonces.take(order(1));
    nonces.doubt();
    nonces.on_next(at_ms(1), 5);
    nonces.sent(at_ms(1), kRepeat);

    const ClientOrderId impossible = nonces.on_burned(at_ms(2), 5, false);

    EXPECT_FALSE(impossible.known());
    EXPECT_FALSE(nonces.usable());
    ASSERT_TRUE(nonces.due(at_ms(2)));
    EXPECT_FALSE(nonces.due(at_ms(2))->burn);
}

TEST(NonceSequence, AreReadAgainWhenABurnGetsNoAnswer) {
    NonceSequence nonces = strict_from(5);
    (void)nonces.take(order(1));
    nonces.doubt();
    nonces.on_next(at_ms(1), 5);
    ASSERT_TRUE(nonces.due(at_ms(1))->burn);

    nonces.sent(at_ms(1), kRepeat);

    ASSERT_TRUE(nonces.due(at_ms(301)));
    EXPECT_FALSE(nonces.due(at_ms(301))->burn);
}

TEST(NonceSequence, AreReadAgainAfterAStart) {
    NonceSequence nonces = strict_from(5);
    (void)nonces.take(order(1));

    nonces.forget_next();
    EXPECT_FALSE(nonces.usable());

    nonces.on_next(at_ms(1), 5);  // what was signed before is not there: it is burned
    ASSERT_TRUE(nonces.due(at_ms(1)));
    EXPECT_TRUE(nonces.due(at_ms(1))->burn);
}

// A venue that takes any nonce above the last one.
NonceSequence gaps_from(Nonce next) {
    NonceSequence nonces{NonceRule::gaps};
    nonces.on_next(at_ms(0), next);
    return nonces;
}

TEST(NoncesWithGaps, AreNoMatterBelowOthersThatWereSigned) {
    NonceSequence nonces = gaps_from(5);
    ASSERT_EQ(nonces.take(order(1)), 5);
    ASSERT_EQ(nonces.take(order(2)), 6);

    nonces.never_sent(5);

    EXPECT_TRUE(nonces.usable());
    EXPECT_EQ(nonces.take(order(3)), 7);
}

TEST(NoncesWithGaps, NeedNoBurnWhereOnlyCancelsWereLost) {
    NonceSequence nonces = gaps_from(5);
    ASSERT_EQ(nonces.take({}), 5);
    ASSERT_EQ(nonces.take({}), 6);
    nonces.doubt();

    nonces.on_next(at_ms(1), 5);

    EXPECT_TRUE(nonces.usable());
    EXPECT_EQ(nonces.take(order(1)), 7) << "6 may still arrive: its number is not used again";
}

TEST(NoncesWithGaps, AreBurnedWhereAnOrderMayStillArrive) {
    NonceSequence nonces = gaps_from(5);
    ASSERT_EQ(nonces.take({}), 5);
    ASSERT_EQ(nonces.take(order(1)), 6);
    ASSERT_EQ(nonces.take({}), 7);
    ASSERT_EQ(nonces.take(order(2)), 8);
    nonces.doubt();

    nonces.on_next(at_ms(1), 5);

    ASSERT_TRUE(nonces.due(at_ms(1)));
    EXPECT_EQ(nonces.due(at_ms(1))->nonce, 6);
    nonces.sent(at_ms(1), kRepeat);
    EXPECT_EQ(nonces.on_burned(at_ms(2), 6, true), order(1));
    EXPECT_EQ(nonces.due(at_ms(2))->nonce, 8);
    nonces.sent(at_ms(2), kRepeat);
    EXPECT_EQ(nonces.on_burned(at_ms(3), 8, true), order(2));
    EXPECT_TRUE(nonces.usable());
    EXPECT_EQ(nonces.take(order(3)), 9);
}

// A wire that loses what it likes, and a venue of either rule: no nonce is ever signed for two
// orders that may both have left, an order said to be impossible was never accepted and never will
// be, and trouble always ends.
void never_sign_one_nonce_for_two_orders(NonceRule rule) {
    NonceSequence nonces = rule == NonceRule::strict ? strict_from(100) : gaps_from(100);
    Nonce venue_next = 100;
    std::map<Nonce, std::uint32_t> left;    // by nonce, the order that may have left with it
    std::map<std::uint32_t, Nonce> flying;  // not at the venue yet
    std::set<std::uint32_t> accepted;
    std::set<std::uint32_t> impossible;
    std::uint32_t counter = 0;
    Time now = at_ms(0);
    const auto arrives = [&](Nonce nonce) {
        if (rule == NonceRule::strict ? nonce != venue_next : nonce < venue_next) return false;
        venue_next = nonce + 1;
        return true;
    };
    const auto settle_one = [&] {
        const auto step = nonces.due(now);
        if (!step) return;
        nonces.sent(now, kRepeat);
        if (*rc::gen::inRange(0, 4) == 0) {  // the answer is lost
            if (step->burn && *rc::gen::arbitrary<bool>()) arrives(step->nonce);
            return;
        }
        if (!step->burn) {
            nonces.on_next(now, venue_next);
            return;
        }
        const bool done = arrives(step->nonce);
        const ClientOrderId order_of = nonces.on_burned(now, step->nonce, done);
        if (order_of.known()) impossible.insert(static_cast<std::uint32_t>(order_of.value));
    };

    for (int i = 0; i < 60; ++i) {
        now = now + milliseconds(*rc::gen::inRange(1, 400));
        switch (*rc::gen::inRange(0, 5)) {
            case 0:
            case 1:
                if (nonces.usable()) {
                    const std::uint32_t id = ++counter;
                    const Nonce nonce = nonces.take(order(id));
                    RC_ASSERT(!left.contains(nonce));
                    if (*rc::gen::inRange(0, 5) == 0) {
                        nonces.never_sent(nonce);
                    } else {
                        left[nonce] = id;
                        flying[id] = nonce;
                    }
                }
                break;
            case 2:  // one that flies arrives
                if (!flying.empty()) {
                    const auto [id, nonce] = *flying.begin();
                    flying.erase(flying.begin());
                    if (arrives(nonce)) {
                        accepted.insert(id);
                        if (*rc::gen::arbitrary<bool>()) nonces.spent(nonce);
                    } else {
                        nonces.doubt();
                    }
                }
                break;
            case 3:  // one is lost, or stays silent for now
                if (!flying.empty() && *rc::gen::arbitrary<bool>()) flying.erase(flying.begin());
                nonces.doubt();
                break;
            default:
                settle_one();
        }
    }
    while (!flying.empty()) {
        const auto [id, nonce] = *flying.begin();
        flying.erase(flying.begin());
        if (arrives(nonce)) accepted.insert(id);
    }
    for (const std::uint32_t id : impossible)
        RC_ASSERT(!accepted.contains(id));
    for (int i = 0; i < 400 && !nonces.usable(); ++i) {
        now = now + kRepeat;
        settle_one();
    }
    RC_ASSERT(nonces.usable());
}

RC_GTEST_PROP(NoncesProperty, NeverSignOneNonceForTwoOrders, ()) {
    never_sign_one_nonce_for_two_orders(NonceRule::strict);
}

RC_GTEST_PROP(NoncesProperty, NeverSignOneNonceForTwoOrdersWithGaps, ()) {
    never_sign_one_nonce_for_two_orders(NonceRule::gaps);
}

}  // namespace
}  // namespace twinleg::exec
