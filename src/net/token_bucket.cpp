#include "net/token_bucket.h"

#include <algorithm>

#include "core/check.h"

namespace twinleg::net {
namespace {
constexpr std::uint32_t kMost = 100'000'000;  // so that a full bucket fits into 64 bits of units
}

TokenBucket::TokenBucket(std::uint32_t per_minute, std::uint32_t burst,
                         std::uint32_t reserved_percent)
    : per_minute_{per_minute},
      full_{burst * kToken},
      // Whole tokens, rounded up: half a token reserved would be none.
      reserved_{(std::uint64_t{burst} * reserved_percent + 99) / 100 * kToken},
      units_{full_} {
    CHECK(per_minute >= 1 && per_minute <= kMost);
    CHECK(burst >= 1 && burst <= kMost);
    CHECK(reserved_percent <= 100);
}

std::uint64_t TokenBucket::units_at(Time now) const {
    if (now <= updated_) return units_;
    const auto elapsed_ns = static_cast<std::uint64_t>((now - updated_).ns);
    const auto missing = full_ - units_;
    // Compared before it is multiplied: hours at a high rate would not fit.
    if (elapsed_ns > missing / per_minute_) return full_;
    return units_ + elapsed_ns * per_minute_;
}

std::uint64_t TokenBucket::floor_units(bool urgent) const {
    return urgent ? 0 : reserved_;
}

bool TokenBucket::take(Time now, std::uint32_t cost, bool urgent) {
    if (now < punished_until_) return false;
    const auto units = units_at(now);
    const auto wanted = cost * kToken + floor_units(urgent);
    if (units < wanted) return false;
    units_ = units - cost * kToken;
    updated_ = std::max(updated_, now);
    return true;
}

Time TokenBucket::ready_at(Time now, std::uint32_t cost, bool urgent) const {
    const auto wanted = cost * kToken + floor_units(urgent);
    if (cost > kMost || wanted > full_) return kNever;
    const auto units = units_at(now);
    auto ready = now;
    if (units < wanted) {
        const auto wait_ns = (wanted - units + per_minute_ - 1) / per_minute_;
        ready = std::max(now, updated_) + Duration{static_cast<std::int64_t>(wait_ns)};
    }
    return std::max(ready, punished_until_);
}

void TokenBucket::punish(Time now, Time until) {
    units_ = 0;
    updated_ = std::max(updated_, now);
    punished_until_ = std::max(punished_until_, until);
}

std::uint32_t TokenBucket::level(Time now) const {
    return static_cast<std::uint32_t>(units_at(now) / kToken);
}

}  // namespace twinleg::net
