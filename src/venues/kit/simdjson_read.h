#pragma once
// Reading with simdjson's on-demand front end, for the .cpp files of venues whose frames are large.
//
// Members are only ever walked forward. Looking one up by name (find_field_unordered) goes round to
// the beginning of an object it takes for sound, and that is undefined behaviour where brackets do
// not match; what must be read in another order is read in a second walk.

#include <simdjson.h>

#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"

namespace twinleg::venues::kit::json {

namespace od = simdjson::ondemand;

inline std::unexpected<Error> bad(std::string_view field, std::string_view what) {
    return fail(Errc::malformed, std::string{field}.append(": ").append(what));
}
inline std::unexpected<Error> bad(std::string_view field, simdjson::error_code code) {
    return bad(field, simdjson::error_message(code));
}

inline bool is_null(od::value& value) {
    return std::string_view{value.raw_json_token()}.starts_with("null");
}

// Of a token without quotes: the digits of a number, nothing of a null.
inline Result<std::string_view> bare_text(std::string_view token, std::string_view field) {
    while (!token.empty() && (token.back() == ' ' || token.back() == '\t' || token.back() == '\n' ||
                              token.back() == '\r'))
        token.remove_suffix(1);
    if (token == "null") return std::string_view{};
    const char first = token.empty() ? '\0' : token.front();
    if (first != '-' && (first < '0' || first > '9'))
        return bad(field, "is neither text nor number");
    return token;
}

// Milliseconds since the epoch. Zero: unknown. Errors: out_of_range.
inline Result<Time> time_of_ms(std::uint64_t ms, std::string_view field) {
    if (ms > std::uint64_t{1} << 43)  // the year 2248: no clock says so
        return fail(Errc::out_of_range, std::string{field} + ": is no time in milliseconds");
    return Time{static_cast<std::int64_t>(ms) * 1'000'000};
}

// Calls `visit(key, value)` for each member; what it leaves unread is skipped. After an error
// nothing of the document may be touched again: simdjson has let go of it.
template <typename Visit>
Result<void> each_member(od::object object, std::string_view where, Visit&& visit) {
    for (auto member : object) {
        od::raw_json_string key;
        if (const auto code = member.key().get(key)) return bad(where, code);
        const char* const begin = key.raw();
        std::size_t size = 0;
        while (begin[size] != '"')  // the tokenizer has seen that the quote is there
            ++size;
        od::value value;
        if (const auto code = member.value().get(value)) return bad(where, code);
        if (auto done = visit(std::string_view{begin, size}, value); !done) return done;
    }
    return {};
}

// Calls `visit(value)` for each element. A null is an empty array.
template <typename Visit>
Result<void> each_element(od::value& array, std::string_view where, Visit&& visit) {
    if (is_null(array)) return {};
    od::array elements;
    if (const auto code = array.get_array().get(elements)) return bad(where, code);
    for (auto element : elements) {
        od::value value;
        if (const auto code = std::move(element).get(value)) return bad(where, code);
        if (auto done = visit(value); !done) return done;
    }
    return {};
}

}  // namespace twinleg::venues::kit::json
