#include "venues/lighter/json.h"

#include <charconv>
#include <limits>

namespace twinleg::venues::lighter::json {
namespace {

// Whole digits, all of the text.
template <typename T>
bool read_whole(std::string_view text, T& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

}  // namespace

std::string_view between_quotes(ondemand::raw_json_string text) {
    const char* const begin = text.raw();
    const char* end = begin;
    while (*end != '"') {
        if (*end == '\\') ++end;  // whatever follows does not end it
        ++end;
    }
    return {begin, static_cast<std::size_t>(end - begin)};
}

bool is_null(ondemand::value value) {
    bool null = false;
    return value.is_null().get(null) == simdjson::SUCCESS && null;
}

std::string_view token(ondemand::value value) {
    std::string_view text = value.raw_json_token();
    if (!text.empty() && text.front() == '"') {
        ondemand::raw_json_string raw;
        if (value.get_raw_json_string().get(raw)) return {};
        return between_quotes(raw);
    }
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ')
        text.remove_suffix(1);
    return text;
}

Result<Time> to_time(std::uint64_t count, std::int64_t unit_ns) {
    const auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (count > most / static_cast<std::uint64_t>(unit_ns)) {
        return twinleg::fail(Errc::out_of_range,
                             "a time of " + std::to_string(count) + " is past the year 2262");
    }
    return Time{static_cast<std::int64_t>(count) * unit_ns};
}

Result<ondemand::object> whole(simdjson::simdjson_result<ondemand::document>& document,
                               std::string_view what) {
    ondemand::object object;
    if (const auto error = document.get_object().get(object)) {
        return twinleg::fail(Errc::malformed, std::string{what} + ": not a JSON object (" +
                                                  simdjson::error_message(error) + ")");
    }
    return object;
}

void Fields::fail(Errc code, std::string_view field, std::string_view why) {
    if (failed_) return;
    failed_ = true;
    std::string message{what_};
    message += ": ";
    message += field;
    message += ' ';
    message += why;
    error_ = Error{code, std::move(message)};
}

void Fields::fail(const Error& error) {
    if (failed_) return;
    failed_ = true;
    error_ = Error{error.code, std::string{what_} + ": " + error.message};
}

bool Fields::find(const char* name, ondemand::value& out) {
    return find(name, out, false);
}

bool Fields::find(const char* name, ondemand::value& out, bool required) {
    if (failed_) return false;
    auto error = object_.find_field_unordered(std::string_view{name}).get(out);
    bool null = false;
    if (error == simdjson::SUCCESS) error = out.is_null().get(null);
    if (error == simdjson::SUCCESS && !null) return true;
    if (error != simdjson::SUCCESS && error != simdjson::NO_SUCH_FIELD) {
        fail(Errc::malformed, name, simdjson::error_message(error));
        broken_ = true;
        return false;
    }
    if (required) fail(Errc::missing, name, "is missing");
    return false;
}

template <typename T, typename Parse>
T Fields::decimal(const char* name, bool required, Parse parse) {
    ondemand::value value;
    if (!find(name, value, required)) return {};
    const std::string_view text = token(value);
    if (text.empty() && !required) return {};
    const Result<T> parsed = parse(text, name);
    if (parsed) return *parsed;
    fail(parsed.error());
    return {};
}

Price Fields::price(const char* name) {
    return decimal<Price>(name, true, parse_price);
}
Price Fields::price_or_zero(const char* name) {
    return decimal<Price>(name, false, parse_price);
}
Quantity Fields::quantity(const char* name) {
    return decimal<Quantity>(name, true, parse_quantity);
}
Quantity Fields::quantity_or_zero(const char* name) {
    return decimal<Quantity>(name, false, parse_quantity);
}
Notional Fields::notional(const char* name) {
    return decimal<Notional>(name, true, parse_notional);
}
Notional Fields::notional_or_zero(const char* name) {
    return decimal<Notional>(name, false, parse_notional);
}
Ratio Fields::ratio_or_zero(const char* name) {
    return decimal<Ratio>(name, false, parse_ratio);
}

template <typename T>
T Fields::whole_number(const char* name, bool required, T otherwise) {
    ondemand::value value;
    if (!find(name, value, required)) return otherwise;
    T number{};
    if (read_whole(token(value), number)) return number;
    fail(Errc::malformed, name, "is not a whole number");
    return otherwise;
}

std::uint64_t Fields::number(const char* name) {
    return whole_number<std::uint64_t>(name, true, 0);
}
std::uint64_t Fields::number_or(const char* name, std::uint64_t otherwise) {
    return whole_number(name, false, otherwise);
}
std::int64_t Fields::signed_or(const char* name, std::int64_t otherwise) {
    return whole_number(name, false, otherwise);
}

bool Fields::flag(const char* name) {
    ondemand::value value;
    if (!find(name, value, true)) return false;
    bool out = false;
    if (value.get_bool().get(out)) fail(Errc::malformed, name, "is neither true nor false");
    return out;
}

bool Fields::flag_or(const char* name, bool otherwise) {
    ondemand::value value;
    if (!find(name, value, false)) return otherwise;
    bool out = false;
    if (value.get_bool().get(out)) fail(Errc::malformed, name, "is neither true nor false");
    return out;
}

std::string_view Fields::text(const char* name) {
    ondemand::value value;
    return find(name, value, true) ? token(value) : std::string_view{};
}

std::string_view Fields::text_or_empty(const char* name) {
    ondemand::value value;
    return find(name, value, false) ? token(value) : std::string_view{};
}

std::string_view Fields::id(const char* as_text, const char* as_number) {
    const char* name = as_text;
    ondemand::value value;
    std::string_view digits;
    if (find(as_text, value, false)) digits = token(value);
    if (digits.empty()) {
        name = as_number;
        if (!find(as_number, value, false)) return {};
        digits = token(value);
    }
    std::uint64_t number = 0;
    if (read_whole(digits, number)) return digits;
    fail(Errc::malformed, name, "is not a whole number");
    return {};
}

std::uint64_t Fields::id_number(const char* as_text, const char* as_number) {
    const std::string_view digits = id(as_text, as_number);
    std::uint64_t number = 0;
    if (!digits.empty()) static_cast<void>(read_whole(digits, number));
    return number;
}

Time Fields::time(const char* name, std::int64_t unit_ns) {
    const auto time = to_time(number_or(name, 0), unit_ns);
    if (time) return *time;
    fail(time.error().code, name, "is past the year 2262");
    return {};
}

Time Fields::time_ms(const char* name) {
    return time(name, 1'000'000);
}
Time Fields::time_us(const char* name) {
    return time(name, 1'000);
}
Time Fields::time_s(const char* name) {
    return time(name, 1'000'000'000);
}

}  // namespace twinleg::venues::lighter::json
