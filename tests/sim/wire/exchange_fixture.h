#pragma once
// An exchange with one BTC market around 60,000, two funded accounts, and an ear that remembers.

#include <gtest/gtest.h>

#include "sim/wire/exchange.h"

namespace twinleg::sim::wire {

inline Price price(std::string_view text) {
    return parse_price(text).value();
}
inline Quantity quantity(std::string_view text) {
    return parse_quantity(text).value();
}
inline Notional money(std::string_view text) {
    return parse_notional(text).value();
}

inline Instrument btc() {
    Instrument made;
    made.symbol = "BTC";
    made.base = "BTC";
    made.quote = "USDC";
    made.tick = price("0.1");
    made.lot = quantity("0.00001");
    made.min_quantity = quantity("0.00007");
    made.min_notional = money("10");
    made.maker_fee = parse_ratio("0.00004").value();
    made.taker_fee = parse_ratio("0.00028").value();
    return made;
}

// Remembers everything it is told, as short text too.
struct Ear : Listener {
    void on_order(const OrderRecord& order) override {
        orders.push_back(order);
        heard.push_back("order");
    }
    void on_fill(const FillRecord& fill) override {
        fills.push_back(fill);
        heard.push_back("fill");
    }
    void on_trade(const TradeRecord& trade) override {
        trades.push_back(trade);
        heard.push_back("trade");
    }
    void on_funding(const FundingPayment& payment) override { funding.push_back(payment); }
    void on_account(AccountIndex) override { heard.push_back("account"); }
    void on_book(const BookChange& change) override {
        sequences.push_back(change.sequence);
        bids.assign(change.bids.begin(), change.bids.end());
        asks.assign(change.asks.begin(), change.asks.end());
        heard.push_back("book");
    }

    std::vector<OrderRecord> orders;
    std::vector<FillRecord> fills;
    std::vector<TradeRecord> trades;
    std::vector<FundingPayment> funding;
    std::vector<std::uint64_t> sequences;
    std::vector<Level> bids, asks;
    std::vector<std::string> heard;
};

inline constexpr Time kStart{1'790'000'000'000'000'000};

class ExchangeTest : public testing::Test {
protected:
    void SetUp() override { open({}); }

    // Everything anew, with these rules.
    void open(ExchangeConfig config) {
        config.venue = "lighter";
        if (config.instruments.empty()) config.instruments = {btc()};
        exchange = std::make_unique<Exchange>(config, kStart);
        ear = {};
        exchange->listen(&ear);
        alice = exchange->add_account({.id = "1"});
        bob = exchange->add_account({.id = "2"});
        exchange->set_mark(id, price("60000"));
    }

    OrderRequest order(AccountIndex account, Side side, std::string_view size,
                       std::string_view at) const {
        return {.account = account,
                .instrument = id,
                .side = side,
                .price = price(at),
                .quantity = quantity(size)};
    }
    // Must be taken.
    OrderRecord place(const OrderRequest& request) {
        auto placed = exchange->place(request);
        EXPECT_TRUE(placed) << placed.error().message;
        return placed.value_or(OrderRecord{});
    }
    OrderRecord buy(AccountIndex account, std::string_view size, std::string_view at) {
        return place(order(account, Side::buy, size, at));
    }
    OrderRecord sell(AccountIndex account, std::string_view size, std::string_view at) {
        return place(order(account, Side::sell, size, at));
    }
    // Why it is refused; none if it is taken.
    Reason refused(const OrderRequest& request) {
        const auto placed = exchange->place(request);
        return placed ? Reason::none : placed.error().reason;
    }
    Quantity held(AccountIndex account) const { return exchange->position(account, id).quantity(); }
    void wait(Duration span) { exchange->tick(exchange->now() + span); }

    std::unique_ptr<Exchange> exchange;
    Ear ear;
    InstrumentId id{0};
    AccountIndex alice{0};
    AccountIndex bob{0};
};

}  // namespace twinleg::sim::wire
