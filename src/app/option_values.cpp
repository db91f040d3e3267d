#include "app/option_values.h"

#include <charconv>
#include <cmath>
#include <type_traits>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace twinleg::app {

namespace {

// More than anything that is counted in deviations or basis points.
constexpr double kMostNumber = 1e9;

template <typename T>
Result<T> parse_integer(std::string_view text, std::string_view field) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = end == text.data() + text.size();
    if (error == std::errc::result_out_of_range && whole)
        return fail(Errc::out_of_range, fmt::format("{} is too large: \"{}\"", field, text));
    if (error != std::errc{} || !whole)
        return fail(Errc::malformed, fmt::format("{} is not a whole number{}: \"{}\"", field,
                                                 std::is_unsigned_v<T> ? " from 0 on" : "", text));
    return value;
}

Result<void> read(bool& target, std::string_view text, std::string_view field) {
    for (const auto* yes : {"true", "1", "yes", "on"})
        if (text == yes) return target = true, Result<void>{};
    for (const auto* no : {"false", "0", "no", "off"})
        if (text == no) return target = false, Result<void>{};
    return fail(Errc::malformed, fmt::format("{} is neither true nor false: \"{}\"", field, text));
}

template <typename T>
Result<void> put(T& target, Result<T> value) {
    if (!value) return std::unexpected{value.error()};
    target = *value;
    return {};
}

Result<void> read(double& target, std::string_view text, std::string_view field) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), target);
    const bool whole = end == text.data() + text.size();
    if (whole && (error == std::errc::result_out_of_range || std::abs(target) > kMostNumber))
        return fail(Errc::out_of_range, fmt::format("{} is too large: \"{}\"", field, text));
    if (error != std::errc{} || !whole || !std::isfinite(target))
        return fail(Errc::malformed,
                    fmt::format("{} is not a number, like 2.5: \"{}\"", field, text));
    return {};
}
Result<void> read(std::int64_t& target, std::string_view text, std::string_view field) {
    return put(target, parse_integer<std::int64_t>(text, field));
}
Result<void> read(std::uint64_t& target, std::string_view text, std::string_view field) {
    return put(target, parse_integer<std::uint64_t>(text, field));
}
Result<void> read(Price& target, std::string_view text, std::string_view field) {
    return put(target, parse_price(text, field));
}
Result<void> read(Quantity& target, std::string_view text, std::string_view field) {
    return put(target, parse_quantity(text, field));
}
Result<void> read(Notional& target, std::string_view text, std::string_view field) {
    return put(target, parse_notional(text, field));
}
Result<void> read(Ratio& target, std::string_view text, std::string_view field) {
    return put(target, parse_ratio(text, field));
}
Result<void> read(Duration& target, std::string_view text, std::string_view field) {
    return put(target, parse_duration(text, field));
}
Result<void> read(std::string& target, std::string_view text, std::string_view) {
    target = text;
    return {};
}
Result<void> read(std::filesystem::path& target, std::string_view text, std::string_view field) {
    if (text.empty()) return fail(Errc::malformed, fmt::format("{} names no file", field));
    target = text;
    return {};
}
Result<void> read(std::vector<std::string>& target, std::string_view text, std::string_view) {
    target.emplace_back(text);
    return {};
}
template <typename T>
Result<void> read(std::optional<T>& target, std::string_view text, std::string_view field) {
    return read(target.emplace(), text, field);
}

std::string shown(bool value) {
    return value ? "true" : "false";
}
std::string shown(const std::string& value) {
    return value;
}
std::string shown(const std::filesystem::path& value) {
    return value.string();
}
std::string shown(double value) {
    return fmt::format("{}", value);
}
std::string shown(std::int64_t value) {
    return fmt::format("{}", value);
}
std::string shown(std::uint64_t value) {
    return fmt::format("{}", value);
}
std::string shown(Duration value) {
    return to_text(value);
}
template <typename Tag, typename Rep, int Digits>
std::string shown(Fixed<Tag, Rep, Digits> value) {
    return twinleg::to_text(value);
}
std::string shown(const std::vector<std::string>& values) {
    return fmt::format("{}", fmt::join(values, ","));
}
template <typename T>
std::string shown(const std::optional<T>& value) {
    return value ? shown(*value) : std::string{};
}

// What --help puts behind the name.
std::string_view kind(bool) {
    return "";
}
std::string_view kind(const std::string&) {
    return "TEXT";
}
std::string_view kind(const std::filesystem::path&) {
    return "PATH";
}
std::string_view kind(const std::vector<std::string>&) {
    return "TEXT";
}
std::string_view kind(Duration) {
    return "TIME";
}
template <typename T>
std::string_view kind(const T&) {
    return "NUMBER";
}
template <typename T>
std::string_view kind(const std::optional<T>&) {
    return kind(T{});
}

}  // namespace

Result<void> read_value(const Target& target, std::string_view text, std::string_view field) {
    return std::visit([&](auto* value) { return read(*value, text, field); }, target);
}

std::string value_text(const Target& target) {
    return std::visit([](auto* value) { return shown(*value); }, target);
}

std::string_view value_kind(const Target& target) {
    return std::visit([](auto* value) { return kind(*value); }, target);
}

}  // namespace twinleg::app
