#include "venues/paradex/json_read.h"

#include <charconv>

namespace twinleg::venues::paradex::json {
namespace {

template <typename T, typename Parse>
Result<void> decimal(od::value& value, std::string_view field, T& out, Parse parse) {
    const auto told = text(value, field);
    if (!told) return std::unexpected{told.error()};
    out = {};
    if (told->empty()) return {};
    const Result<T> exact = parse(*told, field);
    if (!exact) return std::unexpected{exact.error()};
    out = *exact;
    return {};
}

// A plain decimal cut to T's places; anything with an exponent is read whole.
template <typename T, typename Parse>
Result<void> cut(od::value& value, std::string_view field, T& out, Parse parse) {
    return decimal(value, field, out, [parse](std::string_view digits, std::string_view name) {
        const auto point = digits.find('.');
        if (point != std::string_view::npos && digits.find_first_of("eE") == std::string_view::npos)
            digits = digits.substr(0, point + 1 + static_cast<std::size_t>(T::kDigits));
        return parse(digits, name);
    });
}

template <typename T>
Result<void> whole(od::value& value, std::string_view field, T& out) {
    const auto told = text(value, field);
    if (!told) return std::unexpected{told.error()};
    out = 0;
    if (told->empty()) return {};
    const char* const last = told->data() + told->size();
    const auto [end, code] = std::from_chars(told->data(), last, out);
    if (code == std::errc::result_out_of_range)
        return fail(Errc::out_of_range, std::string{field} + ": does not fit 64 bits");
    if (code != std::errc{} || end != last) return bad(field, "is not a whole number");
    return {};
}

}  // namespace

Result<std::string_view> text(od::value& value, std::string_view field) {
    std::string_view token = value.raw_json_token();
    if (token.empty()) return bad(field, "is missing");
    if (token.front() == '"') {
        token.remove_prefix(1);
        for (std::size_t end = 0; end < token.size(); ++end) {
            if (token[end] == '\\') {
                ++end;
            } else if (token[end] == '"') {
                return token.substr(0, end);
            }
        }
        return bad(field, "is not text");
    }
    return kit::json::bare_text(token, field);
}

Result<void> read(od::value& value, std::string_view field, Price& out) {
    return decimal(value, field, out, parse_price);
}
Result<void> read(od::value& value, std::string_view field, Quantity& out) {
    return decimal(value, field, out, parse_quantity);
}
Result<void> read(od::value& value, std::string_view field, Notional& out) {
    return decimal(value, field, out, parse_notional);
}
Result<void> read_cut(od::value& value, std::string_view field, Price& out) {
    return cut(value, field, out, parse_price);
}
Result<void> read_cut(od::value& value, std::string_view field, Ratio& out) {
    return cut(value, field, out, parse_ratio);
}

Result<void> read(od::value& value, std::string_view field, std::uint64_t& out) {
    return whole(value, field, out);
}
Result<void> read(od::value& value, std::string_view field, std::int64_t& out) {
    return whole(value, field, out);
}

Result<void> read(od::value& value, std::string_view field, bool& out) {
    const std::string_view token = value.raw_json_token();
    out = token.starts_with("true");
    if (out || token.starts_with("false") || token.starts_with("null")) return {};
    return bad(field, "is neither true nor false");
}

Result<void> read(od::value& value, std::string_view field, Time& out) {
    std::uint64_t ms = 0;
    if (auto done = read(value, field, ms); !done) return done;
    const auto time = kit::json::time_of_ms(ms, field);
    if (!time) return std::unexpected{time.error()};
    out = *time;
    return {};
}

}  // namespace twinleg::venues::paradex::json
