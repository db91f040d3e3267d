#pragma once
// Reading Paradex's JSON with simdjson's on-demand front end: prices, sizes and money are decimal
// text, times are numbers, and what is not told is null, empty or left out. For the .cpp files of
// this folder only.

#include <string>
#include <string_view>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"
#include "venues/kit/simdjson_read.h"

namespace twinleg::venues::paradex::json {

namespace od = simdjson::ondemand;
using kit::json::bad;
using kit::json::each_element;
using kit::json::each_member;
using kit::json::is_null;

// The text between the quotes as it stands (escapes and all), the digits of a number, nothing of a
// null. Points into the document.
Result<std::string_view> text(od::value& value, std::string_view field);
inline Result<void> read(od::value& value, std::string_view field, std::string_view& out) {
    const auto told = text(value, field);
    if (!told) return std::unexpected{told.error()};
    out = *told;
    return {};
}

// Decimals. Empty text and null are zero.
// Errors: malformed, out_of_range.
Result<void> read(od::value& value, std::string_view field, Price& out);
Result<void> read(od::value& value, std::string_view field, Quantity& out);
Result<void> read(od::value& value, std::string_view field, Notional& out);
// Averages and rates may have more places than we keep: they are cut.
Result<void> read_cut(od::value& value, std::string_view field, Price& out);
Result<void> read_cut(od::value& value, std::string_view field, Ratio& out);

// Errors: malformed, out_of_range past 64 bits. Empty text and null are zero.
Result<void> read(od::value& value, std::string_view field, std::uint64_t& out);
// With sign.
Result<void> read(od::value& value, std::string_view field, std::int64_t& out);
Result<void> read(od::value& value, std::string_view field, bool& out);
// Milliseconds since the epoch, as a number or text. Zero, empty or null: unknown.
Result<void> read(od::value& value, std::string_view field, Time& out);

// The members of a value that is an object. A null is an empty one.
template <typename Visit>
Result<void> each_member(od::value& value, std::string_view where, Visit&& visit) {
    if (is_null(value)) return {};
    od::object object;
    if (const auto code = value.get_object().get(object)) return bad(where, code);
    return each_member(object, where, std::forward<Visit>(visit));
}

}  // namespace twinleg::venues::paradex::json
