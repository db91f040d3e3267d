#include "crypto/secp256k1.h"

#include <fmt/core.h>
#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <algorithm>

#include "core/check.h"
#include "crypto/hex.h"
#include "crypto/keccak.h"

namespace twinleg::crypto {
namespace {

Address address_of(const secp256k1_context* context, const secp256k1_pubkey& point) {
    Bytes<65> encoded{};  // 4 ‖ x ‖ y
    std::size_t size = encoded.size();
    CHECK(secp256k1_ec_pubkey_serialize(context, encoded.data(), &size, &point,
                                        SECP256K1_EC_UNCOMPRESSED) == 1);
    const Bytes<32> hash = keccak256(std::span{encoded}.subspan(1));
    Address address;
    std::copy(hash.begin() + 12, hash.end(), address.begin());
    return address;
}

}  // namespace

void EthereumKey::Free::operator()(secp256k1_context_struct* context) const {
    secp256k1_context_destroy(context);
}

std::string checksum_address(const Address& address) {
    std::string digits = to_hex(address);
    const Bytes<32> hash = keccak256(bytes_of(digits));
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const unsigned nibble = hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15;
        if (digits[i] >= 'a' && nibble >= 8) digits[i] = static_cast<char>(digits[i] - 'a' + 'A');
    }
    return "0x" + digits;
}

Result<Address> parse_address(std::string_view field, std::string_view text) {
    return parse_hex<20>(field, text);
}

Result<EthereumKey> EthereumKey::from(std::string_view field, Secret<32> key) {
    EthereumKey made;
    made.context_.reset(secp256k1_context_create(SECP256K1_CONTEXT_SIGN));
    CHECK(made.context_ != nullptr);
    Secret<32> blind;
    randombytes_buf(blind.writable().data(), blind.writable().size());
    CHECK(secp256k1_context_randomize(made.context_.get(), blind.reveal().data()) == 1);

    secp256k1_pubkey point;
    if (secp256k1_ec_pubkey_create(made.context_.get(), &point, key.reveal().data()) != 1)
        return fail(
            Errc::out_of_range,
            fmt::format("{}: not a secp256k1 private key (0, or past the group order)", field));
    made.address_ = address_of(made.context_.get(), point);
    made.key_ = std::move(key);
    return made;
}

Result<EthereumKey> EthereumKey::from_hex(std::string_view field, std::string_view text) {
    auto key = parse_secret_hex<32>(field, text);
    if (!key) return std::unexpected{key.error()};
    return from(field, std::move(*key));
}

EthereumSignature EthereumKey::sign(const Bytes<32>& digest) const {
    secp256k1_ecdsa_recoverable_signature raw;
    CHECK(secp256k1_ecdsa_sign_recoverable(context_.get(), &raw, digest.data(),
                                           key_.reveal().data(), nullptr, nullptr) == 1);
    EthereumSignature signature{};
    int recovery = 0;
    CHECK(secp256k1_ecdsa_recoverable_signature_serialize_compact(context_.get(), signature.data(),
                                                                  &recovery, &raw) == 1);
    signature[64] = static_cast<std::uint8_t>(27 + recovery);
    return signature;
}

Result<EthereumSignature> parse_ethereum_signature(std::string_view field, std::string_view text) {
    auto signature = parse_hex<65>(field, text);
    if (!signature) return signature;
    std::uint8_t& v = signature->back();
    if (v < 2) v = static_cast<std::uint8_t>(v + 27);
    if (v != 27 && v != 28)
        return fail(Errc::malformed,
                    fmt::format("{}: the last byte is {}, expected 27 or 28", field, v));
    return signature;
}

Result<Address> recover_address(const Bytes<32>& digest, const EthereumSignature& signature) {
    const secp256k1_context* context = secp256k1_context_static;
    if (signature[64] != 27 && signature[64] != 28)
        return fail(Errc::malformed, "signature: the last byte is not 27 or 28");

    secp256k1_ecdsa_recoverable_signature raw;
    if (secp256k1_ecdsa_recoverable_signature_parse_compact(context, &raw, signature.data(),
                                                            signature[64] - 27) != 1)
        return fail(Errc::malformed, "signature: r or s is not below the group order");
    secp256k1_ecdsa_signature plain;
    secp256k1_ecdsa_recoverable_signature_convert(context, &plain, &raw);
    if (secp256k1_ecdsa_signature_normalize(context, nullptr, &plain) == 1)
        return fail(Errc::malformed, "signature: s is past half the group order");

    secp256k1_pubkey point;
    if (secp256k1_ecdsa_recover(context, &point, &raw, digest.data()) != 1)
        return fail(Errc::malformed, "signature: no key gives it");
    return address_of(context, point);
}

}  // namespace twinleg::crypto
