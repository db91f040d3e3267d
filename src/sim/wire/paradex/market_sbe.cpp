#include "sim/wire/paradex/market_sbe.h"

#include <algorithm>
#include <limits>

#include "sim/wire/paradex/markets.h"

namespace twinleg::sim::wire::paradex {
namespace {

OptionalMantissa price_of(const std::optional<Level>& level) {
    return level ? OptionalMantissa{mantissa(level->price)} : std::nullopt;
}
OptionalMantissa size_of(const std::optional<Level>& level) {
    return level ? OptionalMantissa{mantissa(level->quantity)} : std::nullopt;
}

std::vector<sbe::Entry> entries(std::initializer_list<const std::vector<Level>*> groups) {
    std::vector<sbe::Entry> out;
    for (const auto* levels : groups) {
        for (const Level& each : *levels)
            out.push_back({mantissa(each.price), mantissa(each.quantity)});
    }
    return out;
}

}  // namespace

std::int64_t mantissa(Price value) {
    return value.raw() / 100;
}
std::int64_t mantissa(Quantity value) {
    return value.raw();
}
std::int64_t mantissa(Ratio value) {
    return value.raw() / 100;
}
std::int64_t mantissa(Notional value) {
    constexpr Int128 kMost = std::numeric_limits<std::int64_t>::max();
    const Int128 cut = value.raw() / (Notional::kOne / 100'000'000);
    return static_cast<std::int64_t>(std::clamp(cut, -kMost, kMost));
}

std::string summary_frame(const Exchange& exchange, InstrumentId id, Time now, SbeLayout layout) {
    const MarketFacts& facts = exchange.facts(id);
    const auto bid = exchange.best(id, Side::buy);
    const auto ask = exchange.best(id, Side::sell);
    sbe::Summary event;
    event.ts = us_of(now);
    event.mark_price = mantissa(facts.mark);
    event.index_price = mantissa(facts.index);
    event.last_price = mantissa(facts.last_price);
    event.volume_usd_24h = mantissa(facts.turnover);
    event.open_interest = mantissa(exchange.open_interest(id));
    event.funding_rate = mantissa(facts.funding_rate);
    event.bid = price_of(bid);
    event.ask = price_of(ask);
    event.total_volume = mantissa(facts.turnover);
    event.price_change_rate_24h = mantissa(price_change(facts));
    event.external_fair_price = mantissa(facts.index);
    event.bid_size = size_of(bid);
    event.ask_size = size_of(ask);
    event.funding_rate_precise = facts.funding_rate.raw() * 100;  // × 10^12
    event.market = exchange.instrument(id).symbol;
    return encode(event, layout);
}

std::string bbo_frame(const Exchange& exchange, InstrumentId id, Time now, SbeLayout layout) {
    const auto bid = exchange.best(id, Side::buy);
    const auto ask = exchange.best(id, Side::sell);
    return encode(sbe::Bbo{.ts = us_of(now),
                           .seq = static_cast<std::int64_t>(sequence(exchange, id)),
                           .bid_price = price_of(bid),
                           .bid_size = size_of(bid),
                           .ask_price = price_of(ask),
                           .ask_size = size_of(ask),
                           .market = exchange.instrument(id).symbol},
                  layout);
}

std::string trade_frame(const Exchange& exchange, const TradeRecord& trade, SbeLayout layout) {
    const auto seq = trade.liquidation ? 0 : next_sequence(exchange, trade.instrument);
    return encode(sbe::Trade{.ts = us_of(trade.time),
                             .seq = static_cast<std::int64_t>(seq),
                             .trade_id = id_low_bits(trade.id),
                             .side = trade.taker_side == Side::buy ? sbe::kBuy : sbe::kSell,
                             .price = mantissa(trade.price),
                             .size = mantissa(trade.quantity),
                             .created_at = us_of(trade.time),
                             .trade_type = trade.liquidation ? sbe::kLiquidation : sbe::kFill,
                             .market = exchange.instrument(trade.instrument).symbol,
                             .trade_id_text = id_text(trade.id)},
                  layout);
}

std::string funding_frame(const Exchange& exchange, InstrumentId id, Time now, SbeLayout layout) {
    const MarketFacts& facts = exchange.facts(id);
    sbe::Funding event;
    event.ts = us_of(now);
    event.seq = static_cast<std::int64_t>(sequence(exchange, id));
    event.funding_rate = mantissa(facts.funding_rate);
    event.funding_index = mantissa(facts.funding_index);
    event.created_at = us_of(now);
    event.funding_premium = mantissa(premium(exchange, id));
    event.funding_rate_8h = mantissa(facts.funding_rate);
    event.period_hours = kFundingHours;
    event.market = exchange.instrument(id).symbol;
    return encode(event, layout);
}

std::string comparison_frame(const Exchange& exchange, InstrumentId id, Time now,
                             SbeLayout layout) {
    sbe::FundingComparison event;
    event.ts = us_of(now);
    event.last_updated_at = us_of(now);
    event.hourly_funding_rate = hourly(exchange.facts(id).funding_rate).raw() * 100;
    event.market = exchange.instrument(id).symbol;
    return encode(event, layout);
}

std::string book_frame(const Exchange& exchange, const BookMessage& message, SbeLayout layout) {
    const auto bid = exchange.best(message.instrument, Side::buy);
    const auto ask = exchange.best(message.instrument, Side::sell);
    sbe::Book event;
    event.ts = us_of(message.time);
    event.seq = static_cast<std::int64_t>(message.sequence);
    event.package = message.snapshot ? sbe::kSnapshot : sbe::kDelta;
    if (message.interactive) {
        event.best_bid_price = price_of(bid);
        event.best_bid_size = size_of(bid);
        event.best_ask_price = price_of(ask);
        event.best_ask_size = size_of(ask);
        const auto spread = relative_spread(exchange, message.instrument);
        if (spread) event.relative_spread = mantissa(*spread);
    }
    event.best_bid_api_price = price_of(bid);
    event.best_bid_api_size = size_of(bid);
    event.best_ask_api_price = price_of(ask);
    event.best_ask_api_size = size_of(ask);
    event.bids = entries({&message.inserts.bids, &message.updates.bids, &message.deletes.bids});
    event.asks = entries({&message.inserts.asks, &message.updates.asks, &message.deletes.asks});
    event.market = exchange.instrument(message.instrument).symbol;
    return encode(event, layout);
}

}  // namespace twinleg::sim::wire::paradex
