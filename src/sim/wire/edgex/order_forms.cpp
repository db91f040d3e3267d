#include "sim/wire/edgex/order_forms.h"

#include <algorithm>

#include "sim/wire/edgex/texts.h"
#include "sim/wire/json.h"

namespace twinleg::sim::wire::edgex {

namespace {

constexpr std::uint64_t kSalt = 0x65646765;
constexpr std::string_view kCrowdAccount = "100000000000000101";

// A field as it was sent; `otherwise` where it was left out or empty.
std::string_view sent(const Json& body, std::string_view name, std::string_view otherwise) {
    const std::string_view text = body.field(name);
    return text.empty() ? otherwise : text;
}

const TradeRecord* trade_of(const Venue& venue, const FillRecord& fill) {
    const auto& trades = venue.exchange.trades(fill.instrument);
    const auto found = std::ranges::lower_bound(trades, fill.trade_id, {}, &TradeRecord::id);
    return found == trades.end() || found->id != fill.trade_id ? nullptr : &*found;
}

std::string price_or_zero(Price price, int places) {
    return price.is_zero() ? "0" : padded(price, places);
}

}  // namespace

std::string_view status_of(const OrderRecord& order) {
    switch (order.state) {
        case OrderState::pending:
            return order.asleep ? "UNTRIGGERED" : "PENDING";
        case OrderState::open:
            return order.cancel_due.known() ? "CANCELING" : "OPEN";
        case OrderState::filled:
            return "FILLED";
        case OrderState::cancelled:
        case OrderState::expired:
            return "CANCELED";
    }
    return "UNRECOGNIZED";
}

std::string_view cancel_reason_of(const OrderRecord& order) {
    if (order.state == OrderState::expired) return "EXPIRE_CANCELED";
    if (order.state != OrderState::cancelled) return "UNKNOWN_ORDER_CANCEL_REASON";
    switch (order.reason) {
        case Reason::none:
            return "USER_CANCELED";
        case Reason::would_cross:
        case Reason::no_liquidity:
        case Reason::self_trade:
            return "COULD_NOT_FILL";
        case Reason::margin:
            return "MARGIN_NOT_ENOUGH";
        case Reason::reduce_only:
            return "REDUCE_ONLY_CANCELED";
        case Reason::expired:
            return "EXPIRE_CANCELED";
        case Reason::below_minimum:
        case Reason::cancel_only:
        case Reason::rate_limited:
        case Reason::price_band:
        case Reason::duplicate_id:
        case Reason::nonce_used:
        case Reason::nonce_gap:
        case Reason::not_found:
        case Reason::unavailable:
        case Reason::other:
            return "INTERNAL_FAILED";
    }
    return "UNRECOGNIZED";
}

Censored Censored::all_of(const OrderRecord& order) {
    return {.size = order.filled,
            .value = order.value,
            .fee = order.fee,
            .realised = order.realised,
            .highest = order.highest_fill,
            .lowest = order.lowest_fill};
}

void write_order(JsonWriter& json, const Venue& venue, const Member& member,
                 const OrderRecord& order, std::string_view status, const OrderRecord& matched,
                 const Censored& censored) {
    const Contract& contract = venue.contracts.of(order.request.instrument);
    const auto parsed = parse_json(order.request.venue_data);
    const Json body = parsed ? *parsed : Json{};
    const auto size = [&](Quantity quantity) {
        return quantity.is_zero() ? "0" : padded(quantity, contract.size_places);
    };
    const bool cut = order.quantity < order.request.quantity;
    const bool ended = status == "CANCELED";
    const std::int64_t triggered_ms =
        order.triggered_at.known() && order.request.trigger.is_positive()
            ? order.triggered_at.ns / 1'000'000
            : 0;
    json.object()
        .field("id", std::to_string(order.id))
        .field("userId", member.user_id)
        .field("accountId", member.account.account_id)
        .field("coinId", std::to_string(kQuoteCoin))
        .field("contractId", contract.id_text())
        .field("side", order.request.side == Side::buy ? "BUY" : "SELL")
        .field("price", sent(body, "price", "0"))
        .field("size",
               cut ? size(order.quantity) : std::string{sent(body, "size", size(order.quantity))})
        .field("clientOrderId", order.request.client_order_id)
        .field("type", sent(body, "type", order.request.market ? "MARKET" : "LIMIT"))
        .field("timeInForce", sent(body, "timeInForce", "GOOD_TIL_CANCEL"))
        .field("reduceOnly", order.request.reduce_only)
        .field("triggerPrice", sent(body, "triggerPrice", "0"))
        .field("triggerPriceType", sent(body, "triggerPriceType", "UNKNOWN_PRICE_TYPE"))
        .field("expireTime", sent(body, "expireTime", "0"))
        .field("sourceKey", body.field("sourceKey"))
        .field("isPositionTpsl", body.flag("isPositionTpsl"))
        .field("isLiquidate", false)
        .field("isDeleverage", false)
        .field("openTpslParentOrderId", sent(body, "openTpslParentOrderId", "0"))
        .field("isSetOpenTp", false);
    json.key("openTp").null();
    json.field("isSetOpenSl", false);
    json.key("openSl").null();
    json.field("isWithoutMatch", false)
        .field("maxLeverage", std::to_string(member.leverage(order.request.instrument)))
        .field("takerFeeRate", contract.instrument.taker_fee)
        .field("makerFeeRate", contract.instrument.maker_fee)
        .field("liquidateFeeRate", kLiquidateFeeRate)
        .field("marketLimitPrice", "0")
        .field("marketLimitValue", "0")
        .field("l2Nonce", sent(body, "l2Nonce", "0"))
        .field("l2Value", sent(body, "l2Value", "0"))
        .field("l2Size", sent(body, "l2Size", "0"))
        .field("l2LimitFee", sent(body, "l2LimitFee", "0"))
        .field("l2ExpireTime", sent(body, "l2ExpireTime", "0"));
    std::string_view signature = body.field("l2Signature");
    if (signature.starts_with("0x")) signature.remove_prefix(2);
    json.key("l2Signature")
        .object()
        .field("r", signature.substr(0, std::min<std::size_t>(64, signature.size())))
        .field("s", signature.size() > 64 ? signature.substr(64, 64) : std::string_view{})
        .field("v", signature.size() > 128 ? signature.substr(128) : std::string_view{})
        .end_object();
    json.field("extraType", body.field("extraType"))
        .field("extraDataJson", body.field("extraDataJson"))
        .field("status", status)
        .field("matchSequenceId", std::to_string(order.version))
        .field("triggerTime", std::to_string(triggered_ms))
        .field("triggerPriceTime", std::to_string(triggered_ms))
        .field("triggerPriceValue", triggered_ms == 0 ? "0" : sent(body, "triggerPrice", "0"))
        .field("cancelReason",
               ended ? cancel_reason_of(order) : std::string_view{"UNKNOWN_ORDER_CANCEL_REASON"})
        .field("cumFillSize", size(censored.size))
        .field("cumFillValue", money(censored.value))
        .field("cumFillFee", money(censored.fee))
        .field("maxFillPrice", price_or_zero(censored.highest, contract.price_places))
        .field("minFillPrice", price_or_zero(censored.lowest, contract.price_places))
        .field("cumLiquidateFee", "0")
        .field("cumRealizePnl", money(censored.realised))
        .field("cumMatchSize", size(matched.filled))
        .field("cumMatchValue", money(matched.value))
        .field("cumMatchFee", money(matched.fee))
        .field("cumFailSize", "0")
        .field("cumFailValue", "0")
        .field("cumFailFee", "0")
        .field("cumApprovedSize", "0")
        .field("cumApprovedValue", "0")
        .field("cumApprovedFee", "0")
        .field("createdTime", ms_text(order.accepted_at))
        .field("updatedTime", ms_text(order.updated_at))
        .end_object();
}

void write_order(JsonWriter& json, const Venue& venue, const Member& member,
                 const OrderRecord& order) {
    write_order(json, venue, member, order, status_of(order), order, Censored::all_of(order));
}

void write_fill(JsonWriter& json, const Venue& venue, const Member& member, const Entry& entry) {
    const FillRecord& fill = *entry.fill;
    const Contract& contract = venue.contracts.of(fill.instrument);
    const TradeRecord* trade = trade_of(venue, fill);
    const bool takes = fill.liquidity == Liquidity::taker;
    std::string other_account{kCrowdAccount};
    std::uint64_t other_order = 0;
    if (trade != nullptr) {
        const TradeSide& other = takes ? trade->maker : trade->taker;
        other_order = other.order_id;
        if (const Member* known = venue.members.at(other.account))
            other_account = known->account.account_id;
    }
    json.object()
        .field("id", fill_id(entry))
        .field("userId", member.user_id)
        .field("accountId", member.account.account_id)
        .field("coinId", std::to_string(kQuoteCoin))
        .field("contractId", contract.id_text())
        .field("orderId", std::to_string(fill.order_id))
        .field("orderSide", fill.side == Side::buy ? "BUY" : "SELL")
        .field("fillSize", padded(fill.quantity, contract.size_places))
        .field("fillValue", money(fill.value))
        .field("fillFee", money(fill.fee))
        .field("fillPrice", padded(fill.price, contract.price_places))
        .field("liquidateFee", "0")
        .field("realizePnl", money(entry.realised))
        .field("direction", takes ? "TAKER" : "MAKER")
        .field("isPositionTpsl", false)
        .field("isLiquidate", fill.liquidation)
        .field("isDeleverage", false)
        .field("isWithoutMatch", false)
        .field("matchSequenceId", std::to_string(fill.trade_id))
        .field("matchIndex", 0)
        .field("matchTime", ms_text(fill.time))
        .field("matchAccountId", other_account)
        .field("matchOrderId", std::to_string(other_order))
        .field("matchFillId", uuid(fill.trade_id, kSalt))
        .field("positionTransactionId", position_transaction_id(entry))
        .field("collateralTransactionId", collateral_transaction_id(entry))
        .field("extraType", "")
        .field("extraDataJson", "")
        .field("censorStatus", "CENSOR_SUCCESS")
        .field("censorTxId", std::to_string(fill.id))
        .field("censorTime", ms_text(fill.time))
        .field("createdTime", ms_text(fill.time))
        .field("updatedTime", ms_text(fill.time))
        .end_object();
}

}  // namespace twinleg::sim::wire::edgex
