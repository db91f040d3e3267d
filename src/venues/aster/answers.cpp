#include "venues/aster/answers.h"

#include <algorithm>
#include <charconv>

#include "venues/aster/words.h"
#include "venues/kit/json_object.h"
#include "venues/kit/rest_book.h"

namespace twinleg::venues::aster {

using kit::each_object;
using kit::JsonObject;
using kit::JsonValue;
using kit::Taker;

namespace {

std::optional<std::int64_t> signed_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

Side side_of(const JsonValue& v, Taker& take) {
    if (v.raw != "BUY" && v.raw != "SELL") take.fail(Errc::malformed, "side", "is no side");
    return v.raw == "SELL" ? Side::sell : Side::buy;
}

Result<void> tell_order(const JsonObject& o, UpdateSink& sink) {
    Taker take{"order"};
    const auto end = order_end(o["status"].plain(), o["timeInForce"].plain());
    if (!end) {
        take.fail(end.error());
        return take.result();
    }
    const OrderUpdate out{.market = take.must_text(o["symbol"], "symbol"),
                          .client_order_id = o["clientOrderId"].plain(),
                          .venue_order_id = take.must_text(o["orderId"], "orderId"),
                          .word = end->word,
                          .reason = end->reason,
                          .side = side_of(o["side"], take),
                          .price = take.price(o["price"], "price"),
                          .quantity = take.quantity(o["origQty"], "origQty"),
                          .has_filled = !o["executedQty"].is_null(),
                          .filled = take.quantity(o["executedQty"], "executedQty"),
                          .average_price = take.price(o["avgPrice"], "avgPrice"),
                          .reduce_only = o["reduceOnly"].is_true(),
                          .venue_time = take.time_ms(o["updateTime"], "updateTime")};
    if (!take.ok()) return take.result();
    sink.on_update(out);
    return {};
}

Result<void> read_filters(std::string_view list, SymbolInfo& out) {
    Taker take{"filters"};
    const auto done = each_object(list, "filters", [&](const JsonObject& f) -> Result<void> {
        const std::string_view type = f["filterType"].plain();
        if (type == "PRICE_FILTER") {
            out.tick = take.must_price(f["tickSize"], "tickSize");
        } else if (type == "LOT_SIZE") {
            out.lot = take.must_quantity(f["stepSize"], "stepSize");
            out.min_quantity = take.quantity(f["minQty"], "minQty");
        } else if (type == "MIN_NOTIONAL") {
            out.min_notional = take.notional(f["notional"], "notional");
        } else if (type == "MAX_NUM_ORDERS") {
            out.most_orders = take.whole(f["limit"], "limit");
        }
        return take.result();
    });
    if (!done) return std::unexpected{done.error()};
    return {};
}

void read_limits(std::string_view list, ExchangeInfo& out) {
    // Only a minute's are kept: others are for display.
    const auto ignored = each_object(list, "rateLimits", [&](const JsonObject& l) -> Result<void> {
        if (l["interval"].raw != "MINUTE" || l["intervalNum"].raw != "1") return {};
        Taker take{"rateLimits"};
        const std::uint64_t limit = take.whole(l["limit"], "limit");
        if (l["rateLimitType"].raw == "REQUEST_WEIGHT") out.weight_per_minute = limit;
        if (l["rateLimitType"].raw == "ORDERS") out.orders_per_minute = limit;
        return {};
    });
    static_cast<void>(ignored);
}

}  // namespace

Result<Verdict> read_verdict(std::string_view body) {
    const auto object = kit::whole_object(body, "error");
    if (!object) return std::unexpected{object.error()};
    const auto code = signed_number((*object)["code"].plain());
    if (!code) return fail(Errc::malformed, "error: code is missing");
    return Verdict{*code, std::string{(*object)["msg"].plain()}};
}

Result<Time> read_time(std::string_view body) {
    const auto object = kit::whole_object(body, "time");
    if (!object) return std::unexpected{object.error()};
    Taker take{"time"};
    static_cast<void>(take.must_whole((*object)["serverTime"], "serverTime"));
    const Time time = take.time_ms((*object)["serverTime"], "serverTime");
    if (!take.ok()) return std::unexpected{take.result().error()};
    return time;
}

Result<ExchangeInfo> read_exchange_info(std::string_view body) {
    const auto read = kit::whole_object(body, "exchangeInfo");
    if (!read) return std::unexpected{read.error()};
    ExchangeInfo out;
    if ((*read)["rateLimits"].kind == JsonValue::Kind::array)
        read_limits((*read)["rateLimits"].raw, out);
    const auto done =
        each_object((*read)["symbols"].raw, "symbols", [&](const JsonObject& o) -> Result<void> {
            Taker take{"symbol"};
            SymbolInfo symbol{.symbol = std::string{take.must_text(o["symbol"], "symbol")},
                              .base = std::string{o["baseAsset"].plain()},
                              .quote = std::string{o["quoteAsset"].plain()},
                              .margin_asset = std::string{o["marginAsset"].plain()},
                              .contract = std::string{o["contractType"].plain()},
                              .status = std::string{o["status"].plain()}};
            // In percent.
            symbol.maintenance_margin = Ratio::from_raw(
                take.ratio(o["maintMarginPercent"], "maintMarginPercent").raw() / 100);
            if (symbol.symbol.empty()) return take.result();
            // One that we do not trade may be as it likes.
            const auto filters = read_filters(o["filters"].raw, symbol);
            if (!filters) symbol.trouble = filters.error().message;
            if (!take.ok()) symbol.trouble = take.result().error().message;
            out.symbols.push_back(std::move(symbol));
            return {};
        });
    if (!done) return std::unexpected{done.error()};
    return out;
}

Result<Duration> read_funding_interval(std::string_view body, std::string_view symbol) {
    Duration interval;
    const auto done = each_object(body, "fundingInfo", [&](const JsonObject& o) -> Result<void> {
        if (o["symbol"].raw != symbol) return {};
        Taker take{"fundingInfo"};
        const std::uint64_t hours = take.whole(o["fundingIntervalHours"], "fundingIntervalHours");
        if (hours <= 24) interval = minutes(60) * static_cast<std::int64_t>(hours);
        return take.result();
    });
    if (!done) return std::unexpected{done.error()};
    return interval;
}

Result<bool> read_dual_side(std::string_view body) {
    const auto object = kit::whole_object(body, "positionSide");
    if (!object) return std::unexpected{object.error()};
    const JsonValue& dual = (*object)["dualSidePosition"];
    if (dual.is_null()) return fail(Errc::missing, "positionSide: dualSidePosition is missing");
    return dual.is_true();
}

Result<Commission> read_commission(std::string_view body) {
    const auto object = kit::whole_object(body, "commissionRate");
    if (!object) return std::unexpected{object.error()};
    Taker take{"commissionRate"};
    const auto rate = [&](const char* name) {
        static_cast<void>(take.must_text((*object)[name], name));
        return take.ratio((*object)[name], name);
    };
    const Commission out{rate("makerCommissionRate"), rate("takerCommissionRate")};
    if (!take.ok()) return std::unexpected{take.result().error()};
    return out;
}

Result<AccountInfo> read_account(std::string_view body) {
    const auto object = kit::whole_object(body, "account");
    if (!object) return std::unexpected{object.error()};
    Taker take{"account"};
    const AccountInfo out{
        .equity = take.must_notional((*object)["totalMarginBalance"], "totalMarginBalance"),
        .available = take.must_notional((*object)["availableBalance"], "availableBalance"),
        .can_trade = (*object)["canTrade"].raw != "false"};
    if (!take.ok()) return std::unexpected{take.result().error()};
    return out;
}

Result<PositionInfo> read_position(std::string_view body, std::string_view symbol) {
    PositionInfo out;
    const auto done = each_object(body, "positionRisk", [&](const JsonObject& o) -> Result<void> {
        if (o["symbol"].raw != symbol) return {};
        Taker take{"position"};
        const Quantity quantity = take.must_quantity(o["positionAmt"], "positionAmt");
        const std::uint64_t leverage = take.whole(o["leverage"], "leverage");
        if (!take.ok()) return take.result();
        out.quantity += quantity;
        out.leverage = std::max(out.leverage, leverage);
        out.isolated = out.isolated || o["marginType"].raw == "isolated";
        return {};
    });
    if (!done) return std::unexpected{done.error()};
    return out;
}

Result<std::string> read_listen_key(std::string_view body) {
    const auto object = kit::whole_object(body, "listenKey");
    if (!object) return std::unexpected{object.error()};
    const std::string_view key = (*object)["listenKey"].plain();
    // It becomes part of a URL.
    const auto good = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_';
    };
    if (key.empty() || !std::ranges::all_of(key, good))
        return fail(Errc::malformed, "listenKey: is missing, or none");
    return std::string{key};
}

