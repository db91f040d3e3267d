#pragma once
// How the text of an option becomes a value, and a value text again.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"

namespace twinleg::app {

// Where an option's value goes, and how its text is read. The value it holds when it is declared
// is the default that --help shows. A bool is a switch without a value.
using Target =
    std::variant<bool*, std::string*, std::int64_t*, std::uint64_t*, double*, Price*, Quantity*,
                 Notional*, Ratio*, Duration*, std::filesystem::path*, std::vector<std::string>*,
                 std::optional<std::string>*, std::optional<std::uint64_t>*, std::optional<Price>*,
                 std::optional<Quantity>*, std::optional<Notional>*, std::optional<Ratio>*,
                 std::optional<Duration>*, std::optional<std::filesystem::path>*>;

// A list takes one more. Errors: malformed, out_of_range, naming `field`.
Result<void> read_value(const Target& target, std::string_view text, std::string_view field);

// As it would be written on the command line; a switch is true or false, what is not set is empty.
std::string value_text(const Target& target);

// What --help puts behind the name; nothing for a switch.
std::string_view value_kind(const Target& target);

// "30s", "250ms", "5m", "1h", "1h30m"; a bare number is seconds, with decimals if need be.
// Errors: malformed, out_of_range (negative, or more than some 290 years).
Result<Duration> parse_duration(std::string_view text, std::string_view field);

// "90s" → "1m 30s", "1500ms" → "1.5s"; for people.
std::string to_text(Duration duration);

}  // namespace twinleg::app
