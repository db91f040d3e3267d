#include "sim/wire/edgex/quote_desk.h"

#include <algorithm>
#include <charconv>

#include "sim/wire/edgex/page.h"
#include "sim/wire/edgex/texts.h"

namespace twinleg::sim::wire::edgex {

namespace {

constexpr std::size_t kMostKlines = 1000;
constexpr std::size_t kMostKlinesOfMany = 200;
constexpr std::size_t kMostFunding = 100;

std::unexpected<Trouble> invalid(const Call& call, std::string_view field, std::string message) {
    return trouble(word::kParamInvalid, 400, std::move(message), std::string{field},
                   std::string{call.fields.field(field)});
}

// Beyond this nothing is computed with: in 2223.
constexpr std::int64_t kLatestMs = 8'000'000'000'000;

// Milliseconds; `otherwise` where there are none.
Time time_of(std::string_view text, Time otherwise) {
    std::int64_t ms = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), ms);
    if (read.ec != std::errc{} || ms <= 0) return otherwise;
    return {std::min(ms, kLatestMs) * 1'000'000};
}

struct KlineWish {
    KlineType type;
    PriceType price;
};

Asked<KlineWish> read_kline(const Call& call) {
    const auto type = parse_kline_type(call.fields.field("klineType"));
    if (!type) return invalid(call, "klineType", "no such klineType");
    const std::string_view text = call.fields.field("priceType");
    const auto price = text.empty() ? PriceType::last_price : parse_price_type(text);
    if (!price) return invalid(call, "priceType", "no such priceType");
    return KlineWish{*type, *price};
}

}  // namespace

Asked<const Contract*> QuoteDesk::contract(const Call& call, std::string_view text) const {
    const Contract* found = venue_.contracts.find(call.generation, text);
    if (found == nullptr)
        return trouble(word::kInvalidContract, 200, "no such contract", "contractId",
                       std::string{text});
    return found;
}

Asked<std::vector<const Contract*>> QuoteDesk::contracts(const Call& call,
                                                         std::string_view field) const {
    std::vector<const Contract*> out;
    const auto ids = call.fields.list(field);
    if (ids.empty()) {
        for (const Contract& each : venue_.contracts.all())
            if (each.generation == call.generation) out.push_back(&each);
        return out;
    }
    for (const std::string& id : ids) {
        const auto found = contract(call, id);
        if (!found) return std::unexpected{found.error()};
        out.push_back(*found);
    }
    return out;
}

Asked<std::string> QuoteDesk::answer(const Call& call, Time now) {
    if (call.method != "GET")
        return trouble(word::kPathNotFound, 404, "a GET is wanted", "path", call.path);
    const std::string_view name = call.name;
    if (name == "public/meta/getServerTime") {
        JsonWriter json;
        json.object().field("timeMillis", ms_text(now)).end_object();
        return json.text();
    }
    if (name == "public/meta/getMetaData") return venue_.contracts.metadata(call.generation);
    if (name == "public/quote/getDepth") return depth(call);
    if (name == "public/quote/getTicker") return ticker(call);
    if (name == "public/quote/getKline") return kline(call);
    if (name == "public/quote/getMultiContractKline") return klines_of_many(call);
    if (name == "public/quote/getMarketStatus" && call.generation == Generation::v2)
        return market_status(call);
    if (name == "public/funding/getLatestFundingRate") return latest_funding(call);
    if (name == "public/funding/getFundingRatePage") return funding_page(call);
    return trouble(word::kPathNotFound, 404, "no such path", "path", call.path);
}

Asked<std::string> QuoteDesk::depth(const Call& call) {
    const auto found = contract(call, call.fields.field("contractId"));
    if (!found) return std::unexpected{found.error()};
    const auto level = Windows::parse(call.fields.field("level"));
    if (!level) return invalid(call, "level", "level is 15 or 200");
    return "[" + windows_.at((*found)->instrument.id, *level).snapshot() + "]";
}

Asked<std::string> QuoteDesk::ticker(const Call& call) {
    // The live V2 answers nothing to a question about everything.
    if (call.generation == Generation::v2 && call.fields.field("contractId").empty()) return "[]";
    const auto found = contracts(call, "contractId");
    if (!found) return std::unexpected{found.error()};
    JsonWriter json;
    json.array();
    for (const Contract* each : *found)
        write_ticker(json, venue_, *each, log_.times(each->instrument.id), false);
    json.end_array();
    return json.text();
}

