// Binary frames, byte by byte.

#include "crypto/hex.h"
#include "crypto/stark/uint256.h"
#include "sim/wire/paradex/sbe_account.h"
#include "sim/wire/paradex/sbe_market.h"
#include "tests/support/vectors.h"

#include <gtest/gtest.h>

#include <set>

namespace twinleg::sim::wire::paradex::sbe {
namespace {

using Tree = twinleg::test::Json;
constexpr const char* kVectors = "tests/venues/paradex/data/sbe_frames.json";

// One field of a vector's `raw`, if it is there; null is nothing.
template <typename T>
void read(const Tree& raw, const char* name, T& out) {
    if (raw.contains(name)) out = raw[name].get<T>();
}
void read(const Tree& raw, const char* name, OptionalMantissa& out) {
    if (raw.contains(name) && !raw[name].is_null()) out = raw[name].get<std::int64_t>();
}
void read(const Tree& raw, const char* name, Address& out) {
    const auto felt = crypto::stark::U256::from_hex(name, raw[name].get<std::string>());
    out = felt.value().to_bytes();
}
void read(const Tree& raw, const char* name, std::vector<Entry>& out) {
    for (const Tree& each : raw[name])
        out.push_back({each[0].get<std::int64_t>(), each[1].get<std::int64_t>()});
}

template <typename Event>
struct Field {
    const char* name;
    void (*set)(const Tree& raw, const char* name, Event& event);
};
#define FIELD(Event, member, name) \
    {name, [](const Tree& from, const char* n, Event& event) { read(from, n, event.member); }}

template <typename Event, std::size_t N>
std::string encoded(const Tree& raw, SbeLayout layout, const Field<Event> (&fields)[N]) {
    Event event;
    for (const auto& field : fields)
        field.set(raw, field.name, event);
    return encode(event, layout);
}

std::string encoded(int id, const Tree& raw, SbeLayout layout) {
    switch (id) {
        case 1:
            return encoded<Trade>(
                raw, layout,
                {FIELD(Trade, ts, "ts"), FIELD(Trade, seq, "seq"),
                 FIELD(Trade, trade_id, "tradeId"), FIELD(Trade, side, "side"),
                 FIELD(Trade, price, "price"), FIELD(Trade, size, "size"),
                 FIELD(Trade, created_at, "createdAt"), FIELD(Trade, trade_type, "tradeType"),
                 FIELD(Trade, market, "market"), FIELD(Trade, trade_id_text, "tradeIdStr")});
        case 2:
            return encoded<Bbo>(
                raw, layout,
                {FIELD(Bbo, ts, "ts"), FIELD(Bbo, seq, "seq"), FIELD(Bbo, bid_price, "bidPrice"),
                 FIELD(Bbo, bid_size, "bidSize"), FIELD(Bbo, ask_price, "askPrice"),
                 FIELD(Bbo, ask_size, "askSize"), FIELD(Bbo, market, "market")});
        case 3:
            return encoded<Book>(
                raw, layout,
                {FIELD(Book, ts, "ts"), FIELD(Book, seq, "seq"), FIELD(Book, package, "pkgType"),
                 FIELD(Book, best_bid_price, "bestBidPrice"),
                 FIELD(Book, best_bid_size, "bestBidSize"),
                 FIELD(Book, best_ask_price, "bestAskPrice"),
                 FIELD(Book, best_ask_size, "bestAskSize"),
                 FIELD(Book, relative_spread, "relativeSpread"),
                 FIELD(Book, best_bid_api_price, "bestBidApiPrice"),
                 FIELD(Book, best_bid_api_size, "bestBidApiSize"),
                 FIELD(Book, best_ask_api_price, "bestAskApiPrice"),
                 FIELD(Book, best_ask_api_size, "bestAskApiSize"), FIELD(Book, bids, "bids"),
                 FIELD(Book, asks, "asks"), FIELD(Book, market, "market")});
        case 4:
            return encoded<Summary>(raw, layout,
                                    {FIELD(Summary, ts, "ts"),
                                     FIELD(Summary, seq, "seq"),
                                     FIELD(Summary, mark_price, "markPrice"),
                                     FIELD(Summary, index_price, "indexPrice"),
                                     FIELD(Summary, last_price, "lastPrice"),
                                     FIELD(Summary, volume_usd_24h, "volumeUsd24h"),
                                     FIELD(Summary, open_interest, "openInterest"),
                                     FIELD(Summary, funding_rate, "fundingRate"),
                                     FIELD(Summary, bid, "bid"),
                                     FIELD(Summary, ask, "ask"),
                                     FIELD(Summary, total_volume, "totalVolume"),
                                     FIELD(Summary, price_change_rate_24h, "priceChangeRate24h"),
                                     FIELD(Summary, option[0], "markIv"),
                                     FIELD(Summary, option[1], "bidIv"),
                                     FIELD(Summary, option[2], "askIv"),
                                     FIELD(Summary, option[3], "lastIv"),
                                     FIELD(Summary, option[4], "delta"),
                                     FIELD(Summary, option[5], "gamma"),
                                     FIELD(Summary, option[6], "vega"),
                                     FIELD(Summary, option[7], "theta"),
                                     FIELD(Summary, option[8], "rho"),
                                     FIELD(Summary, option[9], "volga"),
                                     FIELD(Summary, option[10], "vanna"),
                                     FIELD(Summary, future_funding_rate, "futureFundingRate"),
                                     FIELD(Summary, external_fair_price, "externalFairPrice"),
                                     FIELD(Summary, bid_size, "bidSize"),
                                     FIELD(Summary, ask_size, "askSize"),
                                     FIELD(Summary, forward_rate, "forwardRate"),
                                     FIELD(Summary, risk_free_rate, "riskFreeRate"),
                                     FIELD(Summary, funding_rate_precise, "fundingRatePrecise"),
                                     FIELD(Summary, market, "market")});
        case 5:
            return encoded<Funding>(raw, layout,
                                    {FIELD(Funding, ts, "ts"), FIELD(Funding, seq, "seq"),
                                     FIELD(Funding, funding_rate, "fundingRate"),
                                     FIELD(Funding, funding_index, "fundingIndex"),
                                     FIELD(Funding, created_at, "createdAt"),
                                     FIELD(Funding, funding_premium, "fundingPremium"),
                                     FIELD(Funding, funding_rate_8h, "fundingRate8h"),
                                     FIELD(Funding, period_hours, "fundingPeriodHours"),
                                     FIELD(Funding, impact_premium_rate, "impactPremiumRate"),
                                     FIELD(Funding, market, "market")});
        case 6:
            return encoded<FundingComparison>(
                raw, layout,
                {FIELD(FundingComparison, ts, "ts"),
                 FIELD(FundingComparison, last_updated_at, "lastUpdatedAt"),
                 FIELD(FundingComparison, hourly_funding_rate, "hourlyFundingRate"),
                 FIELD(FundingComparison, asset_kind, "assetKind"),
                 FIELD(FundingComparison, source, "source"),
                 FIELD(FundingComparison, market, "market")});
        case 20:
            return encoded<OrderNews>(raw, layout,
                                      {FIELD(OrderNews, ts, "ts"),
                                       FIELD(OrderNews, seq, "seq"),
                                       FIELD(OrderNews, status, "status"),
                                       FIELD(OrderNews, side, "side"),
                                       FIELD(OrderNews, order_type, "orderType"),
                                       FIELD(OrderNews, time_in_force, "timeInForce"),
                                       FIELD(OrderNews, price, "price"),
                                       FIELD(OrderNews, trigger_price, "triggerPrice"),
                                       FIELD(OrderNews, size, "size"),
                                       FIELD(OrderNews, size_open, "sizeOpen"),
                                       FIELD(OrderNews, avg_fill_price, "avgFillPrice"),
                                       FIELD(OrderNews, created_at, "createdAt"),
                                       FIELD(OrderNews, updated_at, "updatedAt"),
                                       FIELD(OrderNews, account, "account"),
                                       FIELD(OrderNews, received_at, "receivedAt"),
                                       FIELD(OrderNews, published_at, "publishedAt"),
                                       FIELD(OrderNews, stp, "stp"),
                                       FIELD(OrderNews, flags, "flags"),
                                       FIELD(OrderNews, request_status, "requestStatus"),
                                       FIELD(OrderNews, request_type, "requestType"),
                                       FIELD(OrderNews, order_id, "orderId"),
                                       FIELD(OrderNews, client_order_id, "clientOrderId"),
                                       FIELD(OrderNews, market, "market"),
                                       FIELD(OrderNews, cancel_reason, "cancelReason"),
                                       FIELD(OrderNews, request_id, "requestId"),
                                       FIELD(OrderNews, request_message, "requestMessage")});
        case 21:
            return encoded<FillNews>(raw, layout,
                                     {FIELD(FillNews, ts, "ts"),
                                      FIELD(FillNews, seq, "seq"),
                                      FIELD(FillNews, fill_type, "fillType"),
                                      FIELD(FillNews, side, "side"),
                                      FIELD(FillNews, liquidity, "liquidity"),
                                      FIELD(FillNews, price, "price"),
                                      FIELD(FillNews, size, "size"),
                                      FIELD(FillNews, fee, "fee"),
                                      FIELD(FillNews, realized_pnl, "realizedPnl"),
                                      FIELD(FillNews, created_at, "createdAt"),
                                      FIELD(FillNews, account, "account"),
                                      FIELD(FillNews, underlying_price, "underlyingPrice"),
                                      FIELD(FillNews, realized_funding, "realizedFunding"),
                                      FIELD(FillNews, flags, "flags"),
                                      FIELD(FillNews, orderbook_seq_no, "orderbookSeqNo"),
                                      FIELD(FillNews, fill_id, "fillId"),
                                      FIELD(FillNews, order_id, "orderId"),
                                      FIELD(FillNews, client_order_id, "clientOrderId"),
                                      FIELD(FillNews, trade_id, "tradeId"),
                                      FIELD(FillNews, market, "market"),
                                      FIELD(FillNews, fee_currency, "feeCurrency")});
        case 22:
            return encoded<PositionNews>(
                raw, layout,
                {FIELD(PositionNews, ts, "ts"),
                 FIELD(PositionNews, seq, "seq"),
                 FIELD(PositionNews, side, "side"),
                 FIELD(PositionNews, size, "size"),
                 FIELD(PositionNews, avg_entry_price, "avgEntryPrice"),
                 FIELD(PositionNews, unrealized_pnl, "unrealizedPnl"),
                 FIELD(PositionNews, realized_pnl, "realizedPnl"),
                 FIELD(PositionNews, mark_price, "markPrice"),
                 FIELD(PositionNews, liquidation_price, "liquidationPrice"),
                 FIELD(PositionNews, leverage, "leverage"),
                 FIELD(PositionNews, updated_at, "updatedAt"),
                 FIELD(PositionNews, account, "account"),
                 FIELD(PositionNews, avg_entry_price_usd, "avgEntryPriceUsd"),
                 FIELD(PositionNews, cost, "cost"),
                 FIELD(PositionNews, cost_usd, "costUsd"),
                 FIELD(PositionNews, cached_funding_index, "cachedFundingIndex"),
                 FIELD(PositionNews, unrealized_funding_pnl, "unrealizedFundingPnl"),
                 FIELD(PositionNews, status, "status"),
                 FIELD(PositionNews, market, "market"),
                 FIELD(PositionNews, last_fill_id, "lastFillId")});
        case 23:
            return encoded<AccountNews>(
                raw, layout,
                {FIELD(AccountNews, ts, "ts"), FIELD(AccountNews, seq, "seq"),
                 FIELD(AccountNews, total_collateral, "totalCollateral"),
                 FIELD(AccountNews, free_collateral, "freeCollateral"),
                 FIELD(AccountNews, initial_margin_req, "initialMarginReq"),
                 FIELD(AccountNews, maintenance_margin_req, "maintenanceMarginReq"),
                 FIELD(AccountNews, account_value, "accountValue"),
                 FIELD(AccountNews, unrealized_pnl, "unrealizedPnl"),
                 FIELD(AccountNews, updated_at, "updatedAt"),
                 FIELD(AccountNews, account, "account"),
                 FIELD(AccountNews, margin_cushion, "marginCushion"),
                 FIELD(AccountNews, status, "status"),
                 FIELD(AccountNews, last_seen_notification, "lastSeenNotification"),
                 FIELD(AccountNews, settlement_asset, "settlementAsset")});
        default:
            return {};
    }
}

// Layouts that no version has are for decoders alone: longer blocks and entries, texts that are
// missing or too many.
bool is_a_layout_of_the_schema(const Tree& vector) {
    const std::string name = vector["case"];
    if (vector["header"]["version"].get<int>() > 2) return false;
    for (const char* odd : {"longer", "ignored", "not read", "missing", "only the first"})
        if (name.find(odd) != std::string::npos && name.find("unknown ones") == std::string::npos)
            return false;
    return true;
}

TEST(ParadexSbe, WritesTheVectorsByteByByte) {
    const Tree vectors = twinleg::test::read_vectors(kVectors);
    std::size_t count = 0;
    std::set<int> templates;

    for (const Tree& vector : vectors["frames"]) {
        if (vector["want"] != "event" || !is_a_layout_of_the_schema(vector)) continue;
        const Tree& raw = vector["raw"];
        const int id = vector["header"]["template"];
        const bool late = raw.contains("tradeIdStr") || raw.contains("requestId") ||
                          raw.contains("lastSeenNotification");
        const SbeLayout layout{vector["header"]["version"], late};

        const std::string bytes = encoded(id, raw, layout);

        EXPECT_EQ(crypto::to_hex(crypto::bytes_of(bytes)), vector["hex"]) << vector["id"];
        templates.insert(id);
        ++count;
    }

    twinleg::test::print_count(kVectors, count);
    EXPECT_EQ(count, 67U);
    EXPECT_EQ(templates, (std::set<int>{1, 2, 3, 4, 5, 6, 20, 21, 22, 23}));
}

TEST(ParadexSbe, WritesHeartbeatsAsTheVectorsHaveThem) {
    for (const Tree& vector : twinleg::test::read_vectors(kVectors)["frames"]) {
        const std::string name = vector["case"];
        if (name != "heartbeat, version 1" && name != "heartbeat, version 2") continue;
        const std::string hex = vector["hex"];

        const std::string bytes =
            encode(Heartbeat{}, {static_cast<std::uint16_t>(name.back() - '0'), true});

        EXPECT_EQ(bytes.size() * 2, hex.size());
        EXPECT_EQ(crypto::to_hex(crypto::bytes_of(bytes)).substr(0, 16), hex.substr(0, 16));
    }
}

TEST(ParadexSbe, CutsATextThatItsLengthCannotHold) {
    const std::string bytes = encode(Bbo{.market = std::string(300, 'A')}, {2, true});

    EXPECT_EQ(bytes.size(), 8U + 48U + 1U + 255U);
}

}  // namespace
}  // namespace twinleg::sim::wire::paradex::sbe