Result<void> read_depth(std::string_view body, std::string_view market, UpdateSink& sink) {
    const auto book = kit::read_rest_book(body, "T");
    if (!book) return std::unexpected{book.error()};
    Taker take{"depth"};
    const BookUpdate out{.market = market,
                         .snapshot = true,
                         .last = take.must_whole(book->last, "lastUpdateId"),
                         .venue_time = take.time_ms(book->time, "T"),
                         .bids = book->bids,
                         .asks = book->asks};
    if (!take.ok()) return take.result();
    sink.on_update(out);
    return {};
}

Result<std::size_t> read_orders(std::string_view body, UpdateSink& sink) {
    return each_object(body, "orders", [&](const JsonObject& o) -> Result<void> {
        if (o["status"].is_null() && !o["code"].is_null()) return {};
        return tell_order(o, sink);
    });
}

Result<std::size_t> read_fills(std::string_view body, UpdateSink& sink, std::uint64_t& last_id) {
    return each_object(body, "userTrades", [&](const JsonObject& o) -> Result<void> {
        Taker take{"userTrade"};
        const std::uint64_t id = take.must_whole(o["id"], "id");
        const FillUpdate out{
            .market = take.must_text(o["symbol"], "symbol"),
            .venue_order_id = o["orderId"].plain(),
            .fill_id = o["id"].plain(),
            .side = side_of(o["side"], take),
            .price = take.must_price(o["price"], "price"),
            .quantity = take.must_quantity(o["qty"], "qty"),
            .fee = take.notional(o["commission"], "commission"),
            .liquidity = o["maker"].is_true() ? Liquidity::maker : Liquidity::taker,
            .venue_time = take.time_ms(o["time"], "time")};
        if (take.ok() && !out.quantity.is_positive())
            take.fail(Errc::out_of_range, "qty", "is not above zero");
        if (!take.ok()) return take.result();
        last_id = std::max(last_id, id);
        sink.on_update(out);
        return {};
    });
}

Result<std::size_t> read_funding(std::string_view body, UpdateSink& sink) {
    return each_object(body, "income", [&](const JsonObject& o) -> Result<void> {
        if (o["incomeType"].raw != "FUNDING_FEE") return {};
        Taker take{"income"};
        const FundingPaidUpdate out{.market = take.must_text(o["symbol"], "symbol"),
                                    .payment_id = take.must_text(o["tranId"], "tranId"),
                                    .amount = take.must_notional(o["income"], "income"),
                                    .venue_time = take.time_ms(o["time"], "time")};
        if (!take.ok()) return take.result();
        sink.on_update(out);
        return {};
    });
}

}  // namespace twinleg::venues::aster
