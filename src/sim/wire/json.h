#pragma once
// What a client sent, as a tree: a JSON body, or the fields of a query. It keeps every number as it
// was written, because requests are signed as text.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace twinleg::sim::wire {

struct Json {
    struct Field;
    enum class Kind : std::uint8_t { null, boolean, number, text, array, object };

    Kind kind{Kind::null};
    std::string text;            // of a boolean, number or text
    std::vector<Json> items;     // of an array
    std::vector<Field> members;  // of an object, as they came

    static Json of_text(std::string text);

    // The last member of that name; null where there is none.
    const Json* find(std::string_view name) const;

    // The member as text, for a number or boolean as well; empty where it is missing or null.
    std::string_view field(std::string_view name) const;
    // An array's items, or what commas separate in a text. No empty ones.
    std::vector<std::string> list(std::string_view name) const;
    bool flag(std::string_view name) const { return field(name) == "true"; }

    // A text to be signed: keys sorted by code point, k=v joined with '&', arrays in their order,
    // no brackets, nothing escaped. Source: edgeX, "Authentication"; page § 6.
    std::string flat() const;
};

struct Json::Field {
    std::string name;
    Json value;
};

inline Json Json::of_text(std::string text) {
    return {.kind = Kind::text, .text = std::move(text)};
}

// Errors: malformed, if it is not one JSON document (of at most 64 levels).
Result<Json> parse_json(std::string_view text);

// The text, if it is UTF-8; otherwise with '?' for every byte past ASCII. What is echoed to a
// client must be JSON, whatever it sent.
std::string echoed(std::string_view text);

// The fields of `a=1&b=2` as an object of texts; of a repeated name the last counts.
Json parse_fields(std::string_view query);

}  // namespace twinleg::sim::wire
