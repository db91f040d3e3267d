#include "sim/wire/aster/quote_desk.h"

#include <algorithm>
#include <array>
#include <ranges>

#include "sim/wire/aster/kline_forms.h"
#include "sim/wire/aster/market_forms.h"
#include "sim/wire/aster/page.h"
#include "sim/wire/aster/texts.h"

namespace twinleg::sim::wire::aster {

namespace {

constexpr std::array<std::int64_t, 7> kDepthLimits{5, 10, 20, 50, 100, 500, 1000};
constexpr std::int64_t kLatest = 9'000'000'000'000;  // ms: in the year 2255
constexpr std::array<std::string_view, 17> kNames{"klines",
                                                  "markPriceKlines",
                                                  "indexPriceKlines",
                                                  "ping",
                                                  "time",
                                                  "exchangeInfo",
                                                  "depth",
                                                  "trades",
                                                  "historicalTrades",
                                                  "aggTrades",
                                                  "premiumIndex",
                                                  "fundingRate",
                                                  "fundingInfo",
                                                  "ticker/24hr",
                                                  "ticker/price",
                                                  "ticker/bookTicker",
                                                  "indexreferences"};
// The spot exchange, which one client's market load asks for.
constexpr std::string_view kSpotInfo =
    R"({"timezone":"UTC","rateLimits":[],"exchangeFilters":[],"assets":[],"symbols":[]})";

}  // namespace

bool QuoteDesk::is_for(const Call& call) {
    if (call.path == "/api/v3/exchangeInfo" || call.path == "/api/v1/exchangeInfo") return true;
    return std::ranges::find(kNames, call.name) != kNames.end();
}

template <typename Write>
Asked<std::string> QuoteDesk::one_or_all(const Call& call, Write write) const {
    JsonWriter json;
    if (call.has("symbol")) {
        const auto market = market_of(markets_, call);
        if (!market) return std::unexpected{market.error()};
        write(json, **market);
        return json.text();
    }
    json.array();
    for (const Market& each : markets_.all())
        write(json, each);
    json.end_array();
    return json.text();
}

Asked<std::string> QuoteDesk::answer(const Call& call) const {
    const std::string_view name = call.name;
    if (call.method != "GET") return unknown_path(call);
    if (name.empty()) return std::string{kSpotInfo};
    if (name == "ping") return "{}";
    if (name == "time") return "{\"serverTime\":" + std::to_string(ms_of(call.now)) + "}";
    if (name == "exchangeInfo") return exchange_info(exchange_, markets_, call.now);
    if (name == "depth") return depth(call);
    if (name == "trades" || name == "historicalTrades") return trades(call, false);
    if (name == "aggTrades") return trades(call, true);
    if (name == "klines") return klines(call, CandlePrice::last);
    if (name == "markPriceKlines") return klines(call, CandlePrice::mark);
    if (name == "indexPriceKlines") return klines(call, CandlePrice::index);
    if (name == "fundingRate") return funding_rates(call);
    if (name == "premiumIndex")
        return one_or_all(call, [&](JsonWriter& json, const Market& market) {
            write_premium(json, exchange_, market);
        });
    if (name == "ticker/24hr")
        return one_or_all(call, [&](JsonWriter& json, const Market& market) {
            write_day_ticker(json, exchange_, market);
        });
    if (name == "ticker/price")
        return one_or_all(call, [&](JsonWriter& json, const Market& market) {
            write_price_ticker(json, exchange_, market);
        });
    if (name == "ticker/bookTicker")
        return one_or_all(call, [&](JsonWriter& json, const Market& market) {
            write_book_ticker(json, exchange_, market);
        });
    if (name == "fundingInfo") {
        JsonWriter json;
        json.array();
        for (const Market& each : markets_.all()) {
            if (call.has("symbol") && call.field("symbol") != each.instrument.symbol) continue;
            json.object()
                .field("symbol", each.instrument.symbol)
                .field("interestRate", "0.00010000")
                .field("time", ms_of(exchange_.now()))
                .field("fundingIntervalHours", kFundingHours)
                .key("fundingFeeCap")
                .raw("0.02")
                .key("fundingFeeFloor")
                .raw("-0.02");
            json.end_object();
        }
        json.end_array();
        return json.text();
    }
    return "[]";
}

Asked<std::string> QuoteDesk::depth(const Call& call) const {
    const auto market = market_of(markets_, call);
    if (!market) return std::unexpected{market.error()};
    const auto limit = number_of(call.fields, "limit");
    if (!limit) return std::unexpected{limit.error()};
    const std::int64_t wanted = limit->value_or(500);
    if (std::ranges::find(kDepthLimits, wanted) == kDepthLimits.end()) return illegal("limit");
    return depth_text(exchange_, **market, static_cast<std::size_t>(wanted));
}

Asked<std::string> QuoteDesk::trades(const Call& call, bool aggregates) const {
    const auto market = market_of(markets_, call);
    if (!market) return std::unexpected{market.error()};
    auto page = read_page(call.fields, 500, 1000, 0);
    if (!page) return std::unexpected{page.error()};
    const auto from_id = number_of(call.fields, "fromId");
    if (!from_id) return std::unexpected{from_id.error()};
    page->from_start = page->from_start || from_id->has_value();
    std::vector<const TradeRecord*> rows;
    for (const TradeRecord& each : exchange_.trades((*market)->instrument.id)) {
        if (*from_id && each.number < static_cast<std::uint64_t>(**from_id)) continue;
        if (page->holds(ms_of(each.time))) rows.push_back(&each);
    }
    const Shown shown = shown_of(*page, rows.size());
    JsonWriter json;
    json.array();
    for (std::size_t i = shown.first; i < shown.last; ++i) {
        if (aggregates)
            write_aggregate(json, **market, *rows[i]);
        else
            write_trade(json, **market, *rows[i]);
    }
    json.end_array();
    return json.text();
}

// Of the index the market is named by `pair`.
Asked<std::string> QuoteDesk::klines(const Call& call, CandlePrice price) const {
    const bool by_pair = price == CandlePrice::index && call.has("pair");
    const Market* market = by_pair ? markets_.find(call.field("pair")) : nullptr;
    if (!by_pair) {
        const auto named = market_of(markets_, call);
        if (!named) return std::unexpected{named.error()};
        market = *named;
    }
    if (market == nullptr) return trouble(code::kSymbol, "Invalid symbol.");
    const auto type = parse_interval(call.field("interval"));
    if (!type) return trouble(code::kInterval, "Invalid interval.");
    const auto page = read_page(call.fields, 500, 1500, 0);
    if (!page) return std::unexpected{page.error()};
    const auto time_of = [](std::int64_t ms) {
        return Time{} + milliseconds(std::min(ms, kLatest));
    };
    // With a startTime the oldest of what fits, otherwise the newest.
    auto newest_first =
        candles_.of(market->instrument.id, price)
            .list(*type, exchange_.now(), page->from_start ? KlineSeries::kKept : page->limit,
                  time_of(page->from_ms), time_of(page->to_ms) + Duration{1});
    if (newest_first.size() > page->limit)
        newest_first.erase(newest_first.begin(),
                           newest_first.end() - static_cast<std::ptrdiff_t>(page->limit));
    JsonWriter json;
    json.array();
    for (const Kline& each : newest_first | std::views::reverse)
        write_kline_row(json, *market, *type, each);
    json.end_array();
    return json.text();
}

Asked<std::string> QuoteDesk::funding_rates(const Call& call) const {
    const auto only = market_if_named(markets_, call);
    if (!only) return std::unexpected{only.error()};
    const auto page = read_page(call.fields, 100, 1000, 0);
    if (!page) return std::unexpected{page.error()};
    struct Row {
        const Market* market;
        PaidRate paid;
    };
    std::vector<Row> rows;
    for (const Market& each : markets_.all()) {
        if (*only != nullptr && *only != &each) continue;
        for (const PaidRate& rate : funding_.of(each.instrument.id))
            if (page->holds(ms_of(rate.time))) rows.push_back({&each, rate});
    }
    std::ranges::stable_sort(rows, {}, [](const Row& row) { return row.paid.time; });
    const Shown shown = shown_of(*page, rows.size());
    JsonWriter json;
    json.array();
    for (std::size_t i = shown.first; i < shown.last; ++i)
        json.object()
            .field("symbol", rows[i].market->instrument.symbol)
            .field("fundingRate", with_places(to_text(rows[i].paid.rate), 8))
            .field("fundingTime", ms_of(rows[i].paid.time))
            .end_object();
    json.end_array();
    return json.text();
}

}  // namespace twinleg::sim::wire::aster
