#pragma once
// What an account signs for an order or a margin mode, rebuilt from the page: the Pedersen hash of
// V1 (§ 9) and the typed data of V2 (§ 11).

#include <cstdint>
#include <string_view>

#include "core/money.h"
#include "core/result.h"
#include "crypto/eip712.h"
#include "crypto/secp256k1.h"
#include "crypto/stark/ecdsa.h"
#include "crypto/stark/field.h"

namespace twinleg::sim::wire::edgex {

// An order's amounts, each value × resolution and cut toward zero.
struct SignedAmounts {
    std::uint64_t synthetic{0};   // size × the contract's resolution
    std::uint64_t collateral{0};  // value × the quote coin's resolution
    std::uint64_t fee{0};         // limit fee × the quote coin's resolution
};

// Errors: out_of_range, for an amount that is negative or needs more than 64 bits.
Result<SignedAmounts> signed_amounts(Quantity size, Notional value, Notional limit_fee,
                                     std::uint64_t resolution, std::uint64_t quote_resolution);

// The first four bytes of SHA-256 of the client order id, big-endian.
std::uint32_t nonce_of(std::string_view client_order_id);

struct V1Order {
    bool buys{false};
    crypto::stark::Felt synthetic_asset;
    crypto::stark::Felt collateral_asset;
    SignedAmounts amounts;
    std::uint32_t nonce{0};
    std::uint64_t position{0};  // the account id
    std::uint32_t hours{0};     // floor(l2ExpireTime / 3 600 000)
};

// StarkEx "limit order with fees":
//   H(H(H(H(sell, buy), fee), m0), m1)
//   m0 = sold·2^160 + bought·2^96 + fee·2^32 + nonce
//   m1 = 3·2^241 + position·(2^177 + 2^113 + 2^49) + hours·2^17
crypto::stark::Felt v1_order_hash(const V1Order& order);
// The two packed words, for the vectors.
crypto::stark::U256 v1_packed_amounts(const V1Order& order);
crypto::stark::U256 v1_packed_position(const V1Order& order);

// The message that is signed: the hash modulo the curve's order.
crypto::stark::U256 v1_order_message(const V1Order& order);

struct V2Order {
    std::uint32_t nonce{0};
    crypto::Address signer{};
    std::uint64_t account{0};
    std::uint64_t expires_s{0};  // floor(expireTime / 1000)
    SignedAmounts amounts;
    std::uint64_t synthetic_asset{0};   // the contract id
    std::uint64_t collateral_asset{0};  // the quote coin's id
    bool buys{false};
};

struct MarginMode {
    std::uint64_t account{0};
    std::uint64_t contract{0};
    std::uint8_t mode{0};
    std::uint32_t nonce{0};
    crypto::Address signer{};
};

// Of the domain EdgeX, version 1.
crypto::Word v2_domain(std::uint64_t chain_id, const crypto::Address& contract);
crypto::Word v2_struct_hash(const V2Order& order);
crypto::Word v2_struct_hash(const MarginMode& mode);

// Whether 130 hexadecimal digits, with or without 0x, are `signer`'s over that struct.
bool v2_signed_by(const crypto::Address& signer, const crypto::Word& domain,
                  const crypto::Word& struct_hash, std::string_view signature);

}  // namespace twinleg::sim::wire::edgex
