#pragma once
// Fields of a JSON answer whose absence is no error. For notify's own .cpp files.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

namespace twinleg::notify {

using JsonField = simdjson::simdjson_result<simdjson::dom::element>;

// The text, or an empty one.
inline std::string text_in(const JsonField& field) {
    std::string_view text;
    return field.get(text) == simdjson::SUCCESS ? std::string{text} : std::string{};
}

// The whole number, if it is one.
inline std::optional<std::int64_t> number_in(const JsonField& field) {
    std::int64_t number = 0;
    if (field.get(number) != simdjson::SUCCESS) return std::nullopt;
    return number;
}

}  // namespace twinleg::notify
