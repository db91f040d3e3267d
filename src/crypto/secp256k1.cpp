#include "crypto/secp256k1.h"

#include <fmt/core.h>
#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <algorithm>
#include <array>
#include <utility>

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

// The group order n and its half, rounded down.
constexpr Bytes<32> kOrder{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                           0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48,
                           0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41};
constexpr Bytes<32> kHalfOrder{0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                               0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4,
                               0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0};

// a − n, for n ≤ a < 2n: a message's digest, which is public.
Bytes<32> without_order(const Bytes<32>& a) {
    Bytes<32> out{};
    int borrow = 0;
    for (std::size_t i = 32; i-- > 0;) {
        const int difference = a[i] - kOrder[i] - borrow;
        borrow = difference < 0 ? 1 : 0;
        out[i] = static_cast<std::uint8_t>(difference + 256 * borrow);
    }
    return out;
}

void multiply(const secp256k1_context* context, Secret<32>& number, const Secret<32>& by) {
    CHECK(secp256k1_ec_seckey_tweak_mul(context, number.writable().data(), by.reveal().data()) ==
          1);
}

Secret<32> copy_of(const Secret<32>& number) {
    return Secret<32>{number.reveal()};
}

// number^(n − 2) mod n: its inverse, four bits of the exponent at a time.
Secret<32> inverse_of(const secp256k1_context* context, const Secret<32>& number) {
    std::array<Secret<32>, 16> powers;  // powers[i] = number^i, from 1 on
    powers[1] = copy_of(number);
    for (std::size_t i = 2; i < powers.size(); ++i) {
        powers[i] = copy_of(powers[i - 1]);
        multiply(context, powers[i], number);
    }
    Bytes<32> exponent = kOrder;
    exponent[31] -= 2;
    Secret<32> out = copy_of(powers[exponent[0] >> 4]);
    for (std::size_t nibble = 1; nibble < 64; ++nibble) {
        for (int i = 0; i < 4; ++i)
            multiply(context, out, copy_of(out));
        const unsigned bits = exponent[nibble / 2] >> (nibble % 2 == 0 ? 4 : 0) & 15;
        if (bits != 0) multiply(context, out, powers[bits]);
    }
    return out;
}

EthereumNonce make_nonce_with(const secp256k1_context* context) {
    EthereumNonce nonce;
    Secret<32> k;
    secp256k1_pubkey point;
    Bytes<33> encoded{};  // 2 or 3 ‖ x
    do {                  // once, but for chances of 2^-127: k = 0, k ≥ n, x ≥ n
        do {
            randombytes_buf(k.writable().data(), k.writable().size());
        } while (secp256k1_ec_pubkey_create(context, &point, k.reveal().data()) != 1);
        std::size_t size = encoded.size();
        CHECK(secp256k1_ec_pubkey_serialize(context, encoded.data(), &size, &point,
                                            SECP256K1_EC_COMPRESSED) == 1);
        std::copy(encoded.begin() + 1, encoded.end(), nonce.r.begin());
    } while (nonce.r >= kOrder);
    nonce.odd = encoded[0] == 3;
    nonce.inverse = inverse_of(context, k);
    return nonce;
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

EthereumNonce EthereumKey::make_nonce() const {
    return make_nonce_with(context_.get());
}

std::size_t EthereumKey::prepare(std::size_t at_most) {
    // The pool may outlive a move of this key: it keeps the context, which does not move.
    if (prepared_ == nullptr)
        prepared_ = std::make_unique<NoncePool<EthereumNonce>>(
            [context = context_.get()] { return make_nonce_with(context); });
    return prepared_->refill(at_most);
}

EthereumSignature EthereumKey::sign(const Bytes<32>& digest, EthereumNonce nonce) const {
    // s = (z + r·d) / k
    Secret<32> s = copy_of(key_);
    const Bytes<32> z = digest < kOrder ? digest : without_order(digest);
    unsigned char* const number = s.writable().data();
    CHECK(secp256k1_ec_seckey_tweak_mul(context_.get(), number, nonce.r.data()) == 1);
    // Nothing but a digest chosen for it makes the sum zero; the deterministic nonce serves it.
    if (secp256k1_ec_seckey_tweak_add(context_.get(), number, z.data()) != 1)
        return sign_alone(digest);
    multiply(context_.get(), s, nonce.inverse);
    // Of s and −s the lower; the point is then the other of its pair.
    const bool high = std::ranges::lexicographical_compare(kHalfOrder, s.reveal());
    if (high) CHECK(secp256k1_ec_seckey_negate(context_.get(), number) == 1);
    EthereumSignature signature{};
    std::ranges::copy(nonce.r, signature.begin());
    std::ranges::copy(s.reveal(), signature.begin() + 32);
    signature[64] = static_cast<std::uint8_t>(27 + (nonce.odd != high ? 1 : 0));
    return signature;
}

EthereumSignature EthereumKey::sign(const Bytes<32>& digest) const {
    if (prepared_ != nullptr)
        if (auto nonce = prepared_->try_take()) return sign(digest, std::move(*nonce));
    return sign_alone(digest);
}

EthereumSignature EthereumKey::sign_alone(const Bytes<32>& digest) const {
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
