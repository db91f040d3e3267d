#include "net/backoff.h"

#include <algorithm>

#include "core/check.h"

namespace twinleg::net {
namespace {

// SplitMix64 (Steele, Lea, Flood 2014): any seed will do, zero included.
std::uint64_t next_random(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

}  // namespace

Backoff::Backoff(Duration first, Duration cap, std::uint64_t seed)
    : first_{first}, cap_{cap}, ceiling_{first}, state_{seed} {
    CHECK(first > Duration{} && cap >= first);
}

Duration Backoff::next() {
    const auto choices = static_cast<std::uint64_t>(ceiling_.ns) + 1;
    // The bias of the remainder is below choices / 2^64: an hour of it is one in five million.
    const Duration wait{static_cast<std::int64_t>(next_random(state_) % choices)};
    ceiling_ = ceiling_ > cap_ / 2 ? cap_ : ceiling_ * 2;
    return wait;
}

}  // namespace twinleg::net
