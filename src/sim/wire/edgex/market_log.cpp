#include "sim/wire/edgex/market_log.h"

namespace twinleg::sim::wire::edgex {

namespace {

constexpr std::size_t kKeptFunding = 10'000;

}  // namespace

MarketLog::MarketLog(const Exchange& exchange, const Contracts& contracts) : exchange_(exchange) {
    const Time now = exchange.now();
    for (const Contract& contract : contracts.all()) {
        Market& market = markets_.emplace_back();
        market.times = {.began = now, .high = now, .low = now};
        market.settled_until = now;
        if (exchange.facts(contract.instrument.id).mark.is_positive()) mark(contract.instrument.id);
    }
}

void MarketLog::trade(const TradeRecord& trade) {
    Market& market = markets_[trade.instrument.value];
    at(trade.instrument, PriceType::last_price)
        .trade(trade.time, trade.price, trade.quantity, trade.taker_side);
    if (trade.price > market.highest) {
        market.highest = trade.price;
        market.times.high = trade.time;
    }
    if (market.lowest.is_zero() || trade.price < market.lowest) {
        market.lowest = trade.price;
        market.times.low = trade.time;
    }
    // 8 places of a quantity in 10 of a price.
    at(trade.instrument, PriceType::open_interest)
        .price(trade.time, Price::from_raw(exchange_.open_interest(trade.instrument).raw() * 100));
}

void MarketLog::mark(InstrumentId id) {
    const MarketFacts& facts = exchange_.facts(id);
    const Time now = exchange_.now();
    at(id, PriceType::oracle_price).price(now, facts.mark);
    at(id, PriceType::index_price).price(now, facts.index);
    // Until somebody trades, the last price is the oracle's.
    if (facts.trades == 0) at(id, PriceType::last_price).price(now, facts.mark);
}

void MarketLog::book(InstrumentId id) {
    const Time now = exchange_.now();
    if (const auto ask = exchange_.best(id, Side::sell))
        at(id, PriceType::ask1_price).price(now, ask->price);
    if (const auto bid = exchange_.best(id, Side::buy))
        at(id, PriceType::bid1_price).price(now, bid->price);
}

void MarketLog::funding() {
    const Duration interval = minutes(kFundingMinutes);
    for (std::size_t i = 0; i < markets_.size(); ++i) {
        Market& market = markets_[i];
        const InstrumentId id{static_cast<std::uint16_t>(i)};
        const MarketFacts& facts = exchange_.facts(id);
        if (!facts.last_funding.known() || facts.last_funding <= market.settled_until) continue;
        // Several may have passed at once, where the clock was moved by hand.
        Time time = facts.last_funding;
        std::deque<SettledFunding> fresh;
        for (; time > market.settled_until && fresh.size() < kKeptFunding; time = time - interval)
            fresh.push_back({id, time, facts.last_funding_rate, facts.mark});
        market.settled.insert(market.settled.begin(), fresh.begin(), fresh.end());
        if (market.settled.size() > kKeptFunding) market.settled.resize(kKeptFunding);
        market.settled_until = facts.last_funding;
    }
}

}  // namespace twinleg::sim::wire::edgex
