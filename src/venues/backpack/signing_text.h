#pragma once
// The text that Backpack signatures cover.
//
//   instruction=<name>[&k1=v1&k2=v2…]&timestamp=<ms>&window=<ms>
//
// Pairs are sorted by key in byte order. A text is itself, an integer its digits, a boolean `true`
// or `false`; absent and null fields are left out. A batch repeats instruction and pairs for each
// order, in their order, before one timestamp and window. Source: venues page of Backpack,
// "Authentication"; vectors signing_rest.json.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace twinleg::venues::backpack {

// `instruction=<name>` and the pairs of a JSON object, or of each object of an array.
// Errors: malformed, if it is neither, or a value is nested.
Result<std::string> text_of_body(std::string_view instruction, std::string_view json);

// `instruction=<name>` and the pairs of a query string, which are taken as they stand; `True` and
// `False`, which one client sends, are signed in lower case.
std::string text_of_query(std::string_view instruction, std::string_view query);

void append_window(std::string& text, std::uint64_t timestamp_ms, unsigned window_ms);

}  // namespace twinleg::venues::backpack
