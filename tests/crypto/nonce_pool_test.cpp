#include "crypto/nonce_pool.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <thread>
#include <vector>

#include "crypto/secret.h"

namespace twinleg::crypto {
namespace {

// A pair whose secret says which one it is.
struct Pair {
    Secret<8> secret;
    std::uint64_t number;
};

class Maker {
public:
    Pair operator()() const {
        const std::uint64_t number = made_->fetch_add(1) + 1;
        Pair pair{.number = number};
        for (std::size_t i = 0; i < 8; ++i)
            pair.secret.writable()[i] = static_cast<std::uint8_t>(number >> (8 * i));
        return pair;
    }
    std::uint64_t made() const { return made_->load(); }

private:
    std::shared_ptr<std::atomic<std::uint64_t>> made_ =
        std::make_shared<std::atomic<std::uint64_t>>(0);
};

TEST(NoncePool, GivesOutEachPairOnceAndInOrder) {
    Maker maker;
    NoncePool<Pair, 8> pool{maker};

    EXPECT_EQ(pool.refill(), 8u);
    EXPECT_EQ(pool.refill(), 0u) << "it is full";

    for (std::uint64_t number = 1; number <= 8; ++number) {
        const auto pair = pool.try_take();
        ASSERT_TRUE(pair);
        EXPECT_EQ(pair->number, number);
        EXPECT_EQ(pair->secret.reveal()[0], number);
    }
    EXPECT_FALSE(pool.try_take());
}

TEST(NoncePool, ComputesWhenItIsEmpty) {
    Maker maker;
    NoncePool<Pair, 8> pool{maker};

    EXPECT_EQ(pool.take().number, 1u);
    pool.refill(1);
    EXPECT_EQ(pool.take().number, 2u);
    EXPECT_EQ(pool.take().number, 3u);
    EXPECT_EQ(maker.made(), 3u);
}

TEST(NoncePool, IsEmptyInAForkedChildAndWholeInTheParent) {
    Maker maker;
    NoncePool<Pair, 8> pool{maker};
    pool.refill();

    const pid_t child = ::fork();
    if (child == 0) {
        const bool emptied = pool.ready() == 0 && !pool.try_take();
        const bool works = pool.refill(2) == 2 && pool.take().number == 9;
        ::_exit(emptied && works ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);

    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    EXPECT_EQ(pool.ready(), 8u);
    EXPECT_EQ(pool.take().number, 1u);
}

TEST(NoncePool, NeverGivesAPairTwiceBetweenTwoThreads) {
    constexpr std::size_t kTakes = 20'000;
    Maker maker;
    NoncePool<Pair, 16> pool{maker};
    std::jthread refiller{[&](std::stop_token stop) {
        while (!stop.stop_requested()) {
            if (pool.refill() == 0) std::this_thread::yield();
        }
    }};

    std::set<std::uint64_t> seen;
    for (std::size_t i = 0; i < kTakes; ++i) {
        const Pair pair = pool.take();
        std::uint64_t secret = 0;
        for (std::size_t byte = 0; byte < 8; ++byte)
            secret |= std::uint64_t{pair.secret.reveal()[byte]} << (8 * byte);
        ASSERT_EQ(secret, pair.number);
        ASSERT_TRUE(seen.insert(pair.number).second) << pair.number;
    }
}

}  // namespace
}  // namespace twinleg::crypto
