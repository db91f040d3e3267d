#pragma once
// The venue's decimal text to fixed point, for the many numbers of a book.

#include <array>
#include <cstdint>
#include <string_view>

#include "core/money.h"

namespace twinleg::venues::lighter {

inline constexpr std::array<std::int64_t, 19> kPowersOfTen = [] {
    std::array<std::int64_t, 19> powers{};
    std::int64_t power = 1;
    for (std::size_t i = 0; i < powers.size(); ++i) {
        powers[i] = power;
        if (i + 1 < powers.size()) power *= 10;
    }
    return powers;
}();

// Reads the plain form "80012.40" (digits, at most one point, up to 18 digits, no sign and no
// exponent) from `from` up to the quote that ends it. The quote must be there: simdjson has found
// every text to be closed.
//
// False if it is of another form or does not fit exactly; core's parser is then asked, which knows
// all forms and has the words for what is wrong. Never through a double.
template <typename Tag, int Digits>
inline bool read_plain(const char* from, Fixed<Tag, std::int64_t, Digits>& out) {
    const char* at = from;
    std::uint64_t value = 0;
    while (static_cast<unsigned char>(*at - '0') < 10)
        value = value * 10 + static_cast<unsigned char>(*at++ - '0');
    int places = 0;
    auto digits = at - from;
    if (*at == '.') {
        const char* const fraction = ++at;
        while (static_cast<unsigned char>(*at - '0') < 10)
            value = value * 10 + static_cast<unsigned char>(*at++ - '0');
        places = static_cast<int>(at - fraction);
        digits += places;
    }
    if (*at != '"' || digits == 0 || digits > 18 || places > Digits) return false;
    std::int64_t raw = 0;
    if (__builtin_mul_overflow(static_cast<std::int64_t>(value),
                               kPowersOfTen[static_cast<std::size_t>(Digits - places)], &raw))
        return false;
    out = Fixed<Tag, std::int64_t, Digits>::from_raw(raw);
    return true;
}

}  // namespace twinleg::venues::lighter
