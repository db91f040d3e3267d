#include "venues/edgex/amounts.h"

#include <fmt/core.h>
#include <sodium.h>

#include <array>
#include <charconv>
#include <limits>

namespace twinleg::venues::edgex {
namespace {

constexpr unsigned kMostDigits = 30;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

U128 power_of_ten(unsigned exponent) {
    U128 power = 1;
    for (; exponent > 0; --exponent)
        power *= 10;
    return power;
}

std::unexpected<Error> too_big(std::string_view what) {
    return fail(Errc::out_of_range, fmt::format("edgex: {} does not fit 128 bits", what));
}

}  // namespace

Result<Amount> parse_amount(std::string_view field, std::string_view text) {
    Amount amount;
    unsigned digits = 0;
    bool behind_point = false;
    for (const char c : text) {
        if (c == '.' && !behind_point && digits > 0) {
            behind_point = true;
            continue;
        }
        if (!is_digit(c) || ++digits > kMostDigits) digits = kMostDigits + 1;
        if (digits > kMostDigits) break;
        amount.digits = amount.digits * 10 + static_cast<unsigned>(c - '0');
        amount.scale += behind_point ? 1 : 0;
    }
    const bool ends_in_point = behind_point && amount.scale == 0;
    if (digits == 0 || digits > kMostDigits || ends_in_point)
        return fail(Errc::malformed,
                    fmt::format("{}: \"{}\" is not a plain decimal of at most {} digits", field,
                                text.substr(0, 40), kMostDigits));
    return amount;
}

std::string text(U128 value) {
    std::array<char, 40> buffer;
    char* at = buffer.data() + buffer.size();
    const char* const end = at;
    // 64-bit divisions for most of it: the 128-bit one is ten times slower.
    constexpr std::uint64_t kPiece = 1'000'000'000'000'000'000;
    while (value >= kPiece) {
        auto piece = static_cast<std::uint64_t>(value % kPiece);
        value /= kPiece;
        for (int i = 0; i < 18; ++i, piece /= 10)
            *--at = static_cast<char>('0' + piece % 10);
    }
    auto rest = static_cast<std::uint64_t>(value);
    do
        *--at = static_cast<char>('0' + rest % 10);
    while ((rest /= 10) != 0);
    return std::string{static_cast<const char*>(at), end};
}

std::string text(const Amount& amount) {
    std::string out = text(amount.digits);
    if (amount.scale == 0) return out;
    if (out.size() <= amount.scale) out.insert(0, amount.scale + 1 - out.size(), '0');
    out.insert(out.size() - amount.scale, 1, '.');
    return out;
}

Result<Amount> multiply(const Amount& a, const Amount& b) {
    Amount product{.digits = 0, .scale = a.scale + b.scale};
    if (__builtin_mul_overflow(a.digits, b.digits, &product.digits)) return too_big("a product");
    return product;
}

Result<U128> to_units(const Amount& amount, U128 resolution) {
    U128 scaled = 0;
    if (__builtin_mul_overflow(amount.digits, resolution, &scaled)) return too_big("an amount");
    if (amount.scale > 38) return U128{0};  // 2^128 < 10^39
    return scaled / power_of_ten(amount.scale);
}

U128 round_up(const Amount& amount) {
    if (amount.scale > 38) return amount.digits == 0 ? 0 : 1;
    const U128 unit = power_of_ten(amount.scale);
    return amount.digits / unit + (amount.digits % unit == 0 ? 0 : 1);
}

Result<bool> less(const Amount& a, const Amount& b) {
    // a · 10^-sa < b · 10^-sb, as a · 10^sb < b · 10^sa.
    U128 left = 0;
    U128 right = 0;
    if (a.scale > 38 || b.scale > 38 ||
        __builtin_mul_overflow(a.digits, power_of_ten(b.scale), &left) ||
        __builtin_mul_overflow(b.digits, power_of_ten(a.scale), &right))
        return too_big("a comparison");
    return left < right;
}

Result<U128> parse_units(std::string_view field, std::string_view text) {
    const bool hex = text.starts_with("0x") || text.starts_with("0X");
    const std::string_view digits = hex ? text.substr(2) : text;
    const unsigned base = hex ? 16 : 10;
    U128 value = 0;
    bool overflow = false;
    bool good = !digits.empty();
    for (const char c : digits) {
        const char lower = static_cast<char>(c | 0x20);
        unsigned digit = base;
        if (is_digit(c)) digit = static_cast<unsigned>(c - '0');
        if (hex && lower >= 'a' && lower <= 'f') digit = static_cast<unsigned>(lower - 'a') + 10;
        good = good && digit < base;
        overflow = overflow || __builtin_mul_overflow(value, U128{base}, &value) ||
                   __builtin_add_overflow(value, U128{digit}, &value);
    }
    if (!good)
        return fail(Errc::malformed,
                    fmt::format("{}: \"{}\" is not a whole number", field, text.substr(0, 40)));
    if (overflow) return fail(Errc::out_of_range, fmt::format("{}: does not fit 128 bits", field));
    return value;
}

Result<std::uint64_t> parse_id(std::string_view field, std::string_view text) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error == std::errc::result_out_of_range)
        return fail(Errc::out_of_range, fmt::format("{}: does not fit 64 bits", field));
    if (error != std::errc{} || stopped != end)
        return fail(Errc::malformed,
                    fmt::format("{}: \"{}\" is not a whole number", field, text.substr(0, 40)));
    return value;
}

std::uint32_t order_nonce(std::string_view client_order_id) {
    crypto::Bytes<32> hash;
    const auto bytes = crypto::bytes_of(client_order_id);
    crypto_hash_sha256(hash.data(), bytes.data(), bytes.size());
    return std::uint32_t{hash[0]} << 24 | std::uint32_t{hash[1]} << 16 |
           std::uint32_t{hash[2]} << 8 | hash[3];
}

}  // namespace twinleg::venues::edgex
