#pragma once
// Reading Paradex's JSON with simdjson's on-demand front end: prices, sizes and money are decimal
// text, times are numbers, and what is not told is null, empty or left out. For the .cpp files of
// this folder only.
//
// Members are only ever walked forward: looking one up by name goes round an object that simdjson
// takes for sound, which is undefined where brackets do not match.

#include <simdjson.h>

#include <string>
#include <string_view>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"

namespace twinleg::venues::paradex::json {

namespace od = simdjson::ondemand;

inline std::unexpected<Error> bad(std::string_view field, std::string_view what) {
    return fail(Errc::malformed, std::string{field}.append(": ").append(what));
}
inline std::unexpected<Error> bad(std::string_view field, simdjson::error_code code) {
    return bad(field, simdjson::error_message(code));
}

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

inline bool is_null(od::value& value) {
    return std::string_view{value.raw_json_token()}.starts_with("null");
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

// The members of a value that is an object. A null is an empty one.
template <typename Visit>
Result<void> each_member(od::value& value, std::string_view where, Visit&& visit) {
    if (is_null(value)) return {};
    od::object object;
    if (const auto code = value.get_object().get(object)) return bad(where, code);
    return each_member(object, where, std::forward<Visit>(visit));
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

}  // namespace twinleg::venues::paradex::json
