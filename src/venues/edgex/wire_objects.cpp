#include "venues/edgex/wire_objects.h"

#include <algorithm>
#include <limits>

#include "venues/edgex/words.h"

namespace twinleg::venues::edgex {
namespace {

using json::od::value;

Result<void> read_side(value& value, std::string_view field, Side& out) {
    const auto text = json::raw_text(value, field);
    if (!text) return std::unexpected{text.error()};
    if (*text != "BUY" && *text != "SELL") return json::bad(field, "is neither BUY nor SELL");
    out = *text == "BUY" ? Side::buy : Side::sell;
    return {};
}

Result<void> need(bool there, std::string_view field) {
    if (there) return {};
    return json::bad(field, "is missing");
}

}  // namespace

Price price_of(Notional value, Quantity size) {
    if (size.is_zero()) return {};
    if (value.is_negative() != size.is_negative()) return {};
    const Int128 price = value.raw() / size.raw();
    if (price > std::numeric_limits<std::int64_t>::max()) return {};
    return Price::from_raw(static_cast<std::int64_t>(price));
}

Result<OrderUpdate> read_order(json::od::object object) {
    OrderUpdate out;
    std::string_view status;
    std::string_view cancel_reason;
    std::string_view time_in_force;
    Time created;
    Quantity matched;
    Quantity failed;
    Notional matched_value;
    const auto done =
        json::each_member(object, "order", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "id") return json::take(json::raw_text(v, key), out.venue_order_id);
            if (key == "contractId") return json::take(json::raw_text(v, key), out.market);
            if (key == "clientOrderId")
                return json::take(json::plain_text(v, key), out.client_order_id);
            if (key == "side") return read_side(v, key, out.side);
            if (key == "price") return json::read(v, key, out.price);
            if (key == "size") return json::read(v, key, out.quantity);
            if (key == "timeInForce") return json::take(json::raw_text(v, key), time_in_force);
            if (key == "reduceOnly") return json::take(json::flag(v, key), out.reduce_only);
            if (key == "status") return json::take(json::raw_text(v, key), status);
            if (key == "cancelReason") return json::take(json::raw_text(v, key), cancel_reason);
            if (key == "cumMatchSize") return json::read(v, key, matched);
            if (key == "cumMatchValue") return json::read(v, key, matched_value);
            if (key == "cumFailSize") return json::read(v, key, failed);
            if (key == "createdTime") return json::take(json::time(v, key), created);
            if (key == "updatedTime") return json::take(json::time(v, key), out.venue_time);
            return {};
        });
    if (!done) return std::unexpected{done.error()};
    if (const auto id = need(!out.venue_order_id.empty(), "order.id"); !id)
        return std::unexpected{id.error()};
    if (matched.is_negative() || failed.is_negative() || out.quantity.is_negative())
        return json::bad("cumMatchSize", "an order has a quantity below zero");
    const auto end = order_end(status, cancel_reason, time_in_force, matched.is_positive());
    if (!end) return std::unexpected{end.error()};
    out.word = end->word;
    out.reason = end->reason;
    if (!cancel_reason.starts_with("UNKNOWN")) out.reason_text = cancel_reason;
    out.filled = std::max(Quantity{}, matched - failed);
    out.average_price = price_of(matched_value, matched);
    if (!out.venue_time.known()) out.venue_time = created;
    return out;
}

