#pragma once
// A moment in the units that venues write, since 1970, cut.

#include <cstdint>

#include "core/time.h"

namespace twinleg::sim::wire {

inline std::int64_t ms_of(Time time) {
    return time.ns / 1'000'000;
}
inline std::int64_t us_of(Time time) {
    return time.ns / 1'000;
}

}  // namespace twinleg::sim::wire
