#include <array>
#include <limits>

#include <fmt/format.h>

#include "app/option_values.h"

namespace twinleg::app {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t ns;
};
constexpr std::array kUnits = {
    Unit{"ms", 1'000'000},        Unit{"us", 1'000},         Unit{"ns", 1},
    Unit{"s", 1'000'000'000},     Unit{"m", 60'000'000'000}, Unit{"h", 3'600'000'000'000},
    Unit{"d", 86'400'000'000'000}};

// Takes the unit's letters off the front of `text`. Zero: not a unit.
std::int64_t take_unit(std::string_view& text) {
    std::size_t letters = 0;
    while (letters < text.size() && text[letters] >= 'a' && text[letters] <= 'z')
        ++letters;
    const auto word = text.substr(0, letters);
    text.remove_prefix(letters);
    for (const auto& unit : kUnits)
        if (word == unit.name) return unit.ns;
    return 0;
}

}  // namespace

Result<Duration> parse_duration(std::string_view text, std::string_view field) {
    const auto malformed = [&] {
        return fail(
            Errc::malformed,
            fmt::format("{} is not a time like 30s, 250ms, 5m or 1h30m: \"{}\"", field, text));
    };
    if (text.empty()) return malformed();
    Int128 total = 0;
    for (auto rest = text; !rest.empty();) {
        std::size_t digits = 0;
        while (digits < rest.size() && ((rest[digits] >= '0' && rest[digits] <= '9') ||
                                        rest[digits] == '.' || rest[digits] == '-'))
            ++digits;
        const auto number = parse_quantity(rest.substr(0, digits), field);
        if (!number) return malformed();
        if (number->is_negative())
            return fail(Errc::out_of_range,
                        fmt::format("{} must not be negative: \"{}\"", field, text));
        rest.remove_prefix(digits);
        const bool bare = rest.empty() && digits == text.size();
        const auto unit = bare ? std::int64_t{1'000'000'000} : take_unit(rest);
        if (unit == 0) return malformed();
        total += static_cast<Int128>(number->raw()) * unit / Quantity::kOne;
        if (total > std::numeric_limits<std::int64_t>::max())
            return fail(Errc::out_of_range, fmt::format("{} is too long: \"{}\"", field, text));
    }
    return nanoseconds(static_cast<std::int64_t>(total));
}

std::string to_text(Duration duration) {
    if (duration.ns < 0) return "-" + to_text(Duration{-duration.ns});
    const auto whole = duration.ns / 1'000'000'000;
    const auto rest = duration.ns % 1'000'000'000;
    if (whole == 0 && rest != 0) return fmt::format("{}ms", static_cast<double>(rest) / 1e6);
    if (whole < 60)
        return rest == 0 ? fmt::format("{}s", whole)
                         : fmt::format("{}s", static_cast<double>(duration.ns / 1'000'000) / 1e3);
    if (whole < 3600)
        return whole % 60 == 0 ? fmt::format("{}m", whole / 60)
                               : fmt::format("{}m {}s", whole / 60, whole % 60);
    return whole % 3600 / 60 == 0 ? fmt::format("{}h", whole / 3600)
                                  : fmt::format("{}h {}m", whole / 3600, whole % 3600 / 60);
}

}  // namespace twinleg::app
