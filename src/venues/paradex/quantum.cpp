#include "venues/paradex/quantum.h"

#include <charconv>

#include "crypto/bytes.h"

namespace twinleg::venues::paradex {
namespace {

using crypto::U128;

constexpr int kPlaces = 8;
constexpr int kMostDigits = 38;  // 10^38 < 2^127

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

Result<crypto::stark::Felt> quantums(std::string_view field, std::string_view text) {
    const auto malformed = [&] {
        return fail(Errc::malformed, std::string{field} + ": \"" + std::string{text.substr(0, 40)} +
                                         "\" is not a decimal number without sign");
    };
    const auto too_large = [&] {
        return fail(Errc::out_of_range, std::string{field} + ": has too many digits");
    };
    U128 digits = 0;
    int counted = 0;  // digits from the first that is not zero
    int scale = 0;    // digits behind the point
    bool any = false;
    bool behind_point = false;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        if (text[at] == '.' && !behind_point) {
            behind_point = true;
            continue;
        }
        if (!is_digit(text[at])) break;
        any = true;
        if (behind_point) ++scale;
        if (digits == 0 && text[at] == '0') continue;
        if (++counted > kMostDigits) return too_large();
        digits = digits * 10 + static_cast<unsigned>(text[at] - '0');
    }
    if (!any) return malformed();

    int exponent = 0;
    if (at < text.size()) {
        if ((text[at] | 0x20) != 'e') return malformed();
        std::string_view rest = text.substr(at + 1);
        if (rest.starts_with('+')) {
            rest.remove_prefix(1);
            if (rest.starts_with('-')) return malformed();
        }
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
        if (error == std::errc::result_out_of_range) return too_large();
        if (error != std::errc{} || end != rest.data() + rest.size()) return malformed();
    }
    if (scale > 1000 || exponent > 1000 || exponent < -1000) return too_large();

    if (digits != 0) {
        int shift = exponent - scale + kPlaces;
        if (shift > 0 && counted + shift > kMostDigits) return too_large();
        for (; shift > 0; --shift)
            digits *= 10;
        for (; shift < 0 && digits != 0; ++shift)
            digits /= 10;
    }
    return crypto::stark::Felt::trusted(
        {{static_cast<std::uint64_t>(digits), static_cast<std::uint64_t>(digits >> 64), 0, 0}});
}

}  // namespace twinleg::venues::paradex
