#pragma once
// EIP-712 typed data: the few hashes that order signing needs, on Keccak-256.
//
// Every member of a struct is one word of 32 bytes, big-endian; texts enter as their hash, structs
// as their struct hash, addresses padded on the left.
// Source: https://eips.ethereum.org/EIPS/eip-712.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/secp256k1.h"

namespace twinleg::crypto {

using Word = Bytes<32>;

Word word(std::uint64_t value);
Word word(U128 value);
Word word(const Address& address);

// The word of a text: its Keccak-256 hash.
Word text_hash(std::string_view text);

// keccak(words, one after the other): a struct hash, when the first is the type's hash.
Word hash_words(std::span<const Word> words);

struct TypedDomain {
    std::string_view name;
    std::string_view version;
    std::uint64_t chain_id;
    Address verifying_contract;
};

// Of EIP712Domain(string name,string version,uint256 chainId,address verifyingContract). It is the
// same for every message of an account: keep it.
Word domain_separator(const TypedDomain& domain);

// What is signed: keccak(0x19 0x01 ‖ domain separator ‖ struct hash).
Word typed_digest(const Word& domain_separator, const Word& struct_hash);

// What a wallet signs for a 32-byte personal message (EIP-191, version 0x45).
Word personal_digest(const Word& message);

}  // namespace twinleg::crypto
