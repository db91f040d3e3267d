#include "sim/wire/aster/order_body.h"

#include <algorithm>

#include "sim/wire/aster/texts.h"

namespace twinleg::sim::wire::aster {

namespace {

constexpr std::size_t kLongestId = 36;
constexpr std::string_view kIdCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:/_-";

// One client writes Python's words.
bool is_true(std::string_view text) {
    return text == "true" || text == "True" || text == "TRUE";
}

Asked<Force> force_of(const Json& fields) {
    const std::string_view text = fields.field("timeInForce");
    if (text.empty()) return missing("timeInForce");
    if (text == "GTC") return Force::gtc;
    if (text == "IOC") return Force::ioc;
    if (text == "FOK") return Force::fok;
    if (text == "GTX") return Force::post_only;
    return trouble(code::kTimeInForce, "Invalid timeInForce.");
}

Asked<std::optional<SelfTrade>> self_trade_of(const Json& fields) {
    const std::string_view text = fields.field("stpMode");
    if (text.empty()) return std::optional<SelfTrade>{};
    if (text == "EXPIRE_TAKER") return std::optional{SelfTrade::expire_taker};
    if (text == "EXPIRE_MAKER") return std::optional{SelfTrade::expire_maker};
    if (text == "EXPIRE_BOTH") return std::optional{SelfTrade::expire_both};
    return illegal("stpMode");
}

std::unexpected<Trouble> too_precise() {
    return trouble(code::kPrecision, "Precision is over the maximum defined for this asset.");
}

// The other side's best price may lie past what a market order reaches.
Asked<void> check_market_bound(const Market& market, const Exchange& exchange, Side side,
                               Quantity quantity) {
    const InstrumentId id = market.instrument.id;
    const Price mark = exchange.facts(id).mark;
    if (!mark.is_positive()) return {};
    if (quantity * mark < market.instrument.min_notional)
        return trouble(code::kNotional, "Order's notional must be no smaller than 5.0");
    const auto best = exchange.best(id, opposite(side));
    const bool buys = side == Side::buy;
    const Price edge = scale_toward_zero(mark, buys ? kMarketBound : -kMarketBound);
    if (best && (buys ? best->price > edge : best->price < edge))
        return trouble(
            code::kMarketBound,
            "The counterparty's best price does not meet the PERCENT_PRICE filter limit.");
    return {};
}

}  // namespace

std::string client_id_of(const Json& fields) {
    const std::string_view id = fields.field("newClientOrderId");
    if (id.size() > kLongestId || id.find_first_not_of(kIdCharacters) != std::string_view::npos)
        return {};
    return std::string{id};
}

Asked<Price> read_price(const Market& market, const Json& fields) {
    const std::string_view text = fields.field("price");
    if (text.empty()) return missing("price");
    const auto price = parse_price(text, "price");
    if (!price) {
        if (price.error().code == Errc::out_of_range) return too_precise();
        return illegal("price");
    }
    if (!price->is_positive()) return illegal("price");
    if (!is_multiple(*price, market.instrument.tick))
        return trouble(code::kTick, "Price not increased by tick size.");
    if (*price > market.max_price)
        return trouble(code::kPriceHigh, "Price greater than max price.");
    return *price;
}

Asked<Quantity> read_quantity(const Market& market, const Json& fields, bool market_order) {
    const std::string_view text = fields.field("quantity");
    if (text.empty()) return missing("quantity");
    const auto quantity = parse_quantity(text, "quantity");
    if (!quantity) {
        if (quantity.error().code == Errc::out_of_range) return too_precise();
        return illegal("quantity");
    }
    if (!quantity->is_positive())
        return trouble(code::kQuantitySign, "Quantity less than or equal to zero.");
    if (*quantity < market.instrument.min_quantity)
        return trouble(code::kQuantitySmall, "Quantity less than min quantity.");
    if (*quantity > (market_order ? market.max_market_quantity : market.max_quantity))
        return trouble(code::kQuantityLarge, "Quantity greater than max quantity.");
    if (!is_multiple(*quantity, market.instrument.lot))
        return trouble(code::kStep, "Qty not increased by step size.");
    return *quantity;
}

Asked<void> check_value(const Market& market, const Exchange& exchange, Side side, Price price,
                        Quantity quantity) {
    if (quantity * price < market.instrument.min_notional)
        return trouble(code::kNotional, "Order's notional must be no smaller than 5.0");
    const Price mark = exchange.facts(market.instrument.id).mark;
    if (!mark.is_positive()) return {};
    const Price most = scale_toward_zero(mark, kPriceBand);
    const Price least = scale_toward_zero(mark, -kPriceBand);
    if (side == Side::buy && price > most)
        return trouble(code::kPriceHigh, "Limit price can't be higher than " + to_text(most) + ".");
    if (side == Side::sell && price < least)
        return trouble(code::kPriceLow, "Limit price can't be lower than " + to_text(least) + ".");
    return {};
}

Asked<WantedOrder> read_order(const Markets& markets, const Exchange& exchange,
                              const Member& member, const Json& fields, std::uint64_t& made_ids) {
    if (fields.field("symbol").empty()) return missing("symbol");
    const Market* market = markets.find(fields.field("symbol"));
    if (market == nullptr) return trouble(code::kSymbol, "Invalid symbol.");
    WantedOrder out;
    OrderRequest& request = out.request;
    request.account = member.index;
    request.instrument = market->instrument.id;

    const std::string_view side = fields.field("side");
    if (side.empty()) return missing("side");
    if (side != "BUY" && side != "SELL") return trouble(code::kSide, "Invalid side.");
    request.side = side == "BUY" ? Side::buy : Side::sell;

    const std::string_view type = fields.field("type");
    if (type.empty()) return missing("type");
    // Stops and trailing stops are not simulated.
    if (type != "LIMIT" && type != "MARKET") return trouble(code::kOrderType, "Invalid orderType.");
    request.market = type == "MARKET";

    if (const auto position_side = fields.field("positionSide");
        !position_side.empty() && position_side != "BOTH")
        return trouble(code::kPositionSide, "Order's position side does not match user's setting.");
    request.reduce_only = is_true(fields.field("reduceOnly"));
    if (is_true(fields.field("closePosition")))
        return trouble(code::kCombination,
                       "Combination of optional parameters invalid: closePosition.");

    const std::string_view response = fields.field("newOrderRespType");
    if (!response.empty() && response != "ACK" && response != "RESULT")
        return illegal("newOrderRespType");
    out.result = response == "RESULT";

    const auto self_trade = self_trade_of(fields);
    if (!self_trade) return std::unexpected{self_trade.error()};
    request.self_trade = *self_trade;

    request.client_order_id = client_id_of(fields);
    if (request.client_order_id.empty()) {
        if (!fields.field("newClientOrderId").empty())
            return trouble(code::kClientId, "Client order id is 1 to 36 letters, digits and .:/_-");
        request.client_order_id = "sim_" + std::to_string(++made_ids);
    }

    const auto quantity = read_quantity(*market, fields, request.market);
    if (!quantity) return std::unexpected{quantity.error()};
    request.quantity = *quantity;
    if (request.market) {
        if (!fields.field("price").empty())
            return trouble(code::kCombination, "Parameter 'price' sent when not required.");
        if (auto fine = check_market_bound(*market, exchange, request.side, *quantity); !fine)
            return std::unexpected{fine.error()};
        return out;
    }
    const auto force = force_of(fields);
    if (!force) return std::unexpected{force.error()};
    request.force = *force;
    const auto price = read_price(*market, fields);
    if (!price) return std::unexpected{price.error()};
    request.price = *price;
    if (auto fine = check_value(*market, exchange, request.side, *price, *quantity); !fine)
        return std::unexpected{fine.error()};
    return out;
}

}  // namespace twinleg::sim::wire::aster