Result<ReadFill> read_fill(json::od::object object) {
    ReadFill out;
    FillUpdate& fill = out.fill;
    std::string_view direction;
    std::string_view censor;
    Notional value_of_fill;
    Notional liquidate_fee;
    Price shown;
    Time created;
    const auto done = json::each_member(
        object, "orderFillTransaction", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "id") return json::take(json::raw_text(v, key), fill.fill_id);
            if (key == "contractId") return json::take(json::raw_text(v, key), fill.market);
            if (key == "orderId") return json::take(json::raw_text(v, key), fill.venue_order_id);
            if (key == "orderSide") return read_side(v, key, fill.side);
            if (key == "fillSize") return json::read(v, key, fill.quantity);
            if (key == "fillValue") return json::read(v, key, value_of_fill);
            if (key == "fillFee") return json::read(v, key, fill.fee);
            if (key == "fillPrice") return json::read(v, key, shown);
            if (key == "liquidateFee") return json::read(v, key, liquidate_fee);
            if (key == "direction") return json::take(json::raw_text(v, key), direction);
            if (key == "censorStatus") return json::take(json::raw_text(v, key), censor);
            if (key == "matchTime") return json::take(json::time(v, key), fill.venue_time);
            if (key == "createdTime") return json::take(json::time(v, key), created);
            return {};
        });
    if (!done) return std::unexpected{done.error()};
    if (const auto id = need(!fill.fill_id.empty(), "orderFillTransaction.id"); !id)
        return std::unexpected{id.error()};
    if (!fill.quantity.is_positive()) return json::bad("fillSize", "is not above zero");
    if (direction != "MAKER" && direction != "TAKER")
        return json::bad("direction", "is neither MAKER nor TAKER");
    fill.liquidity = direction == "MAKER" ? Liquidity::maker : Liquidity::taker;
    // fillPrice is for display; the value is what was paid, unless it was cut on the way.
    fill.price = price_of(value_of_fill, fill.quantity);
    if (!shown.is_zero() && fill.quantity * fill.price != value_of_fill) fill.price = shown;
    if (!fill.price.is_positive()) return json::bad("fillPrice", "is not above zero");
    const Notional most = Notional::from_units(1'000'000'000'000'000);
    if (fill.fee.abs() > most || liquidate_fee.abs() > most)
        return fail(Errc::out_of_range, "fillFee: no fill costs that much");
    fill.fee += liquidate_fee;
    if (!fill.venue_time.known()) fill.venue_time = created;
    out.stands = censor != "INIT" && censor != "CENSOR_FAILURE" && !censor.starts_with("L2_REJECT");
    return out;
}

Result<PositionUpdate> read_position(json::od::object object) {
    PositionUpdate out;
    Notional open_value;
    const auto done =
        json::each_member(object, "position", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "contractId") return json::take(json::raw_text(v, key), out.market);
            if (key == "openSize") return json::read(v, key, out.quantity);
            if (key == "openValue") return json::read(v, key, open_value);
            if (key == "updatedTime") return json::take(json::time(v, key), out.venue_time);
            return {};
        });
    if (!done) return std::unexpected{done.error()};
    if (const auto id = need(!out.market.empty(), "position.contractId"); !id)
        return std::unexpected{id.error()};
    out.entry_price = price_of(open_value, out.quantity);
    return out;
}

Result<ReadFunding> read_position_transaction(json::od::object object) {
    ReadFunding out;
    std::string_view type;
    Time created;
    const auto done = json::each_member(
        object, "positionTransaction", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "id") return json::take(json::raw_text(v, key), out.paid.payment_id);
            if (key == "contractId") return json::take(json::raw_text(v, key), out.paid.market);
            if (key == "type") return json::take(json::raw_text(v, key), type);
            if (key == "deltaFundingFee") return json::read(v, key, out.paid.amount);
            if (key == "fundingTime") return json::take(json::time(v, key), out.paid.venue_time);
            if (key == "createdTime") return json::take(json::time(v, key), created);
            return {};
        });
    if (!done) return std::unexpected{done.error()};
    out.is_funding = type == "SETTLE_FUNDING_FEE";
    if (out.is_funding) {
        if (const auto id = need(!out.paid.payment_id.empty(), "positionTransaction.id"); !id)
            return std::unexpected{id.error()};
    }
    if (!out.paid.venue_time.known()) out.paid.venue_time = created;
    return out;
}

}  // namespace twinleg::venues::edgex
