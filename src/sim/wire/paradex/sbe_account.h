#pragma once
// The templates of private data; see sbe_market.h. Source: page § 12.3.

#include <array>
#include <cstdint>
#include <string>

#include "sim/wire/paradex/sbe_frame.h"

namespace twinleg::sim::wire::paradex::sbe {

using Address = std::array<std::uint8_t, 32>;

struct OrderNews {  // 20
    std::int64_t ts{0}, seq{0};
    std::uint8_t status{0}, side{0}, order_type{0}, time_in_force{0};
    OptionalMantissa price, trigger_price;
    std::int64_t size{0}, size_open{0};
    OptionalMantissa avg_fill_price;
    std::int64_t created_at{0}, updated_at{0};
    Address account{};
    std::int64_t received_at{0}, published_at{0};
    std::uint8_t stp{0}, flags{0};
    std::uint8_t request_status{0}, request_type{0};  // late
    std::string order_id, client_order_id, market, cancel_reason;
    std::string request_id, request_message;  // late
};

struct FillNews {  // 21
    std::int64_t ts{0};
    OptionalMantissa seq;
    std::uint8_t fill_type{0}, side{0}, liquidity{0};
    std::int64_t price{0}, size{0}, fee{0};
    OptionalMantissa realized_pnl;
    std::int64_t created_at{0};
    Address account{};
    std::int64_t underlying_price{0}, realized_funding{0};
    std::uint8_t flags{0};              // v2
    std::uint64_t orderbook_seq_no{0};  // v2
    std::string fill_id, order_id, client_order_id, trade_id, market;
    std::string fee_currency;  // v2
};

struct PositionNews {  // 22
    std::int64_t ts{0}, seq{0};
    std::uint8_t side{0};
    std::int64_t size{0}, avg_entry_price{0}, unrealized_pnl{0}, realized_pnl{0};
    OptionalMantissa mark_price, liquidation_price;
    std::int64_t leverage{0}, updated_at{0};
    Address account{};
    std::int64_t avg_entry_price_usd{0}, cost{0}, cost_usd{0}, cached_funding_index{0},
        unrealized_funding_pnl{0};
    std::uint8_t status{0};
    std::string market, last_fill_id;
};

struct AccountNews {  // 23
    std::int64_t ts{0}, seq{0}, total_collateral{0}, free_collateral{0}, initial_margin_req{0},
        maintenance_margin_req{0}, account_value{0};
    OptionalMantissa unrealized_pnl;
    std::int64_t updated_at{0};
    Address account{};
    std::int64_t margin_cushion{0};
    std::uint8_t status{0};
    std::int64_t last_seen_notification{0};  // late
    std::string settlement_asset;
};

std::string encode(const OrderNews& event, SbeLayout layout);
std::string encode(const FillNews& event, SbeLayout layout);
std::string encode(const PositionNews& event, SbeLayout layout);
std::string encode(const AccountNews& event, SbeLayout layout);

}  // namespace twinleg::sim::wire::paradex::sbe
