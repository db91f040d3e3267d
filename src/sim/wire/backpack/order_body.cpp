#include "sim/wire/backpack/order_body.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace twinleg::sim::wire::backpack {

namespace {

constexpr std::array<std::string_view, 12> kTriggers{"triggerPrice",
                                                     "triggerQuantity",
                                                     "triggerBy",
                                                     "takeProfitTriggerPrice",
                                                     "takeProfitLimitPrice",
                                                     "takeProfitTriggerBy",
                                                     "stopLossTriggerPrice",
                                                     "stopLossLimitPrice",
                                                     "stopLossTriggerBy",
                                                     "takeProfitTriggerQuantity",
                                                     "stopLossTriggerQuantity",
                                                     "trailingDistance"};

std::unexpected<Trouble> wrong(std::string message) {
    return trouble(400, code::kInvalidRequest, std::move(message));
}

Asked<bool> flag(const Json& body, std::string_view name) {
    const std::string_view text = body.field(name);
    if (text.empty() || text == "false") return false;
    if (text == "true") return true;
    return wrong(std::string{name} + " is true or false");
}

// How much of the other side a market order by value takes, on the lot.
Quantity quantity_for(const Exchange& exchange, const OrderRequest& request, Notional value) {
    std::vector<Level> levels;
    exchange.levels(request.instrument, opposite(request.side), levels);
    Quantity sum;
    for (const Level& level : levels) {
        const Notional all = level.quantity * level.price;
        if (all > value) {
            sum += Quantity::from_raw(static_cast<std::int64_t>(value.raw() / level.price.raw()));
            break;
        }
        sum += level.quantity;
        value -= all;
    }
    return floor_to(sum, exchange.instrument(request.instrument).lot);
}

// The worst price of a market order: so far past the best offer, or past the mark where the book
// is empty.
Asked<Price> worst_price(const Exchange& exchange, const OrderRequest& request, const Json& body) {
    const Instrument& at = exchange.instrument(request.instrument);
    const auto best = exchange.best(request.instrument, opposite(request.side));
    const Price from = best ? best->price : exchange.facts(request.instrument).mark;
    const bool buys = request.side == Side::buy;
    Price reach = scale_toward_zero(from, buys ? kImpact : -kImpact);
    if (const auto tolerance = body.field("slippageTolerance"); !tolerance.empty()) {
        const auto parsed = parse_ratio(tolerance, "slippageTolerance");
        if (!parsed || parsed->is_negative())
            return wrong("slippageTolerance is a number from 0 on");
        Price tolerated;
        if (body.field("slippageToleranceType") == "TickSize") {
            const std::int64_t ticks = parsed->raw() / Ratio::kOne;
            tolerated =
                from + (buys ? at.tick : -at.tick) * std::min<std::int64_t>(ticks, 1'000'000);
        } else if (body.field("slippageToleranceType") == "Percent") {
            const Ratio share = Ratio::from_raw(parsed->raw() / 100);
            tolerated = scale_toward_zero(from, buys ? share : -share);
        } else {
            return wrong("slippageToleranceType is TickSize or Percent");
        }
        reach = buys ? std::min(reach, tolerated) : std::max(reach, tolerated);
    }
    return std::max(buys ? floor_to(reach, at.tick) : ceil_to(reach, at.tick), at.tick);
}

}  // namespace

OrderExtras OrderExtras::of(const OrderRequest& request) {
    OrderExtras out;
    const std::string_view data = request.venue_data;
    const auto bar = data.find('|');
    if (bar == std::string_view::npos) return out;
    out.self_trade = data.substr(0, bar);
    out.quote_quantity = data.substr(bar + 1);
    return out;
}

std::string client_id_of(const Json& body) {
    const std::string_view text = body.field("clientId");
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return std::to_string(number);
}

