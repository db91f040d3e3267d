// Several keys in turn: each nonce names its key, and doubt stops one key alone.

#include "exec/nonces.h"

#include <gtest/gtest.h>

#include "tests/support/instruments.h"

namespace twinleg::exec {
namespace {

using test::at_ms;

constexpr Duration kRepeat = milliseconds(300);

ClientOrderId order(std::uint32_t counter) {
    return ClientOrderId::make(1, counter);
}

// Two keys, of which the venue said that their next are 5 and 70.
Nonces two_keys(NonceRule rule = NonceRule::gaps) {
    Nonces nonces{rule, 2};
    nonces.on_next(at_ms(0), make_nonce(0, 5));
    nonces.on_next(at_ms(0), make_nonce(1, 70));
    return nonces;
}

TEST(NoncesOfSeveralKeys, NameTheirKeyAndAreTheNumberAloneForTheFirst) {
    EXPECT_EQ(make_nonce(0, 17), 17);
    EXPECT_EQ(key_of(make_nonce(3, 17)), 3);
    EXPECT_EQ(number_of(make_nonce(3, 17)), 17);
    EXPECT_EQ(number_of(kNoNonce), kNoNonce);
}

TEST(NoncesOfSeveralKeys, TakeTurnsFromInstantToInstantAndStayWithOneInIt) {
    Nonces nonces = two_keys();

    const Nonce first = nonces.take(order(1), at_ms(1));
    const Nonce beside = nonces.take(order(2), at_ms(1));
    const Nonce later = nonces.take(order(3), at_ms(2));

    EXPECT_EQ(key_of(first), key_of(beside));
    EXPECT_EQ(number_of(beside), number_of(first) + 1);
    EXPECT_NE(key_of(later), key_of(first));
}

TEST(NoncesOfSeveralKeys, GoOnWithTheOtherKeyWhileOneIsInDoubt) {
    Nonces nonces = two_keys();
    const Nonce doubtful = nonces.take(order(1), at_ms(1));

    nonces.doubt(doubtful);

    EXPECT_TRUE(nonces.usable());
    for (std::int64_t ms = 2; ms < 6; ++ms)
        EXPECT_NE(key_of(nonces.take(order(2), at_ms(ms))), key_of(doubtful));
    const auto step = nonces.due(at_ms(6));
    ASSERT_TRUE(step);
    EXPECT_EQ(step->key, key_of(doubtful));
    EXPECT_FALSE(step->burn);
}

TEST(NoncesOfSeveralKeys, BurnADoubtfulOneWithItsOwnKey) {
    Nonces nonces = two_keys();
    const Nonce doubtful = nonces.take(order(1), at_ms(1));
    nonces.doubt(doubtful);
    nonces.sent(key_of(doubtful), at_ms(1), kRepeat);
    nonces.on_next(at_ms(2), doubtful);

    const auto step = nonces.due(at_ms(2));
    ASSERT_TRUE(step);
    EXPECT_TRUE(step->burn);
    EXPECT_EQ(step->nonce, doubtful);
    nonces.sent(step->key, at_ms(2), kRepeat);

    EXPECT_EQ(nonces.on_burned(at_ms(3), doubtful, true), order(1));
    EXPECT_FALSE(nonces.due(at_ms(3)));
}

TEST(NoncesOfSeveralKeys, GiveBackOnlyWhatNeverLeftAndOnlyToItsKey) {
    Nonces nonces = two_keys(NonceRule::strict);
    const Nonce taken = nonces.take(order(1), at_ms(1));

    nonces.never_sent(taken);

    // The turn comes back to the key after the other one's.
    static_cast<void>(nonces.take(order(2), at_ms(2)));
    EXPECT_EQ(nonces.take(order(3), at_ms(3)), taken);
}

TEST(NoncesOfSeveralKeys, AreUsableAsSoonAsOneKeyIsKnown) {
    Nonces nonces{NonceRule::strict, 2};
    EXPECT_FALSE(nonces.usable());

    nonces.on_next(at_ms(0), make_nonce(1, 9));

    EXPECT_TRUE(nonces.usable());
    EXPECT_EQ(nonces.take(order(1), at_ms(1)), make_nonce(1, 9));
    ASSERT_TRUE(nonces.due(at_ms(1)));
    EXPECT_EQ(nonces.due(at_ms(1))->key, 0);
}

TEST(NoncesOfSeveralKeys, OfAKeyThatIsNotOursChangeNothing) {
    Nonces nonces = two_keys();

    nonces.doubt(make_nonce(7, 1));
    nonces.spent(make_nonce(7, 1));
    nonces.on_next(at_ms(1), make_nonce(7, 1));

    EXPECT_FALSE(nonces.due(at_ms(2)));
}

}  // namespace
}  // namespace twinleg::exec
