#include "core/money.h"

#include <limits>

namespace twinleg {
namespace {

Error bad(Errc code, std::string_view field, std::string_view text, std::string_view why) {
    std::string message{field};
    message += ": \"";
    message += text.substr(0, 60);
    message += "\" ";
    message += why;
    return Error{code, std::move(message)};
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// The number as an integer × 10^-places.
Result<Int128> parse_fixed(std::string_view text, int places, Int128 limit,
                           std::string_view field) {
    const auto malformed = [&] {
        return std::unexpected{
            bad(Errc::malformed, field, text, "is not a decimal number, like 0.25")};
    };
    std::size_t at = 0;
    bool negative = false;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) negative = text[at++] == '-';

    // The exponent first: it moves the point.
    std::string_view mantissa = text.substr(at);
    int exponent = 0;
    if (const auto e = mantissa.find_first_of("eE"); e != std::string_view::npos) {
        std::string_view tail = mantissa.substr(e + 1);
        mantissa = mantissa.substr(0, e);
        bool down = false;
        if (!tail.empty() && (tail[0] == '-' || tail[0] == '+')) {
            down = tail[0] == '-';
            tail.remove_prefix(1);
        }
        if (tail.empty() || tail.size() > 3) return malformed();
        for (const char c : tail) {
            if (!is_digit(c)) return malformed();
            exponent = exponent * 10 + (c - '0');
        }
        if (down) exponent = -exponent;
    }

    Int128 value = 0;
    int scale = 0;  // digits seen behind the point
    bool point = false;
    bool any = false;
    bool zeros_only = true;
    int pending_zeros = 0;  // zeros not yet multiplied in: trailing ones may be past our places
    const auto push = [&](int digit) -> bool {
        for (; pending_zeros > 0; --pending_zeros) {
            if (value > limit / 10) return false;
            value *= 10;
        }
        if (value > (limit - digit) / 10) return false;
        value = value * 10 + digit;
        return true;
    };
    for (const char c : mantissa) {
        if (c == '.') {
            if (point) return malformed();
            point = true;
            continue;
        }
        if (!is_digit(c)) return malformed();
        any = true;
        if (point) ++scale;
        if (c == '0') {
            if (!zeros_only) ++pending_zeros;
            continue;
        }
        zeros_only = false;
        if (!push(c - '0')) {
            return std::unexpected{bad(Errc::out_of_range, field, text, "is too large")};
        }
    }
    if (!any) return malformed();
    if (zeros_only) return Int128{0};

    // value × 10^(pending_zeros − scale + exponent), wanted at 10^-places.
    int shift = pending_zeros - scale + exponent + places;
    for (; shift < 0; ++shift) {
        if (value % 10 != 0) {
            return std::unexpected{
                bad(Errc::out_of_range, field, text,
                    "has more than " + std::to_string(places) + " digits behind the point")};
        }
        value /= 10;
    }
    for (; shift > 0; --shift) {
        if (value > limit / 10) {
            return std::unexpected{bad(Errc::out_of_range, field, text, "is too large")};
        }
        value *= 10;
    }
    return negative ? -value : value;
}

template <typename T>
Result<T> parse(std::string_view text, std::string_view field) {
    Int128 limit = 0;
    if constexpr (sizeof(typename T::rep) == 8) {
        limit = std::numeric_limits<std::int64_t>::max();
    } else {
        limit = static_cast<Int128>(~UInt128{0} >> 1);
    }
    const auto raw = parse_fixed(text, T::kDigits, limit, field);
    if (!raw) return std::unexpected{raw.error()};
    return T::from_raw(static_cast<typename T::rep>(*raw));
}

// `keep` < 0: as many digits as it needs.
std::string format(Int128 raw, int digits, int keep) {
    const bool negative = raw < 0;
    UInt128 rest = negative ? UInt128{0} - static_cast<UInt128>(raw) : static_cast<UInt128>(raw);
    std::string reversed;
    for (int i = 0; i < digits; ++i) {
        reversed += static_cast<char>('0' + static_cast<int>(rest % 10));
        rest /= 10;
    }
    std::string fraction{reversed.rbegin(), reversed.rend()};
    if (keep < 0) {
        fraction.erase(fraction.find_last_not_of('0') + 1);
    } else {
        fraction.resize(static_cast<std::size_t>(keep), '0');
    }
    std::string whole;
    do {
        whole += static_cast<char>('0' + static_cast<int>(rest % 10));
        rest /= 10;
    } while (rest != 0);
    std::string out{whole.rbegin(), whole.rend()};
    if (!fraction.empty()) out += "." + fraction;
    const bool zero = out.find_first_not_of("0.") == std::string::npos;
    return negative && !zero ? "-" + out : out;
}

}  // namespace

Result<Price> parse_price(std::string_view text, std::string_view field) {
    return parse<Price>(text, field);
}
Result<Quantity> parse_quantity(std::string_view text, std::string_view field) {
    return parse<Quantity>(text, field);
}
Result<Notional> parse_notional(std::string_view text, std::string_view field) {
    return parse<Notional>(text, field);
}
Result<Base> parse_base(std::string_view text, std::string_view field) {
    return parse<Base>(text, field);
}
Result<Ratio> parse_ratio(std::string_view text, std::string_view field) {
    return parse<Ratio>(text, field);
}

std::string to_text(Price value) {
    return format(value.raw(), Price::kDigits, -1);
}
std::string to_text(Quantity value) {
    return format(value.raw(), Quantity::kDigits, -1);
}
std::string to_text(Notional value) {
    return format(value.raw(), Notional::kDigits, -1);
}
std::string to_text(Base value) {
    return format(value.raw(), Base::kDigits, -1);
}
std::string to_text(Ratio value) {
    return format(value.raw(), Ratio::kDigits, -1);
}

std::string to_text(Price value, int places) {
    return format(value.raw(), Price::kDigits, places);
}
std::string to_text(Quantity value, int places) {
    return format(value.raw(), Quantity::kDigits, places);
}
std::string to_text(Notional value, int places) {
    return format(value.raw(), Notional::kDigits, places);
}
std::string to_text(Base value, int places) {
    return format(value.raw(), Base::kDigits, places);
}

}  // namespace twinleg
