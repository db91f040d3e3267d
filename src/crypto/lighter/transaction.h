#pragma once
// Lighter's layer-2 transactions: all types, their attributes and their hashes.
//
// Every number is an unsigned field element of the hash, so all are std::uint64_t here; what a
// venue or our own connector allows is narrower, and validate() says it. Units: prices and amounts
// are integers scaled by the market's decimals, USDC by 10^6, times Unix milliseconds, fees 10^-6.
// Source: venue page, sections 2 and 7.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/result.h"
#include "crypto/lighter/gfp5.h"
#include "crypto/lighter/poseidon2.h"
#include "crypto/lighter/schnorr.h"

namespace twinleg::crypto::lighter {

enum class Attribute : std::uint8_t {
    integrator_account = 1,
    integrator_taker_fee = 2,
    integrator_maker_fee = 3,
    skip_nonce = 4,
    cancel_all_market = 5,
    self_trade_behaviour = 6,  // 0 expire maker, 1 expire taker, 2 both, 3 reduce
    self_trade_equality = 7,   // 0 account, 1 master account
    order_version = 8,
};

// The optional settings of a transaction. What is set is sent; what is set to other than its
// default (0, or 255 for cancel_all_market) is hashed.
class Attributes {
public:
    static constexpr std::size_t kMax = 8;     // the highest type
    static constexpr std::size_t kHashed = 4;  // the most that may differ from their default

    Attributes& set(Attribute type, std::uint64_t value);
    std::optional<std::uint64_t> get(Attribute type) const;
    bool empty() const { return present_ == 0; }  // nothing is sent

    // The eight elements hashed: type and value by ascending type, then zeros. Nothing if all have
    // their defaults. At most kHashed may not: validate() refuses more, here the rest is cut.
    std::optional<std::array<std::uint64_t, 2 * kHashed>> preimage() const;

    std::size_t hashed_count() const;

