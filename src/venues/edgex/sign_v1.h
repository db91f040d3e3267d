#pragma once
// Orders and requests of EdgeX V1: StarkEx limit orders over Pedersen, and request signatures over
// Keccak-256, both on the Stark curve.
//
// Pure: no clock, no I/O; nonces come from the Signer. Constant time: all that touches a key
// (crypto/stark/ecdsa.h); hashes and texts are public and are not.
// Source: venues page of EdgeX, "V1 createOrder", "Request authentication"; Python SDKs 0.1.0 to
// 0.4.0; vectors v1_orders.json, v1_auth.json.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/order.h"
#include "core/result.h"
#include "crypto/stark/ecdsa.h"
#include "crypto/stark/pedersen.h"
#include "venues/edgex/amounts.h"
#include "venues/edgex/auth_v2.h"

namespace twinleg::venues::edgex {

// How l2LimitFee, the cap on the fee, follows from value × rate.
enum class FeeRule : std::uint8_t {
    whole_units,  // the ceiling in whole quote units: SDK 0.2.0 on
    millionths,   // rounded half-even to six places: SDK 0.1.0
};

struct OrderV1 {
    Side side{Side::buy};
    std::string_view price;  // as sent: plain decimal text, "0" for MARKET
    // The price that enters value and fee; empty for `price` itself. For MARKET, see
    // market_signing_price_v1().
    std::string_view signing_price{};
    std::string_view size;
    std::string_view type{"LIMIT"};
    std::string_view time_in_force{"GOOD_TIL_CANCEL"};
    bool reduce_only{false};
    std::string_view client_order_id;  // also gives the nonce
    std::uint64_t now_ms{0};           // of the request's header
    std::uint64_t expire_ms{0};        // when the venue cancels it; not signed
    std::uint64_t l2_expire_ms{0};     // at least eight days later; signed in whole hours
};

// What was computed on the way, for people and for tests. Amounts are in quantums.
struct OrderWorkV1 {
    std::uint64_t amount_synthetic{0};
    std::uint64_t amount_collateral{0};
    std::uint64_t amount_fee{0};
    std::string value;      // l2Value
    std::string limit_fee;  // l2LimitFee
    std::uint32_t nonce{0};
    std::uint32_t expiration_hours{0};
    crypto::stark::Felt packed0;
    crypto::stark::Felt packed1;
    crypto::stark::Felt hash;
};

// The signature of a request: z = keccak-256(content) mod n.
struct AuthV1 {
    crypto::Bytes<32> keccak{};
    crypto::stark::U256 z;
    crypto::stark::Signature signature;
    std::string header;  // r ‖ s, 64 lower-case hex digits each

    std::array<Header, 2> headers(std::uint64_t timestamp_ms) const;
};
// `content` is signed_content() of canonical.h. For the private websocket its path is
// "/api/v1/private/wsaccountId=…" and its text is empty.
// Errors: as Signer::sign.
Result<AuthV1> sign_request_v1(std::string_view content, const crypto::stark::Signer& signer);

struct SignedOrderV1 {
    OrderWorkV1 work;
    crypto::stark::Signature signature;
    std::string l2_signature;  // r ‖ s, 64 lower-case hex digits each
    std::string body;          // JSON, to be POSTed to kCreateOrderV1
    std::string content;       // what the request's signature covers
    AuthV1 auth;
    std::array<Header, 2> headers;
};

inline constexpr std::string_view kCreateOrderV1 = "/api/v1/private/order/createOrder";

// One contract of one account, with the parts of its orders' hashes that never change, and one
// that changes once an hour.
//
// Threads: belongs to one at a time, because of that hour.
class ContractV1 {
public:
    // As the metadata spells them: asset ids are `0x` hex, resolutions `0x` hex or decimal; an
    // empty fee rate counts as 0.001.
    struct Spec {
        std::string_view account_id;  // decimal, fits 64 bits
        std::string_view contract_id;
        std::string_view synthetic_asset_id;    // starkExSyntheticAssetId
        std::string_view synthetic_resolution;  // starkExResolution
        std::string_view collateral_asset_id;
        std::string_view collateral_resolution;
        std::string_view taker_fee_rate;  // defaultTakerFeeRate
        FeeRule fee_rule{FeeRule::whole_units};
    };
    // Errors: malformed or out_of_range, naming the field.
    static Result<ContractV1> create(const Spec& spec);

    // Computes what the hashes of all orders share whose l2_expire_ms lies in this hour. Without
    // it the first order of another hour does so, which costs some microseconds.
    void prepare(std::uint64_t l2_expire_ms);

    // Everything about an order that needs no key.
    // Errors: malformed, if price or size is not a plain decimal; out_of_range, if an amount does
    // not fit 64 bits, or the expiry 32 bits of hours; both naming the field.
    Result<OrderWorkV1> work(const OrderV1& order);

    // Signs the order and its request: two signatures, so two nonces.
    // Errors: as work() and Signer::sign.
    Result<SignedOrderV1> sign(const OrderV1& order, const crypto::stark::Signer& signer);

private:
    using Prefix = crypto::stark::PedersenLeft;
    ContractV1(const Prefix& buy, const Prefix& sell) : prefix_{buy, sell} {}

    std::string account_id_;
    std::string contract_id_;
    std::uint64_t position_id_{0};  // account_id_ as a number
    U128 synthetic_resolution_{0};
    U128 collateral_resolution_{0};
    Amount fee_rate_;
    FeeRule fee_rule_{FeeRule::whole_units};
    std::array<Prefix, 2> prefix_;  // H(H(sold, bought), fee asset), for a buy and for a sell
    std::optional<crypto::stark::PedersenRight> tail_;  // the second packed word of tail_hours_
    std::uint32_t tail_hours_{0};
};

// r ‖ s as the venue writes it.
std::string signature_text_v1(const crypto::stark::Signature& signature);

// What enters value and fee for MARKET: for a buy ten times the oracle price, rounded half-even to
// the places of the tick, for a sell one tick.
// Errors: malformed or out_of_range, naming the field.
Result<std::string> market_signing_price_v1(Side side, std::string_view oracle_price,
                                            std::string_view tick_size);

}  // namespace twinleg::venues::edgex
