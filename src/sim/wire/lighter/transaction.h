#pragma once
// A signed transaction as it comes in: its form, its hash, its signature. Knows nothing of accounts
// or markets; what the venue thinks of it is venue.h's business.
//
// Source: venue page, sections 2 (ranges), 6 and 7. Written from the page alone: the connector has
// its own encoder, and the two meet only on the wire.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crypto/lighter/schnorr.h"
#include "sim/wire/lighter/refusal.h"

namespace twinleg::sim::wire::lighter {

inline constexpr std::uint64_t kMaxIndex48 = (1ULL << 48) - 1;
inline constexpr std::uint64_t kFirstOrderIndex = 1ULL << 48;  // the venue's own begin here
inline constexpr std::uint64_t kNoMarket = 255;

enum class TxType : std::uint8_t {
    change_pub_key = 8,
    create_sub_account = 9,
    transfer = 12,
    withdraw = 13,
    create_order = 14,
    cancel_order = 15,
    cancel_all = 16,
    modify_order = 17,
    update_leverage = 20,
    create_grouped_orders = 28,
    update_margin = 29,
    update_account_config = 41,
    update_account_asset_config = 42,
    approve_integrator = 45,
};

enum class OrderType : std::uint8_t {
    limit,
    market,
    stop_loss,
    stop_loss_limit,
    take_profit,
    take_profit_limit,
    twap,
};
enum class Lifetime : std::uint8_t { immediate_or_cancel, good_till_time, post_only };
enum class CancelAllMode : std::uint8_t { immediate, scheduled, abort_scheduled };

struct ChangePubKey {
    crypto::lighter::Gfp5 key;
    std::string l1_signature;
};
struct CreateSubAccount {};
struct Transfer {
    std::uint64_t to{0};
    std::uint64_t asset{0};
    std::uint64_t from_route{0};
    std::uint64_t to_route{0};
    std::uint64_t amount{0};
    std::uint64_t usdc_fee{0};
};
struct Withdraw {
    std::uint64_t asset{0};
    std::uint64_t route{0};
    std::uint64_t amount{0};
};
// Amount and price in the market's integers: size × 10^size_decimals, price × 10^price_decimals.
struct CreateOrder {
    std::uint64_t market{0};
    std::uint64_t client_order_index{0};  // 0: none
    std::uint64_t base_amount{0};         // 0: the whole position, reduce-only
    std::uint64_t price{0};
    bool is_ask{false};
    OrderType type{OrderType::limit};
    Lifetime lifetime{Lifetime::good_till_time};
    bool reduce_only{false};
    std::uint64_t trigger_price{0};
    std::uint64_t expiry_ms{0};
};
struct CancelOrder {
    std::uint64_t market{0};
    std::uint64_t index{0};  // of either kind
};
struct CancelAll {
    CancelAllMode mode{CancelAllMode::immediate};
    std::uint64_t time_ms{0};
};
struct ModifyOrder {
    std::uint64_t market{0};
    std::uint64_t index{0};
    std::uint64_t base_amount{0};
    std::uint64_t price{0};
    std::uint64_t trigger_price{0};
};
struct UpdateLeverage {
    std::uint64_t market{0};
    std::uint64_t initial_margin_fraction{0};  // 1e-4
    std::uint64_t margin_mode{0};              // 0 cross, 1 isolated
};
inline constexpr std::uint64_t kOneTriggersOther = 1;  // OTO
inline constexpr std::uint64_t kOneCancelsOther = 2;   // OCO
inline constexpr std::uint64_t kOneTriggersTwo = 3;    // OTOCO
struct GroupedOrders {
    std::uint64_t grouping{0};  // 1 OTO, 2 OCO, 3 OTOCO
    std::vector<CreateOrder> orders;
};
struct UpdateMargin {
    std::uint64_t market{0};
    std::uint64_t usdc{0};
    std::uint64_t direction{0};
};
struct AccountConfig {
    std::uint64_t trading_mode{0};
};
struct AssetConfig {
    std::uint64_t asset{0};
    std::uint64_t margin_mode{0};
};
struct ApproveIntegrator {
    std::uint64_t integrator{0};
    std::array<std::uint64_t, 4> fees{};  // perps taker, perps maker, spot taker, spot maker
    std::uint64_t expiry_ms{0};
};

using Body = std::variant<ChangePubKey, CreateSubAccount, Transfer, Withdraw, CreateOrder,
                          CancelOrder, CancelAll, ModifyOrder, UpdateLeverage, GroupedOrders,
                          UpdateMargin, AccountConfig, AssetConfig, ApproveIntegrator>;

// Attribute n at [n]; zero, for 5 kNoMarket, where it was not sent.
struct Attributes {
    std::array<std::uint64_t, 9> values{0, 0, 0, 0, 0, kNoMarket, 0, 0, 0};

    static std::uint64_t default_of(std::size_t n) { return n == 5 ? kNoMarket : 0; }
    bool has(std::size_t n) const { return values[n] != default_of(n); }
    bool any() const;
    bool skip_nonce() const { return values[4] == 1; }
};

struct Transaction {
    TxType type{};
    std::uint64_t account{0};
    std::uint64_t api_key{0};
    std::uint64_t nonce{0};
    std::uint64_t expired_at_ms{0};
    Body body;
    Attributes attributes;
    crypto::Bytes<crypto::lighter::kSignatureBytes> signature{};
    std::string info;  // as it came

    // The elements hashed, in order; a grouped order's last four are its orders' chained hash.
    std::vector<std::uint64_t> preimage(std::uint64_t chain_id) const;
    // The message that was signed.
    crypto::lighter::Gfp5 hash(std::uint64_t chain_id) const;
};

// A hash as `tx_hash` shows it: 80 hex digits.
std::string hash_text(const crypto::lighter::Gfp5& hash);

// Reads the JSON of a transaction: every field that is hashed must be there, in its range, and in a
// combination the venue allows. Keys in any order; unknown ones are ignored.
//
// Refusals: unsupported_tx_type; invalid_tx_info, naming the field; for a field with a code of its
// own (price, base amount, market, order index, client order index, expiry) that code.
Checked<Transaction> parse_transaction(std::uint64_t type, std::string_view info);

}  // namespace twinleg::sim::wire::lighter
