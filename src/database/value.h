#pragma once
// What stands in a column, the same for both databases.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/time.h"

namespace twinleg::database {

// Nothing, a whole number, a statistic, or text. Money is text: its digits stay what they were.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;
using Row = std::vector<Value>;

inline Value text(std::string_view what) {
    return std::string(what);
}
// Nothing where there is no text.
inline Value text_or_null(std::string_view what) {
    return what.empty() ? Value{} : Value{std::string(what)};
}
// Nothing where the moment is not known.
inline Value time_or_null(Time time) {
    return time.known() ? Value{time.ns} : Value{};
}

// Zero, or "", where the column holds nothing, or something else.
inline std::int64_t number_of(const Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value);
    return number == nullptr ? 0 : *number;
}
inline double real_of(const Value& value) {
    if (const auto* real = std::get_if<double>(&value)) return *real;
    return static_cast<double>(number_of(value));
}
inline const std::string& text_of(const Value& value) {
    static const std::string kNone;
    const auto* found = std::get_if<std::string>(&value);
    return found == nullptr ? kNone : *found;
}

}  // namespace twinleg::database
