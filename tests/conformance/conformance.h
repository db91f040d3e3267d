#pragma once
// What every case begins with and ends with: an open desk, and books, ledger and exposure that
// agree with the venue's.
//
// The required cases, and where they stand:
//   subscribe, gap, resync, duplicate, reordered, garbage and truncated frames, freeze:
//     books_test.cpp
//   place, post-only refusal, IOC partial, reduce-only on flat: orders_test.cpp
//   cancel races, cancel-all: cancels_test.cpp
//   unknown outcome, 429, 5xx, maintenance, clock skew: trouble_test.cpp
//   reconnect with open orders, auth expiry, 24 h connection limit: connections_test.cpp
//   a key that is revoked, and given back: revoked_test.cpp
//   wrong keys, hosts, certificates, metadata, ticks, sizes: bad_input_test.cpp

#include <gtest/gtest.h>

#include "tests/conformance/stage.h"

namespace twinleg::conformance {

using sim::wire::Fault;

inline constexpr auto kBuy = Side::buy;
inline constexpr auto kSell = Side::sell;

class Conformance : public testing::TestWithParam<Way> {
protected:
    Conformance() : Conformance(Stage::Options{}) {}
    explicit Conformance(const Stage::Options& options) : stage(GetParam(), options) {}
    void SetUp() override { stage.open(); }
    void TearDown() override {
        if (!HasFatalFailure()) stage.finish();
    }

    bool final(ClientOrderId id) {
        return stage.until([&] { return stage.told(id).final(); });
    }
    bool accepted(ClientOrderId id) {
        return stage.until([&] { return stage.told(id).accepted(); });
    }
    // It is, or was, and something is known of it: a word or that nobody knows.
    bool heard(ClientOrderId id) {
        return stage.until(
            [&] { return !stage.told(id).reports.empty() || !stage.told(id).failures.empty(); });
    }
    bool both_up(Duration limit = seconds(30)) {
        return stage.until([&] { return stage.up(Stream::market) && stage.up(Stream::account); },
                           limit);
    }
    bool book_agrees() {
        return stage.until([&] { return stage.book_agrees(); });
    }
    // What the engine does about silence: it asks until the venue knows the order's end, or says
    // more than twice that it has none.
    void resolve(ClientOrderId id) {
        int missing = 0;
        EXPECT_TRUE(stage.until([&] {
            const auto answer = stage.ask<OrderAnswer>(Question::order, id);
            if (!answer.head.ok) return false;
            if (!answer.found) return ++missing > 2;
            return stage.told(id).final() || answer.report.word == OrderWord::accepted;
        }));
    }
    // The only open order is this one, whole.
    void expect_open(ClientOrderId id) {
        const auto open = stage.ask<OpenOrdersAnswer>(Question::open_orders);
        ASSERT_TRUE(open.head.ok);
        ASSERT_EQ(open.orders.size(), 1u);
        EXPECT_EQ(open.orders[0].client_order_id, id);
        EXPECT_EQ(open.orders[0].remaining, one);
        EXPECT_EQ(open.orders[0].price, bid);
    }
    // Better bids, one by one, so that each comes in a frame of its own.
    void raise_bids(int from, int to) {
        for (int i = from; i <= to; ++i) {
            stage.somebody(kBuy, bid + stage.tick(i), one);
            stage.pass(milliseconds(120));
        }
    }

    const Price bid = Price::from_units(59'990);
    const Price ask = Price::from_units(60'010);
    const Quantity one = parse_quantity("0.01").value();

    Stage stage;
};

// Only for what a venue cannot do at all; the case then says so.
#define TWINLEG_NEEDS(what) \
    if (!stage.capabilities().what) GTEST_SKIP() << GetParam().name << " has no " #what

// `Suite` for every way, by its name.
#define TWINLEG_FOR_EVERY_WAY(Suite)                                            \
    INSTANTIATE_TEST_SUITE_P(Venues, Suite, testing::ValuesIn(ways()),          \
                             [](const auto& test) { return test.param.name; }); \
    GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Suite)

}  // namespace twinleg::conformance
