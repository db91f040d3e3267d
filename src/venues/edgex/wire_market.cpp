#include "venues/edgex/wire_market.h"

namespace twinleg::venues::edgex {

using json::od::object;
using json::od::value;

namespace {

// The first half of a UUID as a number; zero for what is none.
std::uint64_t half_uuid(std::string_view text) {
    std::uint64_t id = 0;
    int digits = 0;
    for (const char c : text) {
        if (c == '-') continue;
        unsigned digit = 0;
        if (c >= '0' && c <= '9')
            digit = static_cast<unsigned>(c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            digit = static_cast<unsigned>((c | 0x20) - 'a') + 10;
        else
            return 0;
        id = id << 4 | digit;
        if (++digits == 16) return id;
    }
    return id;
}

}  // namespace

Result<void> ContractNames::read(std::string_view key, value& v) {
    const auto text = json::raw_text(v, key);
    if (!text) return std::unexpected{text.error()};
    (key == "contractId" ? id : name) = *text;
    return {};
}

Result<std::string_view> ContractNames::checked() const {
    if (market().empty()) return json::bad("contractId", "is missing");
    return market();
}

Result<void> read_trade(object o, UpdateSink& sink) {
    ContractNames names;
    TradeUpdate trade;
    bool sided = false;
    const auto done =
        json::each_member(o, "trades", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "price") return json::read(v, key, trade.price);
            if (key == "size") return json::read(v, key, trade.quantity);
            if (key == "ticketId") {
                const auto text = json::raw_text(v, key);
                if (!text) return std::unexpected{text.error()};
                trade.id = half_uuid(*text);
                return {};
            }
            if (key == "time") return json::take(json::time(v, key), trade.venue_time);
            if (key == "isBuyerMaker") {
                const auto maker = json::flag(v, key);
                if (!maker) return std::unexpected{maker.error()};
                trade.taker_side = *maker ? Side::sell : Side::buy;
                sided = true;
                return {};
            }
            if (names.takes(key)) return names.read(key, v);
            return {};
        });
    if (!done) return done;
    const auto name = names.checked();
    if (!name) return std::unexpected{name.error()};
    trade.market = *name;
    if (!sided) return json::bad("isBuyerMaker", "is missing");
    if (!trade.price.is_positive()) return json::bad("price", "is not above zero");
    if (!trade.quantity.is_positive()) return json::bad("size", "is not above zero");
    sink.on_update(trade);
    return {};
}

Result<void> read_ticker(object o, UpdateSink& sink) {
    ContractNames names;
    Price mark;
    Price oracle;
    Price index;
    Ratio rate;
    Time next;
    bool has_rate = false;
    bool has_open = false;
    bool open = true;
    const auto done =
        json::each_member(o, "ticker", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "markPrice") return json::read(v, key, mark);
            if (key == "oraclePrice") return json::read(v, key, oracle);
            if (key == "indexPrice") return json::read(v, key, index);
            if (key == "fundingRate") {
                has_rate = true;
                return json::read(v, key, rate);
            }
            if (key == "nextFundingTime") return json::take(json::time(v, key), next);
            if (key == "marketOpen") {
                const auto told = json::flag(v, key);
                if (!told) return std::unexpected{told.error()};
                has_open = true;
                open = *told;
                return {};
            }
            if (names.takes(key)) return names.read(key, v);
            return {};
        });
    if (!done) return done;
    const auto name = names.checked();
    if (!name) return std::unexpected{name.error()};
    if (!mark.is_positive()) mark = oracle;
    if (mark.is_positive()) sink.on_update(MarkUpdate{*name, mark, index, {}});
    if (has_rate) sink.on_update(FundingUpdate{*name, rate, {}, next});
    if (has_open)
        sink.on_update(MarketStateUpdate{*name, open ? MarketMode::normal : MarketMode::halted});
    return {};
}

Result<void> read_book_ticker(object o, UpdateSink& sink) {
    ContractNames names;
    QuoteUpdate quote;
    const auto done =
        json::each_member(o, "bookTicker", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "bestAskPrice") return json::read(v, key, quote.ask.price);
            if (key == "bestAskSize") return json::read(v, key, quote.ask.quantity);
            if (key == "bestBidPrice") return json::read(v, key, quote.bid.price);
            if (key == "bestBidSize") return json::read(v, key, quote.bid.quantity);
            if (key == "time") return json::take(json::time(v, key), quote.venue_time);
            if (names.takes(key)) return names.read(key, v);
            return {};
        });
    if (!done) return done;
    const auto name = names.checked();
    if (!name) return std::unexpected{name.error()};
    quote.market = *name;
    quote.sequence = static_cast<std::uint64_t>(quote.venue_time.ns / 1'000'000);
    sink.on_update(quote);
    return {};
}

Result<void> read_funding(object o, UpdateSink& sink) {
    ContractNames names;
    FundingUpdate funding;
    bool has_rate = false;
    const auto done =
        json::each_member(o, "fundingRate", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "fundingRate") {
                has_rate = true;
                return json::read(v, key, funding.rate);
            }
            if (key == "fundingRateIntervalMin") {
                const auto number = json::whole(v, key);
                if (!number) return std::unexpected{number.error()};
                if (*number > 1'000'000)
                    return fail(Errc::out_of_range, "fundingRateIntervalMin: is too long");
                funding.interval = minutes(static_cast<std::int64_t>(*number));
                return {};
            }
            if (names.takes(key)) return names.read(key, v);
            return {};
        });
    if (!done) return done;
    const auto name = names.checked();
    if (!name) return std::unexpected{name.error()};
    if (!has_rate) return json::bad("fundingRate", "is missing");
    funding.market = *name;
    sink.on_update(funding);
    return {};
}

// data[0] is {coin, contract} in V1 and shaped like the metadata answer in V2.
Result<void> read_metadata(object o, UpdateSink& sink) {
    return json::each_member(o, "metadata", [&](std::string_view key, value& v) -> Result<void> {
        if (key != "contract" && key != "contractList") return {};
        return json::each_object(v, key, [&](object contract) -> Result<void> {
            ContractNames names;
            bool trade = true;
            bool opening = true;
            const auto done = json::each_member(
                contract, "contract", [&](std::string_view field, value& w) -> Result<void> {
                    if (field == "enableTrade" || field == "enableOpenPosition") {
                        const auto told = json::flag(w, field);
                        if (!told) return std::unexpected{told.error()};
                        (field == "enableTrade" ? trade : opening) = *told;
                        return {};
                    }
                    if (names.takes(field)) return names.read(field, w);
                    return {};
                });
            if (!done) return done;
            const auto name = names.checked();
            if (!name) return std::unexpected{name.error()};
            sink.on_update(MarketStateUpdate{*name, !trade     ? MarketMode::halted
                                                    : !opening ? MarketMode::cancel_only
                                                               : MarketMode::normal});
            return {};
        });
    });
}

}  // namespace twinleg::venues::edgex
