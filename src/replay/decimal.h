#pragma once
// Decimal text to fixed point where it stands, for the millions of numbers of a recording. What is
// not plain digits with a point goes to the general parser, which also says what is wrong.

#include <cstdint>
#include <string_view>

#include "core/money.h"

namespace twinleg::replay {

namespace detail {
inline constexpr std::int64_t kPowers[] = {
    1,         10,         100,         1'000,         10'000,        100'000,
    1'000'000, 10'000'000, 100'000'000, 1'000'000'000, 10'000'000'000};
}

// The number at `at`, up to the first byte that is neither digit nor point; `end` is set behind
// it. Negative: not that simple (a sign, an exponent follows, too many digits).
template <int Digits>
inline std::int64_t plain_decimal(const char* at, const char*& end) {
    std::uint64_t value = 0;
    const char* start = at;
    unsigned digit = 0;
    while ((digit = static_cast<unsigned>(*at - '0')) < 10) {
        value = value * 10 + digit;
        ++at;
    }
    const auto whole = at - start;
    std::ptrdiff_t places = 0;
    if (*at == '.') {
        const char* point = ++at;
        while ((digit = static_cast<unsigned>(*at - '0')) < 10) {
            value = value * 10 + digit;
            ++at;
        }
        places = at - point;
    }
    end = at;
    // 18 digits fit in 63 bits; so must what the places still missing multiply in.
    if (whole + places == 0 || whole + places > 18 || places > Digits) return -1;
    if (*at == 'e' || *at == 'E') return -1;
    if (whole + Digits > 18) return -1;
    return static_cast<std::int64_t>(value) * detail::kPowers[Digits - places];
}

// `text` must be followed by a byte that is no part of a number (a quote, comma, line end or
// padding).
template <typename T>
inline Result<T> parse_decimal(std::string_view text, std::string_view field) {
    const char* end = nullptr;
    if (!text.empty()) {
        const std::int64_t raw = plain_decimal<T::kDigits>(text.data(), end);
        if (raw >= 0 && end == text.data() + text.size()) [[likely]]
            return T::from_raw(raw);
    }
    if constexpr (T::kDigits == Price::kDigits) {
        return parse_price(text, field);
    } else {
        return parse_quantity(text, field);
    }
}

}  // namespace twinleg::replay
