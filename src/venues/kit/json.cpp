#include "venues/kit/json.h"

#include <charconv>
#include <cstring>
#include <limits>
#include <utility>

namespace twinleg::venues::kit {
namespace {

constexpr int kDeepest = 64;

bool in_number(char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

}  // namespace

bool JsonCursor::wrong() {
    wrong_ = true;
    return false;
}

void JsonCursor::fail(Errc code, std::string message) {
    if (wrong_) return;
    wrong_ = true;
    code_ = code;
    message_ = std::move(message);
}

std::unexpected<Error> JsonCursor::error(std::string_view what) const {
    std::string message{what};
    message += ": ";
    message += message_.empty() ? "not well-formed JSON at byte " + std::to_string(at_ - begin_)
                                : message_;
    return twinleg::fail(code_, std::move(message));
}

bool JsonCursor::next_is(char c) {
    space();
    return !wrong_ && at_ != end_ && *at_ == c;
}

bool JsonCursor::expect(char c) {
    if (wrong_ || at_ == end_ || *at_ != c) return wrong();
    ++at_;
    return true;
}

bool JsonCursor::enter(char bracket) {
    space();
    if (!expect(bracket)) return false;
    fresh_ = true;
    return true;
}

bool JsonCursor::member(std::string_view& key) {
    if (wrong_) return false;
    space();
    if (at_ != end_ && *at_ == '}') {
        ++at_;
        fresh_ = false;
        return false;
    }
    if (!std::exchange(fresh_, false)) {
        if (!expect(',')) return false;
        space();
    }
    if (at_ == end_ || *at_ != '"') return wrong();
    key = text();
    space();
    return expect(':');
}

bool JsonCursor::element() {
    if (wrong_) return false;
    space();
    if (at_ != end_ && *at_ == ']') {
        ++at_;
        fresh_ = false;
        return false;
    }
    if (!std::exchange(fresh_, false) && !expect(',')) return false;
    space();
    if (at_ == end_ || *at_ == ']') return wrong();
    return true;
}

// From its quote to behind the closing one.
std::string_view JsonCursor::text() {
    const char* const from = ++at_;
    while (at_ != end_) {
        const char c = *at_;
        if (c == '"') {
            const std::string_view out{from, static_cast<std::size_t>(at_ - from)};
            ++at_;
            return out;
        }
        if (c == '\\' && ++at_ == end_) break;
        ++at_;
    }
    wrong_ = true;
    return {};
}

JsonValue JsonCursor::nested() {
    const char* const from = at_;
    std::array<char, kDeepest> open{};
    int depth = 0;
    while (at_ != end_) {
        const char c = *at_;
        if (c == '"') {
            static_cast<void>(text());
            if (wrong_) return {};
            continue;
        }
        ++at_;
        if (c == '{' || c == '[') {
            if (depth == kDeepest) break;
            open[static_cast<std::size_t>(depth++)] = c == '{' ? '}' : ']';
        } else if (c == '}' || c == ']') {
            if (open[static_cast<std::size_t>(--depth)] != c) break;
            if (depth == 0)
                return {*from == '{' ? JsonValue::Kind::object : JsonValue::Kind::array,
                        {from, static_cast<std::size_t>(at_ - from)}};
        }
    }
    wrong_ = true;
    return {};
}

JsonValue JsonCursor::value() {
    space();
    fresh_ = false;
    if (wrong_ || at_ == end_) {
        wrong_ = true;
        return {};
    }
    const char c = *at_;
    if (c == '"') {
        const std::string_view out = text();
        return {JsonValue::Kind::text, out};
    }
    if (c == '{' || c == '[') return nested();
    const char* const from = at_;
    if (in_number(c) && c != 'e' && c != 'E') {
        while (at_ != end_ && in_number(*at_))
            ++at_;
        return {JsonValue::Kind::number, {from, static_cast<std::size_t>(at_ - from)}};
    }
    for (const std::string_view word : {"true", "false", "null"}) {
        if (static_cast<std::size_t>(end_ - at_) < word.size() ||
            std::memcmp(at_, word.data(), word.size()) != 0)
            continue;
        at_ += word.size();
        return {JsonValue::Kind::literal, word};
    }
    wrong_ = true;
    return {};
}

bool JsonCursor::levels(std::vector<Level>& out) {
    if (!enter('[')) return false;
    const auto number = [&]<typename T>(T& into, auto parse, std::string_view field) {
        const std::string_view digits = value().plain();
        if (wrong_) return false;
        if (fast_decimal(digits, into)) return true;
        const Result<T> exact = parse(digits, field);
        if (!exact) {
            fail(exact.error().code, exact.error().message);
            return false;
        }
        into = *exact;
        return true;
    };
    while (element()) {
        Level level;
        if (!enter('[') || !element() || !number(level.price, parse_price, "price") || !element() ||
            !number(level.quantity, parse_quantity, "quantity"))
            return wrong();
        while (element())
            static_cast<void>(value());
        if (wrong_) return false;
        if (!level.price.is_positive() || level.quantity.is_negative()) {
            fail(Errc::out_of_range, "a level's price is not above zero, or its quantity below it");
            return false;
        }
        out.push_back(level);
    }
    return !wrong_;
}

bool JsonCursor::finished() {
    if (wrong_) return false;
    space();
    if (at_ != end_) return wrong();
    return true;
}

void Taker::fail(Errc code, std::string_view field, std::string_view why) {
    if (failed_) return;
    failed_ = true;
    error_ = {code, std::string{what_}.append(": ").append(field).append(" ").append(why)};
}

void Taker::fail(const Error& error) {
    if (failed_) return;
    failed_ = true;
    error_ = {error.code, std::string{what_}.append(": ").append(error.message)};
}

template <typename T, typename Parse>
T Taker::decimal(const JsonValue& v, std::string_view field, bool required, Parse parse) {
    T out{};
    const std::string_view text = v.plain();
    if (fast_decimal(text, out)) return out;
    if (text.empty()) {
        if (required || !(v.is_null() || v.kind == JsonValue::Kind::text))
            fail(v.is_null() ? Errc::missing : Errc::malformed, field,
                 v.is_null() ? "is missing" : "is no number");
        return {};
    }
    const Result<T> exact = parse(text, field);
    if (exact) return *exact;
    fail(exact.error());
    return {};
}

Price Taker::price(const JsonValue& v, std::string_view field) {
    return decimal<Price>(v, field, false, parse_price);
}
Price Taker::must_price(const JsonValue& v, std::string_view field) {
    const Price out = decimal<Price>(v, field, true, parse_price);
    if (ok() && !out.is_positive()) fail(Errc::out_of_range, field, "is not above zero");
    return out;
}
Quantity Taker::quantity(const JsonValue& v, std::string_view field) {
    return decimal<Quantity>(v, field, false, parse_quantity);
}
Quantity Taker::must_quantity(const JsonValue& v, std::string_view field) {
    return decimal<Quantity>(v, field, true, parse_quantity);
}
Notional Taker::notional(const JsonValue& v, std::string_view field) {
    return decimal<Notional>(v, field, false, parse_notional);
}
Notional Taker::must_notional(const JsonValue& v, std::string_view field) {
    return decimal<Notional>(v, field, true, parse_notional);
}

Ratio Taker::ratio(const JsonValue& v, std::string_view field) {
    std::string_view text = v.plain();
    const auto point = text.find('.');
    const bool plain = text.find_first_of("eE") == std::string_view::npos;
    constexpr auto kPlaces = static_cast<std::size_t>(Ratio::kDigits);
    if (plain && point != std::string_view::npos && text.size() > point + 1 + kPlaces) {
        if (text.substr(point + 1).find_first_not_of("0123456789") == std::string_view::npos)
            text = text.substr(0, point + 1 + kPlaces);
    }
    return decimal<Ratio>({v.kind, v.plain().empty() ? v.raw : text}, field, false, parse_ratio);
}

std::uint64_t Taker::whole(const JsonValue& v, std::string_view field) {
    const std::string_view text = v.plain();
    if (text.empty()) {
        if (!(v.is_null() || v.kind == JsonValue::Kind::text))
            fail(Errc::malformed, field, "is no number");
        return 0;
    }
    std::uint64_t number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code == std::errc::result_out_of_range) {
        fail(Errc::out_of_range, field, "does not fit 64 bits");
    } else if (code != std::errc{} || end != text.data() + text.size()) {
        fail(Errc::malformed, field, "is not a whole number");
    }
    return number;
}

std::uint64_t Taker::must_whole(const JsonValue& v, std::string_view field) {
    if (v.plain().empty()) fail(Errc::missing, field, "is missing");
    return whole(v, field);
}

Time Taker::time(const JsonValue& v, std::string_view field, std::int64_t unit_ns) {
    const std::uint64_t count = whole(v, field);
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (count > kMost / static_cast<std::uint64_t>(unit_ns)) {
        fail(Errc::out_of_range, field, "is past the year 2262");
        return {};
    }
    return {static_cast<std::int64_t>(count) * unit_ns};
}

Time Taker::time_ms(const JsonValue& v, std::string_view field) {
    return time(v, field, 1'000'000);
}
Time Taker::time_us(const JsonValue& v, std::string_view field) {
    return time(v, field, 1'000);
}

std::string_view Taker::must_text(const JsonValue& v, std::string_view field) {
    if (v.plain().empty()) fail(Errc::missing, field, "is missing");
    return v.plain();
}

}  // namespace twinleg::venues::kit
