#pragma once
// The times that venues write into their frames.

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"

namespace twinleg::replay {

// From milliseconds since 1970. Errors: out_of_range before that year and past 2262, naming
// `field`.
inline Result<Time> venue_time(std::int64_t ms, std::string_view field) {
    constexpr std::int64_t kUnit = 1'000'000;
    if (ms < 0 || ms > std::numeric_limits<std::int64_t>::max() / kUnit)
        return fail(Errc::out_of_range,
                    std::string{field} + ": " + std::to_string(ms) + " is no time in milliseconds");
    return Time{ms * kUnit};
}

}  // namespace twinleg::replay