Asked<OrderRequest> read_order(const Markets& markets, const Exchange& exchange,
                               const Member& member, const Json& body) {
    if (body.kind != Json::Kind::object) return wrong("an order is an object");
    const Market* market = markets.find(body.field("symbol"));
    if (market == nullptr) return trouble(400, code::kInvalidSymbol, "Invalid symbol");
    const Instrument& at = market->instrument;
    for (const std::string_view trigger : kTriggers)
        if (!body.field(trigger).empty())
            return trouble(400, code::kNotImplemented, "trigger orders are not simulated");

    OrderRequest request{.account = member.index, .instrument = at.id};
    const std::string_view side = body.field("side");
    if (side != "Bid" && side != "Ask") return wrong("side is Bid or Ask");
    request.side = side == "Bid" ? Side::buy : Side::sell;

    const std::string_view type = body.field("orderType");
    if (type != "Limit" && type != "Market") return wrong("orderType is Limit or Market");
    request.market = type == "Market";

    const auto post_only = flag(body, "postOnly");
    if (!post_only) return std::unexpected{post_only.error()};
    const auto reduce_only = flag(body, "reduceOnly");
    if (!reduce_only) return std::unexpected{reduce_only.error()};
    request.reduce_only = *reduce_only;

    const std::string_view force = body.field("timeInForce");
    if (force == "IOC")
        request.force = Force::ioc;
    else if (force == "FOK")
        request.force = Force::fok;
    else if (!force.empty() && force != "GTC")
        return wrong("timeInForce is GTC, IOC or FOK");
    if (*post_only) {
        if (request.market || request.force != Force::gtc)
            return wrong("postOnly goes with Limit and GTC alone");
        request.force = Force::post_only;
    }

    const std::string_view client_id = body.field("clientId");
    request.client_order_id = client_id_of(body);
    if (!client_id.empty() && request.client_order_id.empty())
        return wrong("clientId is an unsigned 32-bit integer");

    OrderExtras extras;
    if (const auto rule = body.field("selfTradePrevention"); !rule.empty()) {
        if (rule == "RejectTaker") {
            request.self_trade = SelfTrade::expire_taker;
        } else if (rule == "RejectMaker") {
            request.self_trade = SelfTrade::expire_maker;
        } else if (rule == "RejectBoth") {
            request.self_trade = SelfTrade::expire_both;
        } else {
            return wrong("selfTradePrevention is RejectTaker, RejectMaker or RejectBoth");
        }
        extras.self_trade = rule;
    }

    const std::string_view price = body.field("price");
    if (request.market) {
        if (!price.empty()) return wrong("a Market order has no price");
        auto worst = worst_price(exchange, request, body);
        if (!worst) return std::unexpected{worst.error()};
        request.price = *worst;
    } else {
        if (price.empty()) return wrong("a Limit order has a price");
        const auto parsed = parse_price(price, "price");
        if (!parsed || !parsed->is_positive())
            return trouble(400, code::kInvalidPrice, "Invalid price");
        if (!is_multiple(*parsed, at.tick))
            return trouble(400, code::kInvalidOrder, "Price decimal too long");
        if (market->max_price.is_positive() && *parsed > market->max_price)
            return trouble(400, code::kInvalidPrice, "Price is above the maximum");
        request.price = *parsed;
    }

    const std::string_view quantity = body.field("quantity");
    const std::string_view value = body.field("quoteQuantity");
    if (quantity.empty() == value.empty())
        return wrong("Must specify either `quantity` or `quoteQuantity`");
    if (!value.empty()) {
        if (!request.market) return wrong("quoteQuantity goes with Market alone");
        const auto parsed = parse_notional(value, "quoteQuantity");
        if (!parsed || !parsed->is_positive())
            return trouble(400, code::kInvalidQuantity, "Invalid quoteQuantity");
        extras.quote_quantity = value;
        request.quantity = quantity_for(exchange, request, *parsed);
        if (request.quantity.is_zero())
            return trouble(400, code::kInvalidQuantity, "Quantity is below the minimum");
    } else {
        const auto parsed = parse_quantity(quantity, "quantity");
        if (!parsed || !parsed->is_positive())
            return trouble(400, code::kInvalidQuantity, "Invalid quantity");
        if (!is_multiple(*parsed, at.lot))
            return trouble(400, code::kInvalidOrder, "Quantity decimal too long");
        request.quantity = *parsed;
    }
    if (request.quantity < at.min_quantity)
        return trouble(400, code::kInvalidQuantity, "Quantity is below the minimum");
    if (market->max_quantity.is_positive() && request.quantity > market->max_quantity)
        return trouble(400, code::kInvalidQuantity, "Quantity is above the maximum");
    request.venue_data = extras.text();
    return request;
}

}  // namespace twinleg::sim::wire::backpack
