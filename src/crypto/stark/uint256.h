#pragma once
// 256-bit unsigned integers: what field elements, scalars and hashes are before they mean anything.

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"

namespace twinleg::crypto::stark {

__extension__ typedef unsigned __int128 u128;
__extension__ typedef __int128 i128;

// The bytes of a number, most significant first, padded with zeros.
using Bytes32 = std::array<std::uint8_t, 32>;

// Comparing takes time that depends on the values: for public numbers only.
struct U256 {
    std::array<std::uint64_t, 4> limb{};  // least significant first

    static constexpr U256 of(std::uint64_t value) { return {{value, 0, 0, 0}}; }
    static U256 from_bytes(std::span<const std::uint8_t, 32> big_endian);

    // Digits without sign or white space; leading zeros are allowed, `0x` or `0X` before
    // hexadecimal ones too. Errors: malformed, for no digit, a strange one, or more than 64
    // hexadecimal ones; out_of_range, for a decimal at or above 2^256. The sentence names `field`
    // and never repeats the text, which may be a key.
    static Result<U256> from_hex(std::string_view field, std::string_view text);
    static Result<U256> from_decimal(std::string_view field, std::string_view text);

    Bytes32 to_bytes() const;
    std::string to_hex() const;      // "0x1f", no leading zeros, "0x0" for zero
    std::string to_hex64() const;    // 64 lower-case digits, no prefix
    std::string to_decimal() const;  // no leading zeros

    // The `count` (1 to 32) bits from bit `first` on; bits past 255 are zero.
    constexpr std::uint64_t bits(std::size_t first, std::size_t count) const {
        const std::size_t word = first / 64;
        const std::size_t shift = first % 64;
        std::uint64_t value = word < 4 ? limb[word] >> shift : 0;
        if (shift != 0 && word + 1 < 4) value |= limb[word + 1] << (64 - shift);
        return value & ((std::uint64_t{1} << count) - 1);
    }
    constexpr bool bit(std::size_t index) const {
        return ((limb[index / 64] >> (index % 64)) & 1) != 0;
    }
    constexpr bool is_zero() const { return (limb[0] | limb[1] | limb[2] | limb[3]) == 0; }

    friend constexpr bool operator==(const U256&, const U256&) = default;
    friend constexpr std::strong_ordering operator<=>(const U256& a, const U256& b) {
        for (std::size_t i = 4; i-- > 0;)
            if (a.limb[i] != b.limb[i]) return a.limb[i] <=> b.limb[i];
        return std::strong_ordering::equal;
    }
};

// a + b and a − b modulo 2^256; `carry` is set to what falls off (0 or 1). Constant time.
constexpr U256 add(const U256& a, const U256& b, std::uint64_t& carry) {
    U256 sum;
    u128 total = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        total += static_cast<u128>(a.limb[i]) + b.limb[i];
        sum.limb[i] = static_cast<std::uint64_t>(total);
        total >>= 64;
    }
    carry = static_cast<std::uint64_t>(total);
    return sum;
}
constexpr U256 sub(const U256& a, const U256& b, std::uint64_t& borrow) {
    U256 difference;
    std::uint64_t owed = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const u128 part = static_cast<u128>(a.limb[i]) - b.limb[i] - owed;
        difference.limb[i] = static_cast<std::uint64_t>(part);
        owed = static_cast<std::uint64_t>(part >> 64) & 1;
    }
    borrow = owed;
    return difference;
}

// mask is 0 or all ones: a where it is ones, b where it is zero. Constant time.
constexpr U256 select(std::uint64_t mask, const U256& a, const U256& b) {
    U256 chosen;
    for (std::size_t i = 0; i < 4; ++i)
        chosen.limb[i] = b.limb[i] ^ (mask & (a.limb[i] ^ b.limb[i]));
    return chosen;
}

}  // namespace twinleg::crypto::stark
