#include "venues/edgex/json_read.h"

#include <charconv>

namespace twinleg::venues::edgex::json {
namespace {

template <typename T, typename Parse>
Result<void> decimal(od::value& value, std::string_view field, T& out, Parse parse) {
    const auto text = raw_text(value, field);
    if (!text) return std::unexpected{text.error()};
    if (fast_decimal(*text, out)) return {};
    if (text->empty()) {
        out = {};
        return {};
    }
    const Result<T> exact = parse(*text, field);
    if (!exact) return std::unexpected{exact.error()};
    out = *exact;
    return {};
}

}  // namespace

Result<std::string_view> raw_text(od::value& value, std::string_view field) {
    std::string_view token = value.raw_json_token();
    if (token.empty()) return bad(field, "is missing");
    if (token.front() == '"') {
        token.remove_prefix(1);
        const auto end = token.find('"');
        if (end == std::string_view::npos) return bad(field, "is not text");
        return token.substr(0, end);
    }
    return kit::json::bare_text(token, field);
}

Result<std::string_view> plain_text(od::value& value, std::string_view field) {
    const std::string_view token = value.raw_json_token();
    if (token.empty() || token.front() != '"') return raw_text(value, field);
    std::string_view text;
    if (const auto code = value.get_string().get(text)) return bad(field, code);
    return text;
}

Result<bool> flag(od::value& value, std::string_view field) {
    std::string_view token = value.raw_json_token();
    if (token.starts_with('"')) token.remove_prefix(1);
    if (token.starts_with("true")) return true;
    if (token.starts_with("false") || token.starts_with("null")) return false;
    return bad(field, "is neither true nor false");
}

Result<std::uint64_t> whole(od::value& value, std::string_view field) {
    const auto text = raw_text(value, field);
    if (!text) return std::unexpected{text.error()};
    if (text->empty()) return std::uint64_t{0};
    std::uint64_t number = 0;
    const auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (code == std::errc::result_out_of_range)
        return fail(Errc::out_of_range, std::string{field} + ": does not fit 64 bits");
    if (code != std::errc{} || end != text->data() + text->size())
        return bad(field, "is not a whole number");
    return number;
}

Result<Time> time(od::value& value, std::string_view field) {
    const auto ms = whole(value, field);
    if (!ms) return std::unexpected{ms.error()};
    return kit::json::time_of_ms(*ms, field);
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
Result<void> read(od::value& value, std::string_view field, Ratio& out) {
    return decimal(value, field, out, parse_ratio);
}

}  // namespace twinleg::venues::edgex::json
