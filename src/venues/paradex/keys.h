#pragma once
// Paradex accounts: the Stark key that follows from an Ethereum one, and the address that follows
// from a Stark key.

#include <cstdint>
#include <string_view>

#include "core/result.h"
#include "crypto/secp256k1.h"
#include "crypto/stark/ecdsa.h"

namespace twinleg::venues::paradex {

// The main key of an Ethereum account: r of its signature of the "STARK Key" message, ground.
// l1_chain_id: system/config's, 1 on production. Errors: out_of_range (chance 2^-252).
// Source: venues page of Paradex, "L1 key → L2 key"; vectors keys.json.
Result<crypto::stark::PrivateKey> derive_l2_key(const crypto::EthereumKey& l1_key,
                                                std::uint64_t l1_chain_id);

// The digest that is signed for it.
crypto::Bytes<32> stark_key_digest(std::uint64_t l1_chain_id);

// The address of the account whose main key has this public key. Both class hashes are those of
// system/config. A subkey's account has the address of its main key.
crypto::stark::Felt account_address(const crypto::stark::Felt& public_key,
                                    const crypto::stark::Felt& proxy_class_hash,
                                    const crypto::stark::Felt& account_class_hash);

}  // namespace twinleg::venues::paradex
