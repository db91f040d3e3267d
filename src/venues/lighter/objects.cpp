#include "venues/lighter/objects.h"

#include <array>
#include <cstring>

#include "venues/lighter/codes.h"

namespace twinleg::venues::lighter {
namespace {

constexpr Int128 kMicroDollar = 1'000'000'000'000;  // of a Notional's raw unit

// What has both: microseconds, as the sequencer has them, before the API's milliseconds.
Time happened(json::Fields& fields) {
    const Time exact = fields.time_us("transaction_time");
    return exact.known() ? exact : fields.time_ms("timestamp");
}

std::string_view without_zero(std::string_view id) {
    return id == "0" ? std::string_view{} : id;
}

}  // namespace

Notional fee_of(Quantity quantity, Price price, std::int64_t rate_millionths) {
    const Int128 value = (quantity * price).raw();
    // Split so that the product stays in range for any trade there can be.
    const Int128 fee =
        value / 1'000'000 * rate_millionths + value % 1'000'000 * rate_millionths / 1'000'000;
    return Notional::from_raw(fee - fee % kMicroDollar);
}

Result<void> read_order(json::ondemand::object object, const MarketNames& names, UpdateSink& sink) {
    json::Fields order{object, "order"};
    OrderUpdate update;
    update.venue_order_id = order.id("order_id", "order_index");
    update.client_order_id = without_zero(order.id("client_order_id", "client_order_index"));
    const std::string_view number = order.text("market_index");
    update.market = names.market(number, order.text_or_empty("market_symbol"));
    update.quantity = order.quantity("initial_base_amount");
    update.price = order.price_or_zero("price");
    const Quantity remaining = order.quantity_or_zero("remaining_base_amount");
    json::ondemand::value told;
    if (order.find("filled_base_amount", told)) {
        update.filled = order.quantity("filled_base_amount");
    } else {
        update.filled = update.quantity - remaining;
    }
    const Notional cost = order.notional_or_zero("filled_quote_amount");
    update.side = order.flag("is_ask") ? Side::sell : Side::buy;
    update.reduce_only = order.flag_or("reduce_only", false);
    update.reason_text = order.text("status");
    update.venue_time = order.time_us("transaction_time");
    if (!update.venue_time.known()) update.venue_time = order.time_ms("updated_at");
    if (!order.ok()) return order.result();

    if (update.filled.is_negative() || cost.is_negative()) {
        order.fail(Errc::out_of_range, "filled_base_amount", "is negative");
        return order.result();
    }
    if (update.filled.is_positive()) {
        const Int128 average = cost.raw() / update.filled.raw();
        if (average > INT64_MAX) {
            order.fail(Errc::out_of_range, "filled_quote_amount", "is too large");
            return order.result();
        }
        update.average_price = Price::from_raw(static_cast<std::int64_t>(average));
    }
    const auto status = status_of(update.reason_text, update.filled.is_positive());
    if (!status) {
        order.fail(status.error());
        return order.result();
    }
    update.word = status->word;
    update.reason = status->reason;
    if (status->reason == Reason::none) update.reason_text = {};
    sink.on_update(update);
    return {};
}

Result<void> read_public_trade(json::ondemand::object object, std::string_view number,
                               const MarketNames& names, UpdateSink& sink) {
    json::Fields trade{object, "trade"};
    TradeUpdate update;
    update.id = trade.id_number("trade_id_str", "trade_id");
    if (const auto own = trade.text_or_empty("market_id"); !own.empty()) number = own;
    update.market = names.market(number, trade.text_or_empty("market_symbol"));
    update.quantity = trade.quantity("size");
    update.price = trade.price("price");
    // The taker is the ask when the maker is not. Left out means false.
    update.taker_side = trade.flag_or("is_maker_ask", false) ? Side::buy : Side::sell;
    update.venue_time = happened(trade);
    if (!trade.ok()) return trade.result();
    sink.on_update(update);
    return {};
}

Result<void> read_fill(json::ondemand::object object, std::uint64_t account,
                       const MarketNames& names, UpdateSink& sink) {
    json::Fields trade{object, "trade"};
    FillUpdate fill;
    fill.fill_id = trade.id("trade_id_str", "trade_id");
    if (trade.ok() && fill.fill_id.empty()) trade.fail(Errc::missing, "trade_id", "is missing");
    // Zero values may be left out of trades, and market 0 is one.
    std::string_view number = trade.text_or_empty("market_id");
    if (number.empty()) number = "0";
    fill.market = names.market(number, trade.text_or_empty("market_symbol"));
    fill.quantity = trade.quantity("size");
    fill.price = trade.price("price");
    const std::string_view ask_order = trade.id("ask_id_str", "ask_id");
    const std::string_view bid_order = trade.id("bid_id_str", "bid_id");
    const std::string_view ask_client = trade.id("ask_client_id_str", "ask_client_id");
    const std::string_view bid_client = trade.id("bid_client_id_str", "bid_client_id");
    // Account 0 is one too.
    const std::uint64_t ask_account = trade.number_or("ask_account_id", 0);
    const std::uint64_t bid_account = trade.number_or("bid_account_id", 0);
    const bool maker_is_ask = trade.flag_or("is_maker_ask", false);
    const std::int64_t taker_rate = trade.signed_or("taker_fee", 0);
    const std::int64_t maker_rate = trade.signed_or("maker_fee", 0);
    fill.venue_time = happened(trade);
    if (trade.ok() && (taker_rate > 1'000'000 || taker_rate < -1'000'000))
        trade.fail(Errc::out_of_range, "taker_fee", "is more than the whole notional");
    if (trade.ok() && (maker_rate > 1'000'000 || maker_rate < -1'000'000))
        trade.fail(Errc::out_of_range, "maker_fee", "is more than the whole notional");
    if (trade.ok() && !fill.quantity.is_positive())
        trade.fail(Errc::out_of_range, "size", "is not positive");
    if (!trade.ok()) return trade.result();

    const bool both = ask_account == account && bid_account == account;
    std::array<char, 24> maker_id{};
    const auto tell = [&](Side side) {
        const bool maker = (side == Side::sell) == maker_is_ask;
        FillUpdate ours = fill;
        ours.side = side;
        ours.liquidity = maker ? Liquidity::maker : Liquidity::taker;
        ours.client_order_id = without_zero(side == Side::sell ? ask_client : bid_client);
        ours.venue_order_id = without_zero(side == Side::sell ? ask_order : bid_order);
        ours.fee = fee_of(fill.quantity, fill.price, maker ? maker_rate : taker_rate);
        if (both && maker && fill.fill_id.size() < maker_id.size()) {
            std::memcpy(maker_id.data(), fill.fill_id.data(), fill.fill_id.size());
            maker_id[fill.fill_id.size()] = 'm';
            ours.fill_id = {maker_id.data(), fill.fill_id.size() + 1};
        }
        sink.on_update(ours);
    };
    if (ask_account == account) tell(Side::sell);
    if (bid_account == account) tell(Side::buy);
    return {};
}

Result<void> read_position(json::ondemand::object object, Time time, const MarketNames& names,
                           UpdateSink& sink) {
    json::Fields position{object, "position"};
    PositionUpdate update{.venue_time = time};
    const std::string_view number = position.text("market_id");
    update.market = names.market(number, position.text_or_empty("symbol"));
    const Quantity size = position.quantity_or_zero("position");
    // Flat ones may leave the sign out.
    const std::int64_t side = position.signed_or("sign", 0);
    update.entry_price = position.price_or_zero("avg_entry_price");
    if (position.ok() && size.is_negative())
        position.fail(Errc::out_of_range, "position", "has a sign of its own");
    if (position.ok() && side != 1 && side != -1 && !size.is_zero())
        position.fail(Errc::out_of_range, "sign", "is neither 1 nor -1");
    if (!position.ok()) return position.result();
    update.quantity = side < 0 ? -size : size;
    sink.on_update(update);
    return {};
}

Result<void> read_funding_paid(json::ondemand::object object, const MarketNames& names,
                               UpdateSink& sink) {
    json::Fields payment{object, "funding payment"};
    FundingPaidUpdate update;
    update.payment_id = payment.id("funding_id_str", "funding_id");
    const std::string_view number = payment.text("market_id");
    update.market = names.market(number, {});
    update.amount = payment.notional("change");
    update.venue_time = payment.time_s("timestamp");
    if (!payment.ok()) return payment.result();
    sink.on_update(update);
    return {};
}

}  // namespace twinleg::venues::lighter