    friend bool operator==(const Attributes&, const Attributes&) = default;

private:
    std::array<std::uint64_t, kMax + 1> values_{};
    std::uint32_t present_{0};  // bit t for type t
};

// A 64-bit sum of money, hashed as its low 32 bits and its high 32 bits.
struct Amount {
    std::uint64_t value{0};
    friend bool operator==(Amount, Amount) = default;
};

struct ChangePubKey {
    static constexpr std::uint64_t kType = 8;
    Gfp5 public_key{};
    std::string l1_signature;  // EIP-191, of the owner; not hashed
    friend bool operator==(const ChangePubKey&, const ChangePubKey&) = default;
};

struct CreateSubAccount {
    static constexpr std::uint64_t kType = 9;
    friend bool operator==(const CreateSubAccount&, const CreateSubAccount&) = default;
};

struct Transfer {
    static constexpr std::uint64_t kType = 12;
    std::uint64_t to_account_index{0};
    std::uint64_t asset_index{0};
    std::uint64_t from_route_type{0};
    std::uint64_t to_route_type{0};
    Amount amount{};
    Amount usdc_fee{};
    std::array<std::uint8_t, 32> memo{};  // not hashed
    std::string l1_signature;             // not hashed
    friend bool operator==(const Transfer&, const Transfer&) = default;
};

struct Withdraw {
    static constexpr std::uint64_t kType = 13;
    std::uint64_t asset_index{0};
    std::uint64_t route_type{0};
    Amount amount{};
    friend bool operator==(const Withdraw&, const Withdraw&) = default;
};

struct CreateOrder {
    static constexpr std::uint64_t kType = 14;
    std::uint64_t market_index{0};
    std::uint64_t client_order_index{0};
    std::uint64_t base_amount{0};
    std::uint64_t price{0};
    std::uint64_t is_ask{0};
    std::uint64_t type{0};
    std::uint64_t time_in_force{0};
    std::uint64_t reduce_only{0};
    std::uint64_t trigger_price{0};
    std::uint64_t order_expiry{0};
    friend bool operator==(const CreateOrder&, const CreateOrder&) = default;
};

struct CancelOrder {
    static constexpr std::uint64_t kType = 15;
    std::uint64_t market_index{0};
    std::uint64_t index{0};  // client or venue order index
    friend bool operator==(const CancelOrder&, const CancelOrder&) = default;
};

struct CancelAll {
    static constexpr std::uint64_t kType = 16;
    std::uint64_t time_in_force{0};  // 0 now, 1 scheduled, 2 abort what is scheduled
    std::uint64_t time{0};           // of the scheduled form, else 0
    friend bool operator==(const CancelAll&, const CancelAll&) = default;
};

struct ModifyOrder {
    static constexpr std::uint64_t kType = 17;
    std::uint64_t market_index{0};
    std::uint64_t index{0};
    std::uint64_t base_amount{0};
    std::uint64_t price{0};
    std::uint64_t trigger_price{0};
    friend bool operator==(const ModifyOrder&, const ModifyOrder&) = default;
};

struct UpdateLeverage {
    static constexpr std::uint64_t kType = 20;
    std::uint64_t market_index{0};
    std::uint64_t initial_margin_fraction{0};  // floor(10000 / leverage)
    std::uint64_t margin_mode{0};              // 0 cross, 1 isolated
    friend bool operator==(const UpdateLeverage&, const UpdateLeverage&) = default;
};

struct CreateGroupedOrders {
    static constexpr std::uint64_t kType = 28;
    std::uint64_t grouping_type{0};  // 1 OTO, 2 OCO, 3 OTOCO
    std::vector<CreateOrder> orders;
    friend bool operator==(const CreateGroupedOrders&, const CreateGroupedOrders&) = default;
};

struct UpdateMargin {
    static constexpr std::uint64_t kType = 29;
    std::uint64_t market_index{0};
    Amount usdc_amount{};
    std::uint64_t direction{0};  // 0 remove, 1 add
    friend bool operator==(const UpdateMargin&, const UpdateMargin&) = default;
};

struct UpdateAccountConfig {
    static constexpr std::uint64_t kType = 41;
    std::uint64_t account_trading_mode{0};
    friend bool operator==(const UpdateAccountConfig&, const UpdateAccountConfig&) = default;
};

struct UpdateAccountAssetConfig {
    static constexpr std::uint64_t kType = 42;
    std::uint64_t asset_index{0};
    std::uint64_t asset_margin_mode{0};
    friend bool operator==(const UpdateAccountAssetConfig&,
                           const UpdateAccountAssetConfig&) = default;
};

struct ApproveIntegrator {
    static constexpr std::uint64_t kType = 45;
    std::uint64_t integrator_account_index{0};
    std::uint64_t max_perps_taker_fee{0};
    std::uint64_t max_perps_maker_fee{0};
    std::uint64_t max_spot_taker_fee{0};
    std::uint64_t max_spot_maker_fee{0};
    std::uint64_t approval_expiry{0};
    std::string l1_signature;  // not hashed
    friend bool operator==(const ApproveIntegrator&, const ApproveIntegrator&) = default;
};

using TransactionBody =
    std::variant<ChangePubKey, CreateSubAccount, Transfer, Withdraw, CreateOrder, CancelOrder,
                 CancelAll, ModifyOrder, UpdateLeverage, CreateGroupedOrders, UpdateMargin,
                 UpdateAccountConfig, UpdateAccountAssetConfig, ApproveIntegrator>;

struct Transaction {
    std::uint64_t chain_id{304};
    std::uint64_t account_index{0};
    std::uint64_t api_key_index{0};
    std::uint64_t nonce{0};
    std::uint64_t expired_at{0};
    TransactionBody body;
    Attributes attributes{};
    friend bool operator==(const Transaction&, const Transaction&) = default;
};

// The number of the type, as in tx_type of sendTx.
std::uint64_t type_of(const TransactionBody& body);

// The elements hashed, in order, before the attributes.
std::vector<std::uint64_t> preimage(const Transaction& transaction);

// The quintic hash of the attributes; nothing if all have their defaults.
std::optional<Gfp5> hash(const Attributes& attributes);

// The hash without the attributes, and the whole: what is signed, and in hex the `tx_hash`.
Gfp5 body_hash(const Transaction& transaction);
Gfp5 hash(const Transaction& transaction);

// The same with hash(transaction.attributes) given: connectors know it beforehand.
Gfp5 hash(const Transaction& transaction, const std::optional<Gfp5>& attributes_hash);

// Whether the venue's own signer would sign it: index ranges, the combinations of order type, time
// in force, trigger and expiry, the combinations of attributes. Times are not held against a clock.
//
// Errors: out_of_range, naming the field, its value and what is allowed.
Result<void> validate(const Transaction& transaction);

}  // namespace twinleg::crypto::lighter
