#include "crypto/stark/starknet.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "crypto/keccak.h"
#include "crypto/stark/pedersen.h"

namespace twinleg::crypto::stark {
namespace {

// The text is one of ours: short and ASCII.
Felt name(std::string_view text) {
    return short_string("name", text).value();
}

Felt array_hash(const Felt& first, std::span<const Felt> rest) {
    Felt hash = pedersen(Felt{}, first);
    for (const Felt& element : rest)
        hash = pedersen(hash, element);
    return pedersen(hash, Felt::of(rest.size() + 1));
}

// 31·n: the largest multiple of n below 2^256.
constexpr U256 times31(const U256& x) {
    U256 product;
    u128 carry = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        carry += static_cast<u128>(x.limb[i]) * 31;
        product.limb[i] = static_cast<std::uint64_t>(carry);
        carry >>= 64;
    }
    return product;
}
constexpr U256 kGrindLimit = times31(kOrder);

}  // namespace

Felt starknet_keccak(std::string_view ascii) {
    U256 hash = U256::from_bytes(keccak256(ascii));
    hash.limb[3] &= ~std::uint64_t{0} >> 6;
    return Felt::trusted(hash);
}

Result<Felt> short_string(std::string_view field, std::string_view text) {
    if (text.size() > 31)
        return fail(Errc::out_of_range, std::string{field} + ": has " +
                                            std::to_string(text.size()) +
                                            " characters, give at most 31");
    U256 value;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[text.size() - 1 - i]);
        if (byte > 127)
            return fail(Errc::malformed, std::string{field} + ": holds a character outside ASCII");
        value.limb[i / 8] |= std::uint64_t{byte} << (8 * (i % 8));
    }
    return Felt::trusted(value);  // 248 bits
}

Result<Felt> typed_data_felt(std::string_view field, std::string_view text) {
    const auto below_p = [&](const Result<U256>& value) -> Result<Felt> {
        if (!value) return std::unexpected{value.error()};
        return Felt::from(field, *value);
    };
    if (text.starts_with("0x")) return below_p(U256::from_hex(field, text));
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!text.empty() && std::ranges::all_of(text, is_digit))
        return below_p(U256::from_decimal(field, text));
    return short_string(field, text);
}

Felt typed_struct_hash(std::string_view type_text, std::span<const Felt> members) {
    return array_hash(starknet_keccak(type_text), members);
}

Felt typed_message_hash(const Felt& domain_hash, const Felt& account, const Felt& struct_hash) {
    return pedersen_array({name("StarkNet Message"), domain_hash, account, struct_hash});
}

Felt contract_address(const Felt& deployer, const Felt& salt, const Felt& class_hash,
                      std::span<const Felt> constructor_calldata) {
    const Felt hash = pedersen_array({name("STARKNET_CONTRACT_ADDRESS"), deployer, salt, class_hash,
                                      pedersen_array(constructor_calldata)});
    // modulo 2^251 − 256; the hash is below twice that
    constexpr U256 kBound{
        {0xffffffffffffff00, ~std::uint64_t{0}, ~std::uint64_t{0}, 0x07ffffffffffffff}};
    if (hash.value() < kBound) return hash;
    std::uint64_t borrow = 0;
    return Felt::trusted(sub(hash.value(), kBound, borrow));
}

Result<PrivateKey> grind_key(std::string_view field, std::span<const std::uint8_t> seed) {
    while (!seed.empty() && seed.front() == 0)
        seed = seed.subspan(1);
    for (std::uint32_t index = 0;; ++index) {
        std::array<std::uint8_t, 4> counter;
        std::size_t size = 0;
        for (int shift = 24; shift >= 0; shift -= 8) {
            const auto byte = static_cast<std::uint8_t>(index >> shift);
            if (byte != 0 || size != 0 || shift == 0) counter[size++] = byte;
        }
        crypto_hash_sha256_state state;
        crypto_hash_sha256_init(&state);
        crypto_hash_sha256_update(&state, seed.data(), seed.size());
        crypto_hash_sha256_update(&state, counter.data(), size);
        Secret<32> digest;
        crypto_hash_sha256_final(&state, digest.writable().data());
        sodium_memzero(&state, sizeof state);

        U256 value = U256::from_bytes(digest.reveal());
        std::uint64_t below = 0;
        (void)sub(value, kGrindLimit, below);
        Scalar key = Scalar::reduce(value);
        sodium_memzero(&value, sizeof value);
        if (below == 0) continue;  // refused, and so not used
        Bytes32 bytes = key.value().to_bytes();
        key.wipe();
        auto made = PrivateKey::from_bytes(field, bytes);
        sodium_memzero(bytes.data(), bytes.size());
        return made;
    }
}

}  // namespace twinleg::crypto::stark
