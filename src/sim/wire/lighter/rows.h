#pragma once
// What the venue remembers and shows: orders, trades, positions, accounts, transactions. Plain data
// in the venue's own integers (market.h); forms.h turns it into JSON.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/money.h"
#include "sim/wire/lighter/transaction.h"

namespace twinleg::sim::wire::lighter {

enum class OrderStatus : std::uint8_t {
    in_progress,  // the API has it, the sequencer not yet
    pending,      // waits for its trigger or its parent
    open,
    filled,
    canceled,
    canceled_post_only,
    canceled_reduce_only,
    canceled_margin,
    canceled_slippage,
    canceled_liquidity,
    canceled_self_trade,
    canceled_expired,
    canceled_liquidation,
    canceled_oco,    // the other of two was triggered
    canceled_child,  // its parent ended without a fill
};
// As the order object spells it: `canceled-post-only`.
std::string_view name(OrderStatus status);
inline bool is_live(OrderStatus status) {
    return status == OrderStatus::in_progress || status == OrderStatus::pending ||
           status == OrderStatus::open;
}

struct OrderRow {
    std::uint64_t order_index{0};
    std::uint64_t client_order_index{0};
    std::uint64_t market{0};
    std::uint64_t owner{0};
    std::int64_t initial_base{0};
    std::int64_t filled_base{0};
    std::int64_t filled_quote{0};  // USDC
    std::int64_t price{0};
    bool is_ask{false};
    OrderType type{OrderType::limit};
    Lifetime lifetime{Lifetime::good_till_time};
    bool reduce_only{false};
    std::int64_t expiry_ms{0};
    std::int64_t trigger_price{0};
    std::int64_t trigger_ms{0};  // when it was triggered; 0: not
    bool asleep{false};
    bool parent_waits{false};  // asleep because of its parent, not of its trigger
    std::uint64_t parent_index{0};
    std::array<std::uint64_t, 2> to_trigger{};  // children
    std::uint64_t to_cancel{0};                 // the other of two
    OrderStatus status{OrderStatus::in_progress};
    std::uint64_t nonce{0};    // the sequencer's own count, not the client's
    std::uint64_t version{0};  // raised by modifications that say so
    std::uint64_t block{0};
    std::int64_t created_ms{0};
    std::int64_t updated_us{0};

    std::int64_t remaining_base() const { return initial_base - filled_base; }
};

// One side of a trade, with what it had before.
struct TradeEnd {
    std::uint64_t order_index{0};
    std::uint64_t client_order_index{0};
    std::uint64_t account{0};
    std::uint64_t order_version{0};
    std::int64_t fee_rate{0};         // 1e-6 of the notional
    std::int64_t position_before{0};  // signed
    std::int64_t entry_quote_before{0};
    std::int64_t initial_margin_before{0};  // 1e-4
    bool sign_changed{false};
    std::int64_t pnl{0};  // USDC, realised by the trade
};

struct TradeRow {
    std::uint64_t trade_id{0};
    std::string tx_hash;
    std::uint64_t market{0};
    std::int64_t size{0};
    std::int64_t price{0};
    bool is_maker_ask{false};
    bool liquidation{false};
    TradeEnd taker;
    TradeEnd maker;
    std::uint64_t block{0};
    std::int64_t time_us{0};

    std::int64_t usd() const { return size * price; }
    const TradeEnd& ask() const { return is_maker_ask ? maker : taker; }
    const TradeEnd& bid() const { return is_maker_ask ? taker : maker; }
};

struct PositionRow {
    std::uint64_t market{0};
    std::int64_t size{0};         // signed
    std::int64_t entry_quote{0};  // USDC, what the open size cost; of the size's sign
    std::int64_t value{0};        // USDC at the mark, never negative
    std::int64_t unrealized{0};
    std::int64_t realized{0};
    std::int64_t funding_paid{0};
    std::int64_t liquidation_price{0};  // 0: none
    std::int64_t initial_margin{0};     // 1e-4
    std::int64_t open_orders{0};
    std::int64_t pending_orders{0};  // of those that wait for a trigger or a parent
};

// Margin amounts in USDC.
struct AccountRow {
    std::uint64_t index{0};
    std::string l1_address;
    std::int64_t collateral{0};
    std::int64_t unrealized{0};
    std::int64_t initial_margin{0};  // open orders included
    std::int64_t maintenance_margin{0};
    std::int64_t position_value{0};
    std::int64_t open_orders{0};
    std::int64_t pending_orders{0};
    std::int64_t cancel_all_ms{0};
    std::int64_t time_us{0};
    std::vector<PositionRow> positions;  // of every market once touched

    std::int64_t total() const { return collateral + unrealized; }
    std::int64_t available() const {
        return total() > initial_margin ? total() - initial_margin : 0;
    }
};

enum class TxStatus : std::uint8_t { failed, pending, executed, final };

struct TxRow {
    std::string hash;
    TxType type{};
    std::string info;
    std::string event_info;
    TxStatus status{TxStatus::pending};
    std::uint64_t sequence{0};
    std::string l1_address;
    std::uint64_t account{0};
    std::uint64_t api_key{0};
    std::uint64_t nonce{0};
    std::int64_t expire_at_ms{0};
    std::uint64_t block{0};
    std::int64_t queued_ms{0};
    std::int64_t executed_us{0};
};

// A market's prices and its day.
struct MarketStats {
    std::int64_t mark{0};
    std::int64_t index{0};
    std::int64_t last{0};      // 0: no trade yet
    std::int64_t best_bid{0};  // 0: no such side
    std::int64_t best_ask{0};
    std::int64_t open_interest{0};  // size
    std::int64_t daily_low{0};
    std::int64_t daily_high{0};
    std::int64_t daily_open{0};
    std::int64_t daily_trades{0};
    std::int64_t daily_base{0};
    std::int64_t daily_quote{0};
    std::int64_t funding_ms{0};  // of the last funding
    Ratio funding_rate;          // paid last, of an hour
    Ratio next_funding_rate;     // of the running hour
};

// A price level, or one resting order.
struct BookLevel {
    std::int64_t price{0};
    std::int64_t size{0};
};

struct Candle {
    std::int64_t start_ms{0};
    std::int64_t open{0};
    std::int64_t high{0};
    std::int64_t low{0};
    std::int64_t close{0};
    std::int64_t base{0};
    std::int64_t quote{0};
    std::uint64_t last_trade{0};
};

}  // namespace twinleg::sim::wire::lighter
