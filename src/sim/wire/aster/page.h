#pragma once
// startTime, endTime and limit of a list. Source: page § 6, § 7.

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/wire/aster/answer.h"
#include "sim/wire/json.h"

namespace twinleg::sim::wire::aster {

// A whole number. Nothing where it is left out. Errors: -1130.
Asked<std::optional<std::int64_t>> number_of(const Json& fields, std::string_view name);

struct Page {
    std::int64_t from_ms{0};
    std::int64_t to_ms{INT64_MAX};
    std::size_t limit{500};
    bool from_start{false};  // startTime is given: the oldest of what fits, else the newest

    bool holds(std::int64_t time_ms) const { return time_ms >= from_ms && time_ms <= to_ms; }
};
// Errors: -1130; also for more than `longest_days` between the two times, where that is not zero.
Asked<Page> read_page(const Json& fields, std::size_t otherwise, std::size_t most,
                      std::int64_t longest_days);

// What of `count` rows the page shows: [first, last).
struct Shown {
    std::size_t first;
    std::size_t last;
};
Shown shown_of(const Page& page, std::size_t count);

}  // namespace twinleg::sim::wire::aster
