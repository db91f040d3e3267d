#include "sim/wire/backpack/quote_desk.h"

#include <algorithm>
#include <array>
#include <ranges>

#include "sim/wire/backpack/kline_forms.h"
#include "sim/wire/backpack/market_forms.h"
#include "sim/wire/backpack/page.h"
#include "sim/wire/backpack/texts.h"

namespace twinleg::sim::wire::backpack {

namespace {

constexpr std::array<std::uint64_t, 7> kDepthLimits{5, 10, 20, 50, 100, 500, 1000};
constexpr std::size_t kMostKlines = 1'000;
constexpr std::uint64_t kLatestSecond = 9'000'000'000;  // in the year 2255
constexpr std::string_view kAssets =
    R"([{"symbol":"USDC","displayName":"USD Coin","coingeckoId":"usd-coin","tokens":[)"
    R"({"blockchain":"Solana","displayName":"USD Coin","contractAddress":null,)"
    R"("depositEnabled":true,"minimumDeposit":"0","withdrawEnabled":true,)"
    R"("minimumWithdrawal":"1","maximumWithdrawal":null,"withdrawalFee":"1"}]}])";
constexpr std::string_view kCollateral =
    R"([{"symbol":"USDC","imfFunction":{"type":"identity"},"mmfFunction":{"type":"identity"},)"
    R"("haircutFunction":{"weight":"1","kind":{"type":"identity"}}}])";

net::ServerResponse plain(std::string body) {
    return {.status = 200, .body = std::move(body), .content_type = "text/plain; charset=utf-8"};
}

}  // namespace

bool QuoteDesk::is_history(std::string_view path) {
    return path == "/api/v1/klines" || path == "/api/v1/trades/history" ||
           path == "/api/v1/fundingRates";
}

Asked<const Market*> QuoteDesk::market_of(const Call& call) const {
    const Market* market = markets_.find(call.field("symbol"));
    if (market == nullptr) return trouble(400, code::kInvalidSymbol, "Invalid symbol");
    return market;
}

template <typename Write>
Asked<net::ServerResponse> QuoteDesk::each_market(const Call& call, Write write) const {
    if (!call.field("symbol").empty()) {
        const auto market = market_of(call);
        if (!market) return std::unexpected{market.error()};
    }
    // The type may be named several times.
    bool typed = false;
    bool perpetual = false;
    for (const Json::Field& each : call.fields.members) {
        if (each.name != "marketType") continue;
        typed = true;
        perpetual = perpetual || each.value.text == "PERP";
    }
    JsonWriter json;
    json.array();
    for (const Market& each : markets_.all()) {
        if (typed && !perpetual) break;
        const std::string_view symbol = call.field("symbol");
        if (symbol.empty() || symbol == each.instrument.symbol) write(json, each);
    }
    json.end_array();
    return json_answer(json.text());
}

Asked<net::ServerResponse> QuoteDesk::answer(const Call& call) {
    const std::string_view path = call.path;
    if (call.method != "GET") return trouble(404, code::kNotFound, "Not found");
    if (path == "/api/v1/status") return json_answer(R"({"status":"Ok","message":null})");
    if (path == "/api/v1/ping") return plain("pong");
    if (path == "/api/v1/time") return plain(std::to_string(ms_of(call.now)));
    if (path == "/api/v1/assets") return json_answer(std::string{kAssets});
    if (path == "/api/v1/collateral") return json_answer(std::string{kCollateral});
    if (path == "/api/v1/securities") return json_answer("[]");
    if (path == "/api/v1/markets")
        return each_market(call, [&](JsonWriter& json, const Market& each) {
            write_market(json, each, exchange_.facts(each.instrument.id).mode);
        });
    if (path == "/api/v1/market") {
        const auto market = market_of(call);
        if (!market) return std::unexpected{market.error()};
        JsonWriter json;
        write_market(json, **market, exchange_.facts((*market)->instrument.id).mode);
        return json_answer(json.text());
    }
    if (path == "/api/v1/ticker") return ticker(call);
    if (path == "/api/v1/tickers")
        return each_market(call, [&](JsonWriter& json, const Market& each) {
            write_ticker(json, exchange_, each.instrument);
        });
    if (path == "/api/v1/depth") return depth(call);
    if (path == "/api/v1/markPrices")
        return each_market(call, [&](JsonWriter& json, const Market& each) {
            write_mark_price(json, exchange_, each.instrument);
        });
    if (path == "/api/v1/openInterest")
        return each_market(call, [&](JsonWriter& json, const Market& each) {
            json.object()
                .field("symbol", each.instrument.symbol)
                .field("openInterest", exchange_.open_interest(each.instrument.id))
                .field("timestamp", ms_of(exchange_.now()))
                .end_object();
        });
    if (path == "/api/v1/trades") return trades(call, false);
    if (path == "/api/v1/trades/history") return trades(call, true);
    if (path == "/api/v1/klines") return klines(call);
    if (path == "/api/v1/fundingRates") return funding_rates(call);
    return trouble(404, code::kNotFound, "Not found");
}

Asked<net::ServerResponse> QuoteDesk::ticker(const Call& call) const {
    const auto market = market_of(call);
    if (!market) return std::unexpected{market.error()};
    const Instrument& at = (*market)->instrument;
    if (exchange_.facts(at.id).trades == 0) return net::ServerResponse{.status = 204, .body = ""};
    JsonWriter json;
    write_ticker(json, exchange_, at);
    return json_answer(json.text());
}

Asked<net::ServerResponse> QuoteDesk::depth(const Call& call) const {
    const auto market = market_of(call);
    if (!market) return std::unexpected{market.error()};
    const auto limit = number_of(call.fields, "limit", kDepthLimits.back());
    if (!limit) return std::unexpected{limit.error()};
    if (std::ranges::find(kDepthLimits, *limit) == kDepthLimits.end())
        return trouble(400, code::kInvalidRequest, "limit is 5, 10, 20, 50, 100, 500 or 1000");
    return json_answer(depth_text(exchange_, (*market)->instrument.id, *limit));
}

Asked<net::ServerResponse> QuoteDesk::trades(const Call& call, bool paged) const {
    const auto market = market_of(call);
    if (!market) return std::unexpected{market.error()};
    const auto page = read_page(call.fields, 1000);
    if (!page) return std::unexpected{page.error()};
    std::uint64_t skip = paged ? page->offset : 0;
    std::uint64_t left = page->limit;
    JsonWriter json;
    json.array();
    for (const TradeRecord& each :
         exchange_.trades((*market)->instrument.id) | std::views::reverse) {
        if (skip > 0) {
            --skip;
            continue;
        }
        if (left-- == 0) break;
        write_trade(json, each);
    }
    json.end_array();
    return json_answer(json.text());
}

// Times are seconds here. Oldest first.
Asked<net::ServerResponse> QuoteDesk::klines(const Call& call) const {
    const auto market = market_of(call);
    if (!market) return std::unexpected{market.error()};
    const auto type = parse_interval(call.field("interval"));
    if (!type) return trouble(400, code::kInvalidRequest, "Invalid interval");
    const auto from = number_of(call.fields, "startTime", 0);
    if (!from) return std::unexpected{from.error()};
    const auto to = number_of(call.fields, "endTime", kLatestSecond);
    if (!to) return std::unexpected{to.error()};
    if (call.field("startTime").empty())
        return trouble(400, code::kInvalidRequest, "startTime is required");
    const std::string_view wanted = call.field("priceType");
    CandlePrice price = CandlePrice::last;
    if (wanted == "Mark")
        price = CandlePrice::mark;
    else if (wanted == "Index")
        price = CandlePrice::index;
    else if (!wanted.empty() && wanted != "Last")
        return trouble(400, code::kInvalidRequest, "priceType is Last, Index or Mark");
    const auto time_of = [](std::uint64_t second) {
        return Time{} + seconds(static_cast<std::int64_t>(std::min(second, kLatestSecond)));
    };
    const auto newest_first =
        candles_.of((*market)->instrument.id, price)
            .list(*type, exchange_.now(), kMostKlines, time_of(*from), time_of(*to) + Duration{1});
    JsonWriter json;
    json.array();
    for (const Kline& each : newest_first | std::views::reverse)
        write_kline_row(json, *type, each);
    json.end_array();
    return json_answer(json.text());
}

Asked<net::ServerResponse> QuoteDesk::funding_rates(const Call& call) const {
    const auto market = market_of(call);
    if (!market) return std::unexpected{market.error()};
    const auto page = read_page(call.fields, 10'000);
    if (!page) return std::unexpected{page.error()};
    PageCounter counter(*page);
    JsonWriter json;
    json.array();
    for (const PaidRate& each : funding_.of((*market)->instrument.id) | std::views::reverse)
        if (counter.wants(ms_of(each.time)))
            json.object()
                .field("symbol", (*market)->instrument.symbol)
                .field("fundingRate", each.rate)
                .field("intervalEndTimestamp", naive_text(each.time))
                .end_object();
    json.end_array();
    return json_answer(json.text());
}

}  // namespace twinleg::sim::wire::backpack
