#pragma once
// Which column of a CSV recording means what.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace twinleg::replay {

inline constexpr std::size_t kMaxColumns = 256;

enum class CsvShape : std::uint8_t {
    book,     // all levels in one row
    quote,    // both sides in one row
    side,     // one side, or the last price, in one row
    trade,    // a public trade
    bar,      // lean: a minute's bid and ask
    minute,   // lean: a minute's trades
    funding,  // lean: a rate
    latency,  // measured stages, as text
};

enum class CsvClock : std::uint8_t {
    seconds,       // since 1970, with a fraction
    milliseconds,  // since 1970
    microseconds,  // since 1970
    iso,           // 2025-09-15T22:56:16.839832, in whatever zone the recorder had
    day_ms,        // since midnight of the day in the file's name; a minute bar is known at its end
    compact_date,  // 20221213 08:00:00
    time_of_day,   // 05:17:16.605
};

struct CsvLayout {
    std::string form;   // "lighter prices"
    std::string venue;  // "lighter"; lean's comes from the file's name
    CsvShape shape{CsvShape::quote};
    CsvClock clock{CsvClock::seconds};
    bool header{true};
    std::size_t columns{0};
    std::size_t optional_columns{0};  // so many of the last ones may be missing

    // Columns from 0; -1: not there.
    int time{0};
    int venue_ms{-1};
    int sequence{-1};
    int price{-1};
    int size{-1};
    int side{-1};
    int contract{-1};
    // Columns of price and size.
    struct Pair {
        int price{-1};
        int size{-1};
    };
    std::vector<Pair> bids;
    std::vector<Pair> asks;
};

// The layout of a file whose first line this is; nothing if it is none of ours.
std::optional<CsvLayout> layout_of(std::string_view first_line);

// EdgeX's collector writes bid 1, ask 1, bid 2, ask 2, … under names that say bid 1 … bid 15,
// ask 1 … ask 15. True (and `layout` put right) if `row` shows that the names lie.
bool straighten(CsvLayout& layout, std::string_view row);

// Fields of a row, without copying; at most `out.size()`. Answers how many the row has.
std::size_t split_row(std::string_view row, std::span<std::string_view> out);

// Nanoseconds since 1970, or since midnight for day_ms and time_of_day.
Result<std::int64_t> parse_clock(std::string_view text, CsvClock clock);

// Nanoseconds since 1970 of a day; nothing if there is no such day.
std::optional<std::int64_t> day_ns(int year, int month, int day);

}  // namespace twinleg::replay
