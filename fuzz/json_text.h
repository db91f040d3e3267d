#pragma once
// Whether a text is JSON.

#include <simdjson.h>

#include <string_view>

namespace twinleg::fuzz {

inline bool is_json(std::string_view text) {
    simdjson::dom::parser parser;
    simdjson::dom::element ignored;
    return parser.parse(simdjson::padded_string(text)).get(ignored) == simdjson::SUCCESS;
}

}  // namespace twinleg::fuzz
