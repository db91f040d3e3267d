#pragma once
// What a call weighs, and how much of it one may have. Source: page § 4 to § 7.

#include <cstdint>
#include <map>
#include <string>

#include "sim/wire/aster/gate.h"
#include "sim/wire/rolling_minute.h"

namespace twinleg::sim::wire::aster {

inline constexpr std::uint64_t kWeightPerMinute = 2400;
inline constexpr std::uint64_t kOrdersPerMinute = 1200;
// So many requests past the limit, and the address is banned for this long: ours, the page has "2
// minutes to 3 days" for ignoring it.
inline constexpr std::uint64_t kMostIgnored = 100;
inline constexpr Duration kBan = minutes(2);

std::uint64_t weight_of(const Call& call);
// The orders that a call places.
bool places_orders(const Call& call);

class Limits {
public:
    explicit Limits(bool on) : on_(on) {}

    // Of an address. Errors: -1003 with 429, or with 418 while it is banned.
    Asked<void> take(const Call& call, Time now);
    // Of an account. Errors: -1015 with 429.
    Asked<void> take_orders(Member& member, std::uint64_t orders, Time now) const;
    // The weight that an address used in the last minute.
    std::uint64_t used(const std::string& remote) const;

private:
    struct Address {
        RollingMinute weight;
        std::uint64_t ignored{0};
        Time banned_until;
    };
    bool on_;
    std::map<std::string, Address> addresses_;
};

}  // namespace twinleg::sim::wire::aster
