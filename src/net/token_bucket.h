#pragma once
// A venue's rate limit, kept on our side, with a share that only cancels and hedges may use.

#include <cstdint>

#include "core/time.h"

namespace twinleg::net {

// Fills with `per_minute` tokens a minute, evenly, up to `burst`; begins full. What is not urgent
// leaves `reserved_percent` of the burst untouched.
//
// Time is handed in. Time that goes back adds nothing and takes nothing.
class TokenBucket {
public:
    // 1 ≤ per_minute ≤ 10^8, 1 ≤ burst ≤ 10^8, reserved_percent ≤ 100.
    TokenBucket(std::uint32_t per_minute, std::uint32_t burst, std::uint32_t reserved_percent);

    // Takes `cost` tokens, or none and says false.
    bool take(Time now, std::uint32_t cost, bool urgent);

    // When take() would say true if nobody else took any; `now` if it would at once. kNever if
    // `cost` is more than may ever be taken.
    Time ready_at(Time now, std::uint32_t cost, bool urgent) const;

    // The venue said no (429, Retry-After): our count was wrong. The bucket is emptied and fills as
    // ever, and nobody takes anything before `until`, urgent or not. A shorter punishment does not
    // end a longer one.
    void punish(Time now, Time until);

    // Whole tokens there are now.
    std::uint32_t level(Time now) const;

private:
    // Tokens are counted in units of which a nanosecond adds per_minute, so that nothing is lost to
    // rounding; one token is as many of them as a minute has nanoseconds.
    static constexpr std::uint64_t kToken = 60'000'000'000;

    std::uint64_t units_at(Time now) const;
    std::uint64_t floor_units(bool urgent) const;

    std::uint64_t per_minute_;
    std::uint64_t full_;      // units of a full bucket
    std::uint64_t reserved_;  // units below which only urgent ones may go
    std::uint64_t units_;     // at updated_
    Time updated_{};
    Time punished_until_{};
};

}  // namespace twinleg::net
