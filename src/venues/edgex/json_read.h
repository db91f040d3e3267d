#pragma once
// Reading EdgeX's JSON with simdjson's on-demand front end: every id, price, size and time is text,
// but may come as a number, and a null is an empty text. For the .cpp files of this folder only.

#include <array>
#include <string>
#include <string_view>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"
#include "venues/kit/simdjson_read.h"

namespace twinleg::venues::edgex::json {

namespace od = simdjson::ondemand;
using kit::json::bad;
using kit::json::each_element;
using kit::json::each_member;

// The text between the quotes as it stands (escapes and all), the digits of a number, nothing of a
// null. Points into the frame.
Result<std::string_view> raw_text(od::value& value, std::string_view field);
// The same with escapes undone; lives until the parser's next document.
Result<std::string_view> plain_text(od::value& value, std::string_view field);

// Native, or as text. Null is false.
Result<bool> flag(od::value& value, std::string_view field);
// Errors: malformed, out_of_range past 64 bits. Empty text is zero.
Result<std::uint64_t> whole(od::value& value, std::string_view field);
// Milliseconds since the epoch. Zero, empty or null: unknown.
Result<Time> time(od::value& value, std::string_view field);

// Digits with at most one point, 18 characters at most: what almost every number of a frame is.
// False: read it by the slow and exact way, which also says what is wrong with it.
template <typename T>
bool fast_decimal(std::string_view text, T& out) {
    static constexpr auto kPowers = [] {
        std::array<typename T::rep, T::kDigits + 1> powers{1};
        for (std::size_t i = 1; i < powers.size(); ++i)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }();
    if (text.empty() || text.size() > 18) return false;
    const std::size_t first = text.front() == '-' ? 1 : 0;
    std::int64_t number = 0;
    std::size_t point = text.size();
    for (std::size_t i = first; i < text.size(); ++i) {
        const unsigned digit = static_cast<unsigned char>(text[i]) - unsigned{'0'};
        if (digit < 10) {
            number = number * 10 + digit;
        } else if (text[i] == '.' && point == text.size() && i > first && i + 1 < text.size()) {
            point = i;
        } else {
            return false;
        }
    }
    if (first == text.size()) return false;
    const std::size_t places = point == text.size() ? 0 : text.size() - point - 1;
    if (places > static_cast<std::size_t>(T::kDigits)) return false;
    typename T::rep raw = first == 1 ? -number : number;
    if (__builtin_mul_overflow(raw, kPowers[static_cast<std::size_t>(T::kDigits) - places], &raw))
        return false;
    out = T::from_raw(raw);
    return true;
}

// Decimals. Empty text and null are zero: the venue leaves out what it has not.
Result<void> read(od::value& value, std::string_view field, Price& out);
Result<void> read(od::value& value, std::string_view field, Quantity& out);
Result<void> read(od::value& value, std::string_view field, Notional& out);
Result<void> read(od::value& value, std::string_view field, Ratio& out);

// What was read, into its place.
template <typename T, typename Out>
Result<void> take(const Result<T>& read, Out& out) {
    if (!read) return std::unexpected{read.error()};
    out = *read;
    return {};
}

// Calls `visit(object)` for each element of an array of objects. A null is an empty array.
template <typename Visit>
Result<void> each_object(od::value& array, std::string_view where, Visit&& visit) {
    return each_element(array, where, [&](od::value& value) -> Result<void> {
        od::object object;
        if (const auto code = value.get_object().get(object)) return bad(where, code);
        return visit(object);
    });
}

}  // namespace twinleg::venues::edgex::json
