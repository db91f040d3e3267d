#pragma once
// What a client signs, taken from the bytes that came, and who signed it. Source: page § 2, § 3.

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/hmac.h"
#include "crypto/secp256k1.h"
#include "sim/wire/aster/answer.h"

namespace twinleg::sim::wire::aster {

inline constexpr std::uint64_t kMainChain = 1666;
inline constexpr std::uint64_t kTestChain = 714;

// A parameter text without its last pair, which is the signature.
struct SignedText {
    std::string text;
    std::string signature;
};
// Of a query or a body. False where the last pair is no signature; then nothing is changed.
bool split_signature(std::string_view raw, SignedText& out);

// V1: the raw query followed by the raw body. False where the signature is not the last pair of
// whichever comes last.
bool read_v1(std::string_view query, std::string_view body, SignedText& out);
// Hexadecimal, of either case.
bool is_v1_signature(const crypto::HmacKey& key, const SignedText& given);

// V3: what stands in the part that has the signature, hashed as the string of a typed message.
crypto::Bytes<32> v3_digest(std::uint64_t chain_id, std::string_view text);
// Whether `signer` signed it; the signature is hexadecimal of either case, with or without 0x.
bool is_v3_signature(std::uint64_t chain_id, const crypto::Address& signer,
                     const SignedText& given);

}  // namespace twinleg::sim::wire::aster
