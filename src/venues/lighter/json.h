#pragma once
// One JSON object of the venue, asked for its fields by name. For this folder's .cpp files only:
// it brings simdjson with it.

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"
#include "venues/lighter/number.h"

namespace twinleg::venues::lighter::json {

namespace ondemand = simdjson::ondemand;

// The text between the quotes, as it stands: escapes are not undone. Points into the document,
// whose stage one has seen to it that every text is closed.
std::string_view between_quotes(ondemand::raw_json_string text);

// Whether the value is null; false too for what only begins like it ("nil"), which no reader of
// another type takes either.
bool is_null(ondemand::value value);

// A number's own digits, or the text between quotes, without surrounding space.
std::string_view token(ondemand::value value);

// Remembers the first thing that was wrong, so that a whole object is read and asked once.
//
// Fields may stand in any order; unknown ones are passed over. "Optional" means: left out or null
// gives the default. Each field must be read before the next is asked for (simdjson goes through
// the text as it is asked). The document must be
// well_formed_json().
class Fields {
public:
    // `what` begins the message of an error: "order".
    Fields(ondemand::object object, std::string_view what) : object_(object), what_(what) {}

    Price price(const char* name);
    Price price_or_zero(const char* name);  // also for an empty text
    Quantity quantity(const char* name);
    Quantity quantity_or_zero(const char* name);
    Notional notional(const char* name);
    Notional notional_or_zero(const char* name);
    Ratio ratio_or_zero(const char* name);

    // Whole numbers, written as one or as a text of digits.
    std::uint64_t number(const char* name);
    std::uint64_t number_or(const char* name, std::uint64_t otherwise);
    std::int64_t signed_or(const char* name, std::int64_t otherwise);
    bool flag(const char* name);
    bool flag_or(const char* name, bool otherwise);

    // A text as it stands, without undoing escapes; a number's digits will do. View into the
    // document.
    std::string_view text(const char* name);
    std::string_view text_or_empty(const char* name);
    // The digits of an id: of its text copy, which no parser can have rounded, else of the number.
    // Empty where both are left out.
    std::string_view id(const char* as_text, const char* as_number);
    std::uint64_t id_number(const char* as_text, const char* as_number);

    // Zero or left out: unknown.
    Time time_ms(const char* name);
    Time time_us(const char* name);
    Time time_s(const char* name);

    // The value itself; false where it is left out or null. To be read at once.
    bool find(const char* name, ondemand::value& out);

    bool ok() const { return !failed_; }
    // It is no JSON: nothing more of the document may be looked at.
    bool broken() const { return broken_; }
    void fail(Errc code, std::string_view field, std::string_view why);
    void fail(const Error& error);
    // The first thing that was wrong.
    Result<void> result() const {
        if (failed_) return std::unexpected{error_};
        return {};
    }

private:
    // False where it is left out or null; fails too where `required`.
    bool find(const char* name, ondemand::value& out, bool required);
    Time time(const char* name, std::int64_t unit_ns);
    template <typename T, typename Parse>
    T decimal(const char* name, bool required, Parse parse);
    template <typename T>
    T whole_number(const char* name, bool required, T otherwise);

    ondemand::object object_;
    std::string_view what_;
    bool failed_{false};
    bool broken_{false};
    Error error_{Errc::malformed, {}};
};

// Nanoseconds from a count of `unit_ns`; out_of_range past the year 2262.
Result<Time> to_time(std::uint64_t count, std::int64_t unit_ns);

// The object that the whole document is. Errors: malformed.
Result<ondemand::object> whole(simdjson::simdjson_result<ondemand::document>& document,
                               std::string_view what);

// Calls `read` with every object of the list or with every object of every list of the map
// ("1": [{…}, …], "2": null), or with every object of the map ("1": {…}). Stops at the first error.
template <typename Read>
Result<void> each_object(ondemand::value value, std::string_view what, Read&& read) {
    const auto bad = [&] {
        return twinleg::fail(Errc::malformed, std::string{what} + " is not a list of objects");
    };
    ondemand::json_type type{};
    if (value.type().get(type)) return bad();
    if (type == ondemand::json_type::null) return {};
    if (type == ondemand::json_type::array) {
        ondemand::array list;
        if (value.get_array().get(list)) return bad();
        for (auto item : list) {
            ondemand::object object;
            if (item.get_object().get(object)) return bad();
            if (auto done = read(object); !done) return done;
        }
        return {};
    }
    ondemand::object map;
    if (value.get_object().get(map)) return bad();
    for (auto entry : map) {
        ondemand::value item;
        if (entry.value().get(item)) return bad();
        ondemand::json_type item_type{};
        if (item.type().get(item_type)) return bad();
        if (item_type == ondemand::json_type::null) continue;
        if (item_type == ondemand::json_type::object) {
            ondemand::object object;
            if (item.get_object().get(object)) return bad();
            if (auto done = read(object); !done) return done;
            continue;
        }
        ondemand::array list;
        if (item.get_array().get(list)) return bad();
        for (auto element : list) {
            ondemand::object object;
            if (element.get_object().get(object)) return bad();
            if (auto done = read(object); !done) return done;
        }
    }
    return {};
}

}  // namespace twinleg::venues::lighter::json
