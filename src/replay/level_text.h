#pragma once
// Arrays of price levels as text, `[["61800.20","2.909"],…]`, straight into levels.

#include <string_view>
#include <vector>

#include "core/event.h"
#include "core/result.h"
#include "replay/decimal.h"

namespace twinleg::replay {

// Appends the levels of `json` to `out`. Numbers may stand in quotes or not; white space is
// allowed. The text must be followed by a byte that is no part of a number.
//
// Errors: malformed, out_of_range, naming `field` and the text.
inline Result<void> parse_levels(std::string_view json, std::string_view field,
                                 std::vector<Level>& out) {
    const char* at = json.data();
    const char* const end = at + json.size();
    const auto blank = [&] {
        while (at < end && (*at == ' ' || *at == '\t'))
            ++at;
    };
    const auto malformed = [&] {
        return fail(
            Errc::malformed,
            std::string{field} + ": is not a list of [\"price\",\"quantity\"] near \"" +
                std::string{at, std::min<std::size_t>(30, static_cast<std::size_t>(end - at))} +
                "\"");
    };
    const auto take = [&](char c) {
        blank();
        if (at >= end || *at != c) return false;
        ++at;
        return true;
    };
    // The text of a number, with or without quotes; empty if there is none.
    const auto number = [&] {
        const bool quoted = take('"');
        const char* start = at;
        while (at < end && *at != '"' && *at != ',' && *at != ']' && *at != ' ')
            ++at;
        const std::string_view text{start, static_cast<std::size_t>(at - start)};
        if (quoted && !take('"')) return std::string_view{};
        return text;
    };

    if (!take('[')) return malformed();
    if (take(']')) return {};
    for (;;) {
        // The usual shape first: quoted plain decimals, nothing between.
        if (end - at > 8 && at[0] == '[' && at[1] == '"') {
            const char* rest = nullptr;
            const std::int64_t price = plain_decimal<Price::kDigits>(at + 2, rest);
            if (price >= 0 && rest[0] == '"' && rest[1] == ',' && rest[2] == '"') {
                const char* last = nullptr;
                const std::int64_t quantity = plain_decimal<Quantity::kDigits>(rest + 3, last);
                if (quantity >= 0 && last[0] == '"' && last[1] == ']') {
                    out.push_back({Price::from_raw(price), Quantity::from_raw(quantity)});
                    at = last + 2;
                    if (at < end && *at == ',') {
                        ++at;
                        continue;
                    }
                    if (take(']')) return {};
                    return malformed();
                }
            }
        }
        if (!take('[')) return malformed();
        const auto price = parse_decimal<Price>(number(), field);
        if (!price) return std::unexpected{price.error()};
        if (!take(',')) return malformed();
        const auto quantity = parse_decimal<Quantity>(number(), field);
        if (!quantity) return std::unexpected{quantity.error()};
        if (!take(']')) return malformed();
        out.push_back({*price, *quantity});
        if (take(',')) continue;
        if (take(']')) return {};
        return malformed();
    }
}

}  // namespace twinleg::replay
