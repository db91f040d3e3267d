#pragma once
// What of a client's JSON tree Paradex reads in its own way.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/wire/json.h"

namespace twinleg::sim::wire::paradex {

// The member of that name; null where it is missing, or null itself.
const Json* member_at(const Json& json, std::string_view name);
// The member's text; nothing where it is missing or no text.
std::optional<std::string_view> text_at(const Json& json, std::string_view name);
// The texts of a list; empty where it is missing.
std::vector<std::string> texts_at(const Json& json, std::string_view name);
// As JSON again.
std::string raw(const Json& json);

// A whole number in decimal digits, all of them.
std::optional<std::int64_t> parse_integer(std::string_view text);

}  // namespace twinleg::sim::wire::paradex
