#pragma once
// Signed messages of Paradex: orders, modifications, logins, onboarding.
//
// A message is SNIP-12 typed data of revision 0 (crypto/stark/starknet.h) for the account's
// address, signed on the Stark curve with the account's key or a registered subkey. Pure: no clock,
// no I/O; the nonce comes from the Signer. Constant time: all that touches a key
// (crypto/stark/ecdsa.h); hashes and texts are public and are not.
// Source: venues page of Paradex, "Signing"; Python SDK 0.8.2; vectors orders.json, auth.json.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/order.h"
#include "core/result.h"
#include "crypto/stark/ecdsa.h"
#include "crypto/stark/pedersen.h"

namespace twinleg::venues::paradex {

// The values of an order's `type`.
enum class OrderType : std::uint8_t {
    limit,
    market,
    stop_limit,
    stop_market,
    take_profit_limit,
    take_profit_market,
    stop_loss_limit,
    stop_loss_market,
};
inline constexpr std::size_t kOrderTypes = 8;

// "LIMIT", "STOP_MARKET", …: as the venue spells it.
std::string_view name(OrderType type);
// Errors: unsupported, for any other spelling.
Result<OrderType> parse_order_type(std::string_view text);

// A market with the part of its orders' hashes that never changes.
// Threads: immutable once made.
class Market {
public:
    // symbol: "BTC-USD-PERP". Errors: malformed or out_of_range, over 31 characters or not ASCII.
    static Result<Market> create(std::string_view symbol);

    std::string_view symbol() const { return symbol_; }

private:
    friend class Account;
    Market(std::string symbol, const crypto::stark::PedersenRight& hash)
        : symbol_(std::move(symbol)), hash_(hash) {}

    std::string symbol_;
    crypto::stark::PedersenRight hash_;
};

// An order in the venue's units: decimal texts, sent as they stand and signed as multiples of
// 10^-8, cut toward zero. Of these the signature covers timestamp, market, side, type, size and
// price.
struct OrderRequest {
    Side side{Side::buy};
    OrderType type{OrderType::limit};
    std::string_view size;
    // Empty counts as 0. As the SDK has it: `market` signs 0 whatever stands here, and the body of
    // a market kind has no price (so leave it empty there: the venue takes a missing one for 0).
    std::string_view price{};
    std::uint64_t timestamp_ms{0};        // signature_timestamp, the order's nonce
    std::string_view order_id{};          // the venue's, to modify that order; empty: a new one
    std::string_view client_id{};         // empty: none
    std::string_view instruction{"GTC"};  // GTC, POST_ONLY, IOC, RPI
    bool reduce_only{false};
    std::string_view trigger_price{};          // empty: none
    std::string_view self_trade_prevention{};  // EXPIRE_MAKER, …; empty: null, the venue's own
    std::optional<std::uint32_t> recv_window_ms{};
};

struct MessageHash {
    crypto::stark::Felt struct_hash;
    crypto::stark::Felt message_hash;
};

// The part of a new order's hash that is known before its size and price are. Made while the market
// is quiet, it saves four of nine hashes when the order must go out.
// Threads: immutable once made.
class OrderPrefix {
public:
    Side side() const { return side_; }
    OrderType type() const { return type_; }
    std::uint64_t timestamp_ms() const { return timestamp_ms_; }

private:
    friend class Account;
    OrderPrefix(const crypto::stark::Felt& hash, Side side, OrderType type,
                std::uint64_t timestamp_ms)
        : hash_(hash), side_(side), type_(type), timestamp_ms_(timestamp_ms) {}

    crypto::stark::PedersenLeft hash_;
    Side side_;
    OrderType type_;
    std::uint64_t timestamp_ms_;
};

// The domain and address of an account, with the parts of its messages' hashes that never change.
// Threads: immutable once made.
class Account {
public:
    // starknet_chain_id: system/config's. Errors: malformed or out_of_range, naming the field.
    static Result<Account> create(std::string_view starknet_chain_id,
                                  const crypto::stark::Felt& address);

    const crypto::stark::Felt& address() const { return address_; }
    const crypto::stark::Felt& domain_hash() const { return domain_hash_; }

