#pragma once
// Orders and margin-mode settings of EdgeX V2: EIP-712 typed data, signed on secp256k1.
//
// Pure: a signer holds keys and constant hashes, and the same input gives the same bytes (RFC
// 6979). Signatures are r ‖ s ‖ v, big-endian, low s, v = 27/28, as 130 hex digits without `0x`.
// What is constant time: all that touches a key (crypto/secp256k1.h, crypto/hmac.h); building texts
// is not. Source: venues page of EdgeX, "V2 createOrder"; Python SDK 2.0.1; vectors v2_orders.json,
// v2_margin_mode.json.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/eip712.h"
#include "venues/edgex/amounts.h"
#include "venues/edgex/auth_v2.h"

namespace twinleg::venues::edgex {

// One contract, with the words of its orders that never change.
class ContractV2 {
public:
    // As the metadata spells them: resolutions decimal or `0x` hex; a fee rate that is empty counts
    // as 0.001.
    struct Spec {
        std::string_view contract_id;
        std::string_view resolution;
        std::string_view quote_coin_id;
        std::string_view quote_resolution;
        std::string_view taker_fee_rate;
        std::string_view maker_fee_rate;
    };
    // Errors: malformed or out_of_range, naming the field.
    static Result<ContractV2> create(const Spec& spec);

private:
    friend class SignerV2;

    std::string id_;
    U128 resolution_{0};
    U128 quote_resolution_{0};
    Amount fee_rate_;  // the higher of the two
    crypto::Word asset_word_{};
    crypto::Word collateral_word_{};
};

struct OrderV2 {
    bool is_buy{true};
    std::string_view price;  // as sent: plain decimal text, "0" for the market types
    // The price that enters value and fee; empty for `price` itself. For the market types, see
    // market_signing_price().
    std::string_view signing_price{};
    std::string_view size;
    std::string_view type{"LIMIT"};
    std::string_view time_in_force{"GOOD_TIL_CANCEL"};
    bool reduce_only{false};
    std::string_view client_order_id;  // also gives the nonce
    std::uint64_t now_ms{0};           // of the request's header
    // When the venue cancels it; signed in whole seconds. 0 means the SDK's value, now + 22 days.
    // l2ExpireTime is eight days later.
    std::uint64_t expire_time_ms{0};
};

// What was computed on the way, for people and for tests.
struct OrderWorkV2 {
    U128 amount_synthetic{0};
    U128 amount_collateral{0};
    U128 amount_fee{0};
    U128 limit_fee{0};  // l2LimitFee, whole quote units
    std::uint32_t nonce{0};
    std::uint64_t expire_time_ms{0};
    std::uint64_t l2_expire_time_ms{0};
    crypto::Word order_base_hash{};
    crypto::Word struct_hash{};
    crypto::Word digest{};
};

struct SignedOrderV2 {
    OrderWorkV2 work;
    std::string signature;     // 130 hex digits
    std::string body;          // JSON, to be POSTed to kCreateOrderV2
    std::string content_text;  // the canonical text of the body
    std::array<Header, 4> headers;
};

struct SignedMarginModeV2 {
    crypto::Word struct_hash{};
    crypto::Word digest{};
    std::uint32_t nonce{0};
    std::uint64_t l2_expire_time_ms{0};
    std::string signature;
    std::string body;  // JSON
};

inline constexpr std::string_view kCreateOrderV2 = "/api/v2/private/order/createOrder";

// Threads: may be used from several at once.
class SignerV2 {
public:
    struct Credentials {
        std::string_view account_id;           // decimal, fits 64 bits
        std::string_view trading_private_key;  // 64 hex digits
        std::string_view api_key;
        std::string_view passphrase;
        std::string_view api_secret;
        std::string_view chain_id;            // global.nativeChainId, decimal or `0x` hex
        std::string_view verifying_contract;  // global.contractAddress
    };
    // Errors: malformed or out_of_range, naming the field and never its value.
    static Result<SignerV2> create(const Credentials& credentials);

    const AuthV2& auth() const { return auth_; }
    const crypto::Address& address() const { return key_.address(); }
    const crypto::Word& domain_separator() const { return domain_; }

    // Makes up to `at_most` nonces for the orders to come, which then sign in a tenth of the time.
    void prepare(std::size_t at_most) { key_.prepare(at_most); }

    // Errors: malformed, if price or size is not a plain decimal; out_of_range, if an amount does
    // not fit 127 bits.
    Result<SignedOrderV2> sign_order(const ContractV2& contract, const OrderV2& order) const;

    // `margin_mode` is 0 (shared) or 1 (isolated).
    // Errors: malformed or out_of_range, naming the field.
    Result<SignedMarginModeV2> sign_margin_mode(std::string_view contract_id, unsigned margin_mode,
                                                std::string_view client_order_id,
                                                std::uint64_t now_ms) const;

private:
    SignerV2(AuthV2 auth, crypto::EthereumKey key) : auth_(std::move(auth)), key_(std::move(key)) {}

    AuthV2 auth_;
    crypto::EthereumKey key_;
    std::string account_id_;
    crypto::Word account_word_{};
    crypto::Word signer_word_{};
    crypto::Word domain_{};
    crypto::Word order_base_type_{};
    crypto::Word order_type_{};
    crypto::Word margin_type_{};
};

// What enters value and fee for the market types: for a buy ten times the oracle price, rounded up
// to a tick, for a sell one tick.
// Errors: malformed or out_of_range, naming the field.
Result<std::string> market_signing_price(bool is_buy, std::string_view oracle_price,
                                         std::string_view tick_size);

}  // namespace twinleg::venues::edgex