Asked<std::string> QuoteDesk::kline(const Call& call) {
    const auto found = contract(call, call.fields.field("contractId"));
    if (!found) return std::unexpected{found.error()};
    const auto wish = read_kline(call);
    if (!wish) return std::unexpected{wish.error()};
    const auto page = read_page(call.fields, kMostKlines);
    if (!page) return std::unexpected{page.error()};
    const Time from = time_of(call.fields.field("filterBeginKlineTimeInclusive"), Time{});
    Time before = time_of(call.fields.field("filterEndKlineTimeExclusive"), kNever);
    before = std::min(before, time_of(call.fields.field("offsetData"), kNever));
    // One more than fits tells whether there is a next page; offsets are times.
    const auto rows = log_.series((*found)->instrument.id, wish->price)
                          .list(wish->type, venue_.exchange.now(), page->size + 1, from, before);
    PageWriter writer({.size = page->size});
    for (const Kline& row : rows)
        if (writer.wants(static_cast<std::uint64_t>(ms_of(row.start))))
            write_kline(writer.json(), **found, wish->type, wish->price, row);
    return writer.finish();
}

Asked<std::string> QuoteDesk::klines_of_many(const Call& call) {
    const auto found = contracts(call, "contractIdList");
    if (!found) return std::unexpected{found.error()};
    const auto wish = read_kline(call);
    if (!wish) return std::unexpected{wish.error()};
    const auto page = read_page(call.fields, kMostKlinesOfMany);
    if (!page) return std::unexpected{page.error()};
    JsonWriter json;
    json.array();
    for (const Contract* each : *found) {
        json.object().field("contractId", each->id_text()).key("klineList").array();
        for (const Kline& row :
             log_.series(each->instrument.id, wish->price)
                 .list(wish->type, venue_.exchange.now(), page->size, Time{}, kNever))
            write_kline(json, *each, wish->type, wish->price, row);
        json.end_array().end_object();
    }
    json.end_array();
    return json.text();
}

Asked<std::string> QuoteDesk::market_status(const Call& call) {
    const auto found = contracts(call, "contractId");
    if (!found) return std::unexpected{found.error()};
    JsonWriter json;
    json.array();
    for (const Contract* each : *found)
        json.object()
            .field("contractId", each->id_text())
            .field("contractName", each->name())
            .field("marketOpen",
                   venue_.exchange.facts(each->instrument.id).mode == MarketMode::normal)
            .end_object();
    json.end_array();
    return json.text();
}

Asked<std::string> QuoteDesk::latest_funding(const Call& call) {
    const auto found = contracts(call, "contractId");
    if (!found) return std::unexpected{found.error()};
    JsonWriter json;
    json.array();
    for (const Contract* each : *found)
        write_funding_rate(json, venue_, *each);
    json.end_array();
    return json.text();
}

Asked<std::string> QuoteDesk::funding_page(const Call& call) {
    const auto found = contracts(call, "contractId");
    if (!found) return std::unexpected{found.error()};
    const auto page = read_page(call.fields, kMostFunding);
    if (!page) return std::unexpected{page.error()};
    log_.funding();
    std::vector<const SettledFunding*> rows;
    for (const Contract* each : *found)
        for (const SettledFunding& row : log_.settled(each->instrument.id))
            if (passes_time(call.fields, "filterBeginTimeInclusive", "filterEndTimeExclusive",
                            row.time))
                rows.push_back(&row);
    // Newest first; within one moment by contract, so that every row has a key of its own.
    const auto key = [](const SettledFunding* row) {
        return static_cast<std::uint64_t>(ms_of(row->time)) * 100 + row->instrument.value;
    };
    std::ranges::sort(rows, std::greater{}, key);
    PageWriter writer(*page);
    for (const SettledFunding* row : rows)
        if (writer.wants(key(row)))
            write_settled_funding(writer.json(), venue_.contracts.of(row->instrument), *row);
    return writer.finish();
}

}  // namespace twinleg::sim::wire::edgex
