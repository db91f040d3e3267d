#pragma once
// Times as Backpack writes them: each place has its own unit and form. Source: page § 1.

#include <cstdint>
#include <string>

#include "core/time.h"

namespace twinleg::sim::wire::backpack {

inline std::int64_t us_of(Time time) {
    return time.ns / 1'000;
}
inline std::int64_t ms_of(Time time) {
    return time.ns / 1'000'000;
}

// "2026-08-05T17:00:00.123456", UTC, without a zone mark; no fraction at a whole second.
std::string naive_text(Time time);
// "2026-08-05 17:00:00"
std::string kline_text(Time time);

}  // namespace twinleg::sim::wire::backpack
