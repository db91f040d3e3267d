#include "venues/backpack/answers.h"

#include <charconv>

#include "venues/backpack/words.h"
#include "venues/kit/json_object.h"
#include "venues/kit/rest_book.h"

namespace twinleg::venues::backpack {

using kit::each_object;
using kit::JsonCursor;
using kit::JsonObject;
using kit::JsonValue;
using kit::Taker;

namespace {

// Days since 1970-01-01 of a date of the Gregorian calendar.
std::int64_t days_of(std::int64_t year, std::int64_t month, std::int64_t day) {
    year -= month <= 2 ? 1 : 0;
    const std::int64_t era = year / 400;
    const std::int64_t of_era = year - era * 400;
    const std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

// An object's own, one level down.
JsonObject inner(const JsonValue& v) {
    JsonObject out;
    if (v.kind != JsonValue::Kind::object) return out;
    JsonCursor at{v.raw};
    static_cast<void>(out.read(at));
    return out;
}

Side side_of(const JsonValue& v, Taker& take) {
    if (v.raw != "Bid" && v.raw != "Ask") take.fail(Errc::malformed, "side", "is no side");
    return v.raw == "Ask" ? Side::sell : Side::buy;
}

// A price as quotient: executedQuoteQuantity / executedQuantity, cut toward zero.
Price quotient(Notional value, Quantity quantity) {
    if (!quantity.is_positive() || !value.is_positive()) return {};
    return Price::from_raw(static_cast<std::int64_t>(value.raw() / quantity.raw()));
}

// On order endpoints ms, in histories text.
Time created_at(const JsonValue& v, Taker& take) {
    if (v.kind != JsonValue::Kind::text) return take.time_ms(v, "createdAt");
    const auto time = read_iso_time(v.raw, "createdAt");
    if (time) return *time;
    take.fail(time.error());
    return {};
}

Result<void> tell_order(const JsonObject& o, UpdateSink& sink) {
    Taker take{"order"};
    OrderUpdate out{.market = take.must_text(o["symbol"], "symbol"),
                    .client_order_id = o["clientId"].plain(),
                    .venue_order_id = take.must_text(o["id"], "id"),
                    .reason_text = o["expiryReason"].plain(),
                    .reason = reason_of_expiry(o["expiryReason"].plain()),
                    .side = side_of(o["side"], take),
                    .price = take.price(o["price"], "price"),
                    .quantity = take.quantity(o["quantity"], "quantity"),
                    .has_filled = !o["executedQuantity"].is_null(),
                    .filled = take.quantity(o["executedQuantity"], "executedQuantity"),
                    .reduce_only = o["reduceOnly"].is_true()};
    out.average_price =
        quotient(take.notional(o["executedQuoteQuantity"], "executedQuoteQuantity"), out.filled);
    static_cast<void>(created_at(o["createdAt"], take));  // when it was placed says nothing of now
    const auto word = word_of(o["status"].plain());
    if (!word) take.fail(word.error());
    if (!take.ok()) return take.result();
    out.word = *word;
    if (out.word == OrderWord::expired && out.reason == Reason::none) {
        if (o["postOnly"].is_true())
            out.reason = Reason::would_cross;
        else if (o["timeInForce"].raw == "IOC" && !out.reduce_only)
            out.reason = Reason::no_liquidity;
    }
    sink.on_update(out);
    return {};
}

}  // namespace

Result<Refusal> read_refusal(std::string_view body) {
    const auto object = kit::whole_object(body, "error");
    if (!object) return std::unexpected{object.error()};
    const JsonValue& code = (*object)["code"];
    if (code.plain().empty()) return fail(Errc::malformed, "error: code is missing");
    return Refusal{std::string{code.plain()}, std::string{(*object)["message"].plain()}};
}

Result<Time> read_time(std::string_view body) {
    while (!body.empty() && static_cast<unsigned char>(body.back()) <= ' ')
        body.remove_suffix(1);
    Taker take{"time"};
    const Time time = take.time_ms({JsonValue::Kind::number, body}, "body");
    if (!take.ok()) return std::unexpected{take.result().error()};
    if (!time.known()) return fail(Errc::malformed, "time: is none");
    return time;
}

Result<Time> read_iso_time(std::string_view text, std::string_view field) {
    const auto bad = [&] {
        return fail(Errc::malformed, std::string{field} + ": \"" + std::string{text.substr(0, 40)} +
                                         "\" is no time");
    };
    const auto number = [&](std::size_t at, std::size_t size, std::int64_t& out) {
        const char* from = text.data() + at;
        const auto [end, code] = std::from_chars(from, from + size, out);
        return code == std::errc{} && end == from + size && *from != '-';
    };
    if (text.size() < 19) return bad();
    std::int64_t year{}, month{}, day{}, hour{}, minute{}, second{};
    if (!number(0, 4, year) || !number(5, 2, month) || !number(8, 2, day) || !number(11, 2, hour) ||
        !number(14, 2, minute) || !number(17, 2, second))
        return bad();
    if (text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ') ||
        text[13] != ':' || text[16] != ':')
        return bad();
    if (year < 1970 || year > 2261 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 ||
        minute > 59 || second > 60)
        return bad();
    std::int64_t ns = 0;
    std::string_view rest = text.substr(19);
    if (rest.ends_with('Z')) rest.remove_suffix(1);
    if (!rest.empty()) {
        if (rest.size() < 2 || rest.size() > 10 || rest[0] != '.') return bad();
        if (!number(20, rest.size() - 1, ns)) return bad();
        for (std::size_t places = rest.size() - 1; places < 9; ++places)
            ns *= 10;
    }
    const std::int64_t seconds =
        days_of(year, month, day) * 86'400 + hour * 3'600 + minute * 60 + second;
    return Time{seconds * 1'000'000'000 + ns};
}

Result<std::vector<MarketInfo>> read_markets(std::string_view body) {
    std::vector<MarketInfo> out;
    const auto done = each_object(body, "markets", [&](const JsonObject& o) -> Result<void> {
        Taker take{"market"};
        MarketInfo market{.symbol = std::string{take.must_text(o["symbol"], "symbol")},
                          .base = std::string{o["baseSymbol"].plain()},
                          .quote = std::string{o["quoteSymbol"].plain()},
                          .type = std::string{o["marketType"].plain()},
                          .state = std::string{o["orderBookState"].plain()},
                          .visible = o["visible"].raw != "false"};
        // Other kinds have fields that need not fit ours; nobody trades them here.
        if (market.type == "PERP") {
            const JsonObject filters = inner(o["filters"]);
            const JsonObject price = inner(filters["price"]);
            const JsonObject quantity = inner(filters["quantity"]);
            market.tick = take.must_price(price["tickSize"], "tickSize");
            market.lot = take.must_quantity(quantity["stepSize"], "stepSize");
            market.min_quantity = take.quantity(quantity["minQuantity"], "minQuantity");
            market.initial_margin = take.ratio(inner(o["imfFunction"])["base"], "imfFunction.base");
            market.maintenance_margin =
                take.ratio(inner(o["mmfFunction"])["base"], "mmfFunction.base");
            const std::uint64_t interval = take.whole(o["fundingInterval"], "fundingInterval");
            if (interval > 0 && interval <= 86'400'000)
                market.funding_interval = milliseconds(static_cast<std::int64_t>(interval));
        }
        if (market.symbol.empty()) return take.result();
        // One that we do not trade may be as it likes.
        if (!take.ok()) market.trouble = take.result().error().message;
        out.push_back(std::move(market));
        return {};
    });
    if (!done) return std::unexpected{done.error()};
    return out;
}

Result<AccountInfo> read_account(std::string_view body) {
    const auto read = kit::whole_object(body, "account");
    if (!read) return std::unexpected{read.error()};
    const JsonObject& o = *read;
    Taker take{"account"};
    // Basis points, perhaps below zero: four places further right.
    const auto rate = [&](const char* name) {
        if (o[name].is_null()) take.fail(Errc::missing, name, "is missing");
        return Ratio::from_raw(take.ratio(o[name], name).raw() / 10'000);
    };
    AccountInfo out{.maker_fee = rate("futuresMakerFee"),
                    .taker_fee = rate("futuresTakerFee"),
                    .leverage_limit = std::string{o["leverageLimit"].plain()},
                    .liquidating = o["liquidating"].is_true(),
                    .auto_borrow = o["autoBorrowSettlements"].is_true(),
                    .auto_lend = o["autoLend"].is_true(),
                    .auto_repay = o["autoRepayBorrows"].is_true()};
    if (!take.ok()) return std::unexpected{take.result().error()};
    return out;
}

Result<Collateral> read_collateral(std::string_view body) {
    const auto read = kit::whole_object(body, "collateral");
    if (!read) return std::unexpected{read.error()};
    const JsonObject& o = *read;
    Taker take{"collateral"};
    const Collateral out{
        .equity = take.must_notional(o["netEquity"], "netEquity"),
        .available = take.must_notional(o["netEquityAvailable"], "netEquityAvailable"),
        .borrowed = take.notional(o["borrowLiability"], "borrowLiability")};
    if (!take.ok()) return std::unexpected{take.result().error()};
    return out;
}

Result<void> read_depth(std::string_view body, std::string_view market, UpdateSink& sink) {
    const auto book = kit::read_rest_book(body, "timestamp");
    if (!book) return std::unexpected{book.error()};
    Taker take{"depth"};
    const BookUpdate out{.market = market,
                         .snapshot = true,
                         .last = take.must_whole(book->last, "lastUpdateId"),
                         .venue_time = take.time_us(book->time, "timestamp"),
                         .bids = book->bids,
                         .asks = book->asks};
    if (!take.ok()) return take.result();
    sink.on_update(out);
    return {};
}

Result<std::size_t> read_orders(std::string_view body, UpdateSink& sink,
                                const BatchRefused& refused) {
    std::size_t place = 0;
    return each_object(body, "orders", [&](const JsonObject& o) -> Result<void> {
        const std::size_t here = place++;
        if (o["operation"].raw != "Err") return tell_order(o, sink);
        if (refused)
            refused(here, {std::string{o["code"].plain()}, std::string{o["message"].plain()}});
        return {};
    });
}

Result<std::size_t> read_fills(std::string_view body, UpdateSink& sink) {
    return each_object(body, "fills", [&](const JsonObject& o) -> Result<void> {
        Taker take{"fill"};
        FillUpdate out{.market = take.must_text(o["symbol"], "symbol"),
                       .client_order_id = o["clientId"].plain(),
                       .venue_order_id = o["orderId"].plain(),
                       .fill_id = take.must_text(o["tradeId"], "tradeId"),
                       .side = side_of(o["side"], take),
                       .price = take.must_price(o["price"], "price"),
                       .quantity = take.must_quantity(o["quantity"], "quantity"),
                       .fee = take.notional(o["fee"], "fee"),
                       .liquidity = o["isMaker"].is_true() ? Liquidity::maker : Liquidity::taker};
        const auto time = read_iso_time(o["timestamp"].plain(), "timestamp");
        if (!time) take.fail(time.error());
        if (take.ok() && !out.quantity.is_positive())
            take.fail(Errc::out_of_range, "quantity", "is not above zero");
        if (!take.ok()) return take.result();
        out.venue_time = *time;
        sink.on_update(out);
        return {};
    });
}

Result<std::size_t> read_positions(std::string_view body, UpdateSink& sink) {
    return each_object(body, "positions", [&](const JsonObject& o) -> Result<void> {
        Taker take{"position"};
        const PositionUpdate out{.market = take.must_text(o["symbol"], "symbol"),
                                 .quantity = take.must_quantity(o["netQuantity"], "netQuantity"),
                                 .entry_price = take.price(o["entryPrice"], "entryPrice")};
        if (!take.ok()) return take.result();
        sink.on_update(out);
        return {};
    });
}

Result<std::size_t> read_funding(std::string_view body, UpdateSink& sink) {
    return each_object(body, "funding", [&](const JsonObject& o) -> Result<void> {
        Taker take{"funding"};
        const std::string_view ended = take.must_text(o["intervalEndTimestamp"], "intervalEnd");
        FundingPaidUpdate out{.market = take.must_text(o["symbol"], "symbol"),
                              .payment_id = ended,  // one an interval; the market is known
                              .amount = take.must_notional(o["quantity"], "quantity")};
        const auto time = read_iso_time(ended, "intervalEndTimestamp");
        if (!time) take.fail(time.error());
        if (!take.ok()) return take.result();
        out.venue_time = *time;
        sink.on_update(out);
        return {};
    });
}

}  // namespace twinleg::venues::backpack
