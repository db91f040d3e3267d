#include "sim/wire/edgex/market_forms.h"

#include <optional>

#include "sim/wire/edgex/texts.h"

namespace twinleg::sim::wire::edgex {

namespace {

constexpr std::uint64_t kTradeSalt = 0x7472616465;
constexpr std::uint64_t kKlineSalt = 2'061'584'383'000'000'000;
constexpr std::string_view kNobodyText = "100000000000000101";
constexpr std::string_view kNobodyElse = "100000000000000102";

Time next_funding(const Venue& venue) {
    const Time next = venue.exchange.next_funding();
    return next == kNever ? Time{} : next;
}

std::string account_of(const Venue& venue, const TradeSide& side, std::string_view otherwise) {
    const Member* member = venue.members.at(side.account);
    return member == nullptr ? std::string{otherwise} : member->account.account_id;
}

// 10 places cut toward zero; zero where `from` is.
Ratio relative(Price change, Price from) {
    if (from.is_zero()) return {};
    return Ratio::from_raw(
        static_cast<std::int64_t>(static_cast<Int128>(change.raw()) * Ratio::kOne / from.raw()));
}

void write_rate(JsonWriter& json, const Contract& contract, Time at, Time seen, Price oracle,
                Price index, Ratio rate, bool settlement, Ratio previous, Time previous_at) {
    json.object()
        .field("contractId", contract.id_text())
        .field("fundingTime", ms_text(at))
        .field("fundingTimestamp", ms_text(seen))
        .field("oraclePrice", oracle)
        .field("indexPrice", index);
    if (contract.generation == Generation::v2) json.field("markPrice", oracle);
    json.field("fundingRate", rate)
        .field("isSettlement", settlement)
        .field("forecastFundingRate", settlement ? std::string{} : to_text(rate))
        .field("previousFundingRate", previous)
        .field("previousFundingTimestamp", ms_text(previous_at))
        .field("premiumIndex", "0")
        .field("avgPremiumIndex", "0")
        .field("premiumIndexTimestamp", ms_text(seen))
        .field("impactMarginNotional", "100")
        .field("impactAskPrice", oracle)
        .field("impactBidPrice", oracle)
        .field("interestRate", "0.0003")
        .field("predictedFundingRate", rate)
        .field("fundingRateIntervalMin", std::to_string(kFundingMinutes));
    if (contract.generation == Generation::v1) json.field("starkExFundingIndex", "0");
    json.end_object();
}

}  // namespace

void write_ticker(JsonWriter& json, const Venue& venue, const Contract& contract,
                  const DayTimes& times, bool with_best) {
    const InstrumentId id = contract.instrument.id;
    const MarketFacts& facts = venue.exchange.facts(id);
    const int places = contract.price_places;
    const bool traded = facts.trades > 0;
    const Price last = traded ? facts.last_price : facts.mark;
    const Price first = traded ? facts.first_price : last;
    const Time next = next_funding(venue);
    const Time now = venue.exchange.now();
    json.object()
        .field("contractId", contract.id_text())
        .field("contractName", contract.name())
        .field("priceChange", padded(last - first, places))
        .field("priceChangePercent", relative(last - first, first))
        .field("trades", std::to_string(facts.trades))
        .field("size", padded(facts.volume, contract.size_places))
        .field("value", facts.turnover)
        .field("high", padded(traded ? facts.highest : last, places))
        .field("low", padded(traded ? facts.lowest : last, places))
        .field("open", padded(first, places))
        .field("close", padded(last, places))
        .field("highTime", ms_text(times.high))
        .field("lowTime", ms_text(times.low))
        .field("startTime", ms_text(times.began))
        .field("endTime", ms_text(now))
        .field("lastPrice", padded(last, places))
        .field("indexPrice", padded(facts.index, places))
        .field("oraclePrice", padded(facts.mark, places));
    if (contract.generation == Generation::v2) json.field("markPrice", padded(facts.mark, places));
    json.field("openInterest", padded(venue.exchange.open_interest(id), contract.size_places))
        .field("fundingRate", facts.funding_rate)
        .field("fundingTime", ms_text(next.known() ? next - minutes(kFundingMinutes) : next))
        .field("nextFundingTime", ms_text(next));
    if (with_best) {
        if (const auto ask = venue.exchange.best(id, Side::sell))
            json.field("bestAskPrice", padded(ask->price, places));
        if (const auto bid = venue.exchange.best(id, Side::buy))
            json.field("bestBidPrice", padded(bid->price, places));
    }
    if (contract.generation == Generation::v2)
        json.field("marketOpen", facts.mode == MarketMode::normal);
    json.end_object();
}

void write_book_ticker(JsonWriter& json, const Venue& venue, const Contract& contract) {
    json.object()
        .field("contractId", contract.id_text())
        .field("contractName", contract.name())
        .field("time", ms_text(venue.exchange.now()));
    const auto best = [&](Side side, std::string_view price, std::string_view size) {
        const auto level = venue.exchange.best(contract.instrument.id, side);
        json.field(price, level ? padded(level->price, contract.price_places) : "0");
        json.field(size, level ? padded(level->quantity, contract.size_places) : "0");
    };
    best(Side::sell, "bestAskPrice", "bestAskSize");
    best(Side::buy, "bestBidPrice", "bestBidSize");
    json.end_object();
}

void write_trade(JsonWriter& json, const Venue& venue, const TradeRecord& trade) {
    const Contract& contract = venue.contracts.of(trade.instrument);
    json.object()
        .field("ticketId", uuid(trade.id, kTradeSalt))
        .field("time", ms_text(trade.time))
        .field("price", padded(trade.price, contract.price_places))
        .field("size", padded(trade.quantity, contract.size_places))
        .field("value", trade.quantity * trade.price)
        .field("takerOrderId", std::to_string(trade.taker.order_id))
        .field("makerOrderId", std::to_string(trade.maker.order_id))
        .field("takerAccountId", account_of(venue, trade.taker, kNobodyText))
        .field("makerAccountId", account_of(venue, trade.maker, kNobodyElse))
        .field("contractId", contract.id_text())
        .field("contractName", contract.name())
        .field("isBestMatch", true)
        .field("isBuyerMaker", trade.taker_side == Side::sell)
        .end_object();
}

void write_kline(JsonWriter& json, const Contract& contract, KlineType type, PriceType price,
                 const Kline& kline) {
    const int places = contract.price_places;
    const std::uint64_t minute = static_cast<std::uint64_t>(ms_of(kline.start)) / 60'000;
    const std::uint64_t id = kKlineSalt + minute * 1'000 + contract.instrument.id.value * 100 +
                             static_cast<std::uint64_t>(type);
    json.object()
        .field("klineId", std::to_string(id))
        .field("contractId", contract.id_text())
        .field("contractName", contract.name())
        .field("klineType", name(type))
        .field("klineTime", ms_text(kline.start))
        .field("priceType", name(price))
        .field("trades", std::to_string(kline.trades))
        .field("size", padded(kline.size, contract.size_places))
        .field("value", kline.value)
        .field("high", padded(kline.high, places))
        .field("low", padded(kline.low, places))
        .field("open", padded(kline.open, places))
        .field("close", padded(kline.close, places))
        .field("makerBuySize", padded(kline.maker_buy_size, contract.size_places))
        .field("makerBuyValue", kline.maker_buy_value)
        .end_object();
}

void write_funding_rate(JsonWriter& json, const Venue& venue, const Contract& contract) {
    const MarketFacts& facts = venue.exchange.facts(contract.instrument.id);
    const Time next = next_funding(venue);
    write_rate(json, contract, next.known() ? next - minutes(kFundingMinutes) : next,
               venue.exchange.now(), facts.mark, facts.index, facts.funding_rate, false,
               facts.last_funding_rate, facts.last_funding);
}

void write_settled_funding(JsonWriter& json, const Contract& contract,
                           const SettledFunding& settled) {
    write_rate(json, contract, settled.time, settled.time, settled.mark, settled.mark, settled.rate,
               true, settled.rate, settled.time);
}

}  // namespace twinleg::sim::wire::edgex
