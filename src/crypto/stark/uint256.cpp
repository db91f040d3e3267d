#include "crypto/stark/uint256.h"

#include <algorithm>

namespace twinleg::crypto::stark {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

// value·factor + addend; returns what falls off above 2^256.
std::uint64_t multiply_add(U256& value, std::uint64_t factor, std::uint64_t addend) {
    u128 carry = addend;
    for (std::uint64_t& limb : value.limb) {
        carry += static_cast<u128>(limb) * factor;
        limb = static_cast<std::uint64_t>(carry);
        carry >>= 64;
    }
    return static_cast<std::uint64_t>(carry);
}

// value / divisor; returns the remainder.
std::uint64_t divide(U256& value, std::uint64_t divisor) {
    u128 rest = 0;
    for (std::size_t i = 4; i-- > 0;) {
        rest = (rest << 64) | value.limb[i];
        value.limb[i] = static_cast<std::uint64_t>(rest / divisor);
        rest %= divisor;
    }
    return static_cast<std::uint64_t>(rest);
}

}  // namespace

U256 U256::from_bytes(std::span<const std::uint8_t, 32> big_endian) {
    U256 value;
    for (std::size_t i = 0; i < 32; ++i)
        value.limb[3 - i / 8] = (value.limb[3 - i / 8] << 8) | big_endian[i];
    return value;
}

Result<U256> U256::from_hex(std::string_view field, std::string_view text) {
    if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
    if (text.empty() || text.size() > 64)
        return fail(Errc::malformed, std::string{field} +
                                         ": give 1 to 64 hexadecimal digits, not " +
                                         std::to_string(text.size()));
    U256 value;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int digit = hex_value(text[i]);
        if (digit < 0)
            return fail(Errc::malformed, std::string{field} + ": character " +
                                             std::to_string(i + 1) + " is not a hexadecimal digit");
        const std::size_t place = text.size() - 1 - i;
        value.limb[place / 16] |= static_cast<std::uint64_t>(digit) << (4 * (place % 16));
    }
    return value;
}

Result<U256> U256::from_decimal(std::string_view field, std::string_view text) {
    if (text.empty())
        return fail(Errc::malformed, std::string{field} + ": is empty, give a number");
    U256 value;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] < '0' || text[i] > '9')
            return fail(Errc::malformed, std::string{field} + ": character " +
                                             std::to_string(i + 1) + " is not a decimal digit");
        if (multiply_add(value, 10, static_cast<std::uint64_t>(text[i] - '0')) != 0)
            return fail(Errc::out_of_range, std::string{field} + ": does not fit 256 bits");
    }
    return value;
}

Bytes32 U256::to_bytes() const {
    Bytes32 bytes;
    for (std::size_t i = 0; i < 32; ++i)
        bytes[i] = static_cast<std::uint8_t>(limb[3 - i / 8] >> (56 - 8 * (i % 8)));
    return bytes;
}

std::string U256::to_hex64() const {
    std::string text(64, '0');
    for (std::size_t i = 0; i < 64; ++i)
        text[i] = kDigits[(limb[3 - i / 16] >> (60 - 4 * (i % 16))) & 15];
    return text;
}

std::string U256::to_hex() const {
    const std::string padded = to_hex64();
    const std::size_t first = std::min(padded.find_first_not_of('0'), padded.size() - 1);
    return "0x" + padded.substr(first);
}

std::string U256::to_decimal() const {
    constexpr std::uint64_t chunk = 10'000'000'000'000'000'000u;  // 10^19, the most a limb holds
    std::array<char, 95> digits;                                  // five chunks of 19
    std::size_t first = digits.size();
    U256 rest = *this;
    do {
        std::uint64_t part = divide(rest, chunk);
        for (int i = 0; i < 19; ++i) {
            digits[--first] = static_cast<char>('0' + part % 10);
            part /= 10;
        }
    } while (!rest.is_zero());
    while (first < digits.size() - 1 && digits[first] == '0')
        ++first;
    return {digits.data() + first, digits.size() - first};
}

}  // namespace twinleg::crypto::stark
