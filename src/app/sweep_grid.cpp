#include "app/sweep_grid.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "core/money.h"

namespace twinleg::app {

namespace {

constexpr std::size_t kMostPoints = 100'000;

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> out;
    while (true) {
        const auto end = text.find(at);
        out.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return out;
        text.remove_prefix(end + 1);
    }
}

Result<std::vector<std::string>> range(std::string_view flag, std::string_view text) {
    const auto parts = split(text, ':');
    const auto refuse = [&](std::string_view why) {
        return fail(Errc::out_of_range, fmt::format("--grid: {}={}: {}", flag, text, why));
    };
    if (parts.size() != 3) return refuse("a range is from:to:step, e.g. 1:10:0.5");
    Notional numbers[3];
    for (std::size_t i = 0; i < 3; ++i) {
        const auto number = parse_notional(parts[i], flag);
        if (!number) return std::unexpected{number.error()};
        numbers[i] = *number;
    }
    const auto [from, to, step] = numbers;
    if (!step.is_positive()) return refuse("the step must be above zero");
    if (to < from) return refuse("the end lies before the beginning");
    if ((to - from).raw() / step.raw() >= static_cast<Int128>(kMostPoints))
        return refuse("that is more than 100,000 values");
    std::vector<std::string> values;
    for (auto at = from; at <= to; at += step)
        values.push_back(to_text(at));
    return values;
}

Result<Axis> parse_axis(std::string_view text) {
    const auto equals = text.find('=');
    auto flag = text.substr(0, equals);
    if (equals == std::string_view::npos || flag.empty() || equals + 1 == text.size())
        return fail(
            Errc::malformed,
            fmt::format("--grid: \"{}\" is not FLAG=VALUES, e.g. long-threshold=1,2,5", text));
    while (flag.starts_with('-'))
        flag.remove_prefix(1);
    const auto values = text.substr(equals + 1);
    Axis axis{.flag = std::string{flag}, .values = {}};
    if (values.find(':') != std::string_view::npos) {
        auto numbers = range(flag, values);
        if (!numbers) return std::unexpected{numbers.error()};
        axis.values = std::move(*numbers);
        return axis;
    }
    for (const auto value : split(values, ',')) {
        if (value.empty())
            return fail(Errc::malformed, fmt::format("--grid: {}: a value is empty", flag));
        axis.values.emplace_back(value);
    }
    return axis;
}

}  // namespace

Result<std::vector<Axis>> parse_grid(std::string_view text) {
    std::vector<Axis> axes;
    std::size_t points = 1;
    for (const auto part : split(text, ' ')) {
        if (part.empty()) continue;
        auto axis = parse_axis(part);
        if (!axis) return std::unexpected{axis.error()};
        if (std::ranges::find(axes, axis->flag, &Axis::flag) != axes.end())
            return fail(Errc::out_of_range,
                        fmt::format("--grid: {} stands there twice", axis->flag));
        points *= axis->values.size();
        if (points > kMostPoints)
            return fail(Errc::out_of_range, "--grid: that is more than 100,000 points");
        axes.push_back(std::move(*axis));
    }
    if (axes.empty()) return fail(Errc::malformed, "--grid: no parameter is in it");
    return axes;
}

std::vector<std::vector<std::string>> points_of(const std::vector<Axis>& axes) {
    std::vector<std::vector<std::string>> points{{}};
    for (const auto& axis : axes) {
        std::vector<std::vector<std::string>> longer;
        for (const auto& point : points) {
            for (const auto& value : axis.values) {
                longer.push_back(point);
                longer.back().push_back(value);
            }
        }
        points = std::move(longer);
    }
    return points;
}

}  // namespace twinleg::app
