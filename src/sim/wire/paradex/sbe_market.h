#pragma once
// The templates of public data, as the integers and texts that stand on the wire. Names are the
// schema's; times in µs, prices and amounts × 10^8, null where a side is empty. Source: page
// § 12.3.

#include <cstdint>
#include <string>
#include <vector>

#include "sim/wire/paradex/sbe_frame.h"

namespace twinleg::sim::wire::paradex::sbe {

inline constexpr std::uint8_t kBuy = 1, kSell = 2;
inline constexpr std::uint8_t kFill = 1, kLiquidation = 2;       // FillType
inline constexpr std::uint8_t kSnapshot = 0, kDelta = 1;         // PkgType
inline constexpr std::uint8_t kPerpetual = 1, kFromParadex = 1;  // AssetKind, FundingRateSource

struct Trade {  // 1
    std::int64_t ts{0}, seq{0}, trade_id{0};
    std::uint8_t side{kBuy};
    std::int64_t price{0}, size{0}, created_at{0};
    std::uint8_t trade_type{kFill};
    std::string market;
    std::string trade_id_text;  // late
};

struct Bbo {  // 2
    std::int64_t ts{0}, seq{0};
    OptionalMantissa bid_price, bid_size, ask_price, ask_size;
    std::string market;
};

struct Entry {
    std::int64_t price{0}, size{0};
};
struct Book {  // 3
    std::int64_t ts{0}, seq{0};
    std::uint8_t package{kSnapshot};
    OptionalMantissa best_bid_price, best_bid_size, best_ask_price, best_ask_size, relative_spread;
    OptionalMantissa best_bid_api_price, best_bid_api_size, best_ask_api_price, best_ask_api_size;
    std::vector<Entry> bids, asks;
    std::string market;
};

struct Summary {  // 4
    std::int64_t ts{0}, seq{0};
    std::int64_t mark_price{0}, index_price{0}, last_price{0}, volume_usd_24h{0}, open_interest{0},
        funding_rate{0};
    OptionalMantissa bid, ask;
    std::int64_t total_volume{0}, price_change_rate_24h{0};
    // markIv, bidIv, askIv, lastIv, delta, gamma, vega, theta, rho, volga, vanna: of options.
    OptionalMantissa option[11];
    OptionalMantissa future_funding_rate, external_fair_price, bid_size, ask_size;
    OptionalMantissa forward_rate, risk_free_rate, funding_rate_precise;  // v1; the last × 10^12
    std::string market;
};

struct Funding {  // 5
    std::int64_t ts{0}, funding_rate{0}, funding_index{0}, created_at{0}, funding_premium{0},
        funding_rate_8h{0};
    std::int64_t seq{0};
    std::int16_t period_hours{8};
    OptionalMantissa impact_premium_rate;  // v1
    std::string market;
};

struct FundingComparison {                                           // 6, from version 1 on
    std::int64_t ts{0}, last_updated_at{0}, hourly_funding_rate{0};  // the rate × 10^12
    std::uint8_t asset_kind{kPerpetual}, source{kFromParadex};
    std::string market;
};

struct Heartbeat {  // 40
    std::int64_t ts{0}, seq{0};
};

std::string encode(const Trade& event, SbeLayout layout);
std::string encode(const Bbo& event, SbeLayout layout);
std::string encode(const Book& event, SbeLayout layout);
std::string encode(const Summary& event, SbeLayout layout);
std::string encode(const Funding& event, SbeLayout layout);
std::string encode(const FundingComparison& event, SbeLayout layout);
std::string encode(const Heartbeat& event, SbeLayout layout);

}  // namespace twinleg::sim::wire::paradex::sbe