    // Of an Order, or of a ModifyOrder where order_id is not empty.
    // Errors: malformed or out_of_range, naming the field.
    Result<MessageHash> order(const Market& market, const OrderRequest& order) const;
    // Of a new order that begins so: its side, type and timestamp are the prefix's.
    OrderPrefix begin(const Market& market, Side side, OrderType type,
                      std::uint64_t timestamp_ms) const;
    Result<MessageHash> order(const OrderPrefix& prefix, const OrderRequest& order) const;
    // Of the login message. Times in Unix seconds.
    MessageHash auth(std::uint64_t timestamp_s, std::uint64_t expiration_s) const;
    MessageHash onboarding() const;

private:
    Account(const crypto::stark::Felt& address, const crypto::stark::Felt& domain_hash);

    crypto::stark::Felt message(const crypto::stark::Felt& struct_hash) const;
    // Timestamp, market, side and type, after `prefix`.
    crypto::stark::Felt head(const crypto::stark::PedersenLeft& prefix, const Market& market,
                             Side side, OrderType type, std::uint64_t timestamp_ms) const;

    crypto::stark::Felt address_;
    crypto::stark::Felt domain_hash_;
    crypto::stark::PedersenLeft message_prefix_;  // h(h(h(0, "StarkNet Message"), domain), address)
    crypto::stark::PedersenLeft order_prefix_;    // h(0, type hash)
    crypto::stark::PedersenLeft modify_prefix_;
    std::array<crypto::stark::PedersenRight, 2> side_;
    std::array<crypto::stark::PedersenRight, kOrderTypes> type_;
    crypto::stark::PedersenRight four_;  // counts of elements that end an array hash
    crypto::stark::PedersenRight seven_;
    crypto::stark::PedersenRight eight_;
};

struct SignedOrder {
    MessageHash hash;
    crypto::stark::Signature signature;
    std::string signature_text;  // ["r","s"] in decimal
    // JSON for POST /orders, PUT /orders/{id}, order.create and order.modify.
    std::string body;
};
// Errors: as Account::order and Signer::sign; malformed for a text that cannot stand in JSON.
Result<SignedOrder> sign_order(const Account& account, const Market& market,
                               const OrderRequest& order, const crypto::stark::Signer& signer);

// The hot path: the same body, appended to `out`. `prefix`: where not null, made for this order.
// Errors: as sign_order; `out` is as it was.
Result<void> append_signed_order(std::string& out, const Account& account, const Market& market,
                                 const OrderRequest& order, const OrderPrefix* prefix,
                                 const crypto::stark::Signer& signer);

struct Header {
    std::string_view name;
    std::string value;
};

struct SignedAuth {
    MessageHash hash;
    crypto::stark::Signature signature;
    std::string path;  // below the REST host: "/v1/auth/0x…", the key that signs
    std::array<Header, 4> headers;
};
// POST with an empty body. public_key is the signer's: of the account itself or of a subkey.
// Errors: as Signer::sign.
Result<SignedAuth> sign_auth(const Account& account, const crypto::stark::PublicKey& public_key,
                             std::uint64_t timestamp_s, std::uint64_t expiration_s,
                             const crypto::stark::Signer& signer);

struct SignedOnboarding {
    MessageHash hash;
    crypto::stark::Signature signature;
    std::string path;  // "/v1/onboarding"
    std::array<Header, 3> headers;
    std::string body;  // JSON
};
// ethereum_account: the L1 address as the operator gave it. Only with the main key.
// Errors: as Signer::sign; malformed for an address that cannot stand in a header.
Result<SignedOnboarding> sign_onboarding(const Account& account,
                                         const crypto::stark::PublicKey& public_key,
                                         std::string_view ethereum_account,
                                         const crypto::stark::Signer& signer);

// The extra bytes of the RFC 6979 nonce that the Python SDK uses: one byte, 0x20. For
// Signer::deterministic, where bytes must be equal to the SDK's.
inline constexpr std::array<std::uint8_t, 1> kSdkNonceExtra = {0x20};

}  // namespace twinleg::venues::paradex
