#pragma once
// The text that EdgeX request signatures cover, V1 and V2 alike.
//
//   content = timestamp ‖ METHOD ‖ path ‖ text(query or body)
//   text(null) = "" · text(string) = itself · text(boolean) = true/false · text(number) = its
//   digits text(array) = items joined by & in their order · text(object) = key=text(value) by key,
//   joined by &
//
// Keys are sorted by code point; nothing is escaped or percent-encoded; nested values get no
// brackets. Source: venues page of EdgeX, "Canonical text"; vectors v1_auth.json, v2_auth.json.

#include <string>
#include <string_view>

#include "core/result.h"

namespace twinleg::venues::edgex {

// The text of a JSON value: a request body, or the object of query parameters.
// A number with a fraction is written as Python writes it (shortest, `1.0` keeps its zero).
// Errors: malformed, if it is not JSON, is nested more than 64 deep, or has a key twice.
Result<std::string> canonical_text(std::string_view json);

// `path` starts at /api/ and has neither host nor query.
std::string signed_content(std::string_view timestamp_ms, std::string_view method,
                           std::string_view path, std::string_view text);

}  // namespace twinleg::venues::edgex
