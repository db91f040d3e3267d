#pragma once
// How often one may ask, per rolling minute.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/time.h"
#include "sim/wire/lighter/members.h"
#include "sim/wire/rolling_minute.h"

namespace twinleg::sim::wire::lighter {

// What a call costs a premium address. Source: venue page, section 3, "Rate limits".
std::uint64_t weight_of(std::string_view call);

// Standard (and plus): 60 requests a minute, sends included. Premium: a weight of 24000 for reads,
// and 4000 sends of their own. A request that names an account counts on its address; any other on
// the IP, which has the better terms once a premium account is here.
class Limits {
public:
    Limits(Members& members, bool on) : members_(members), on_(on) {}

    // `account`: null where the request names none.
    bool take(std::string_view call, const Member* account, const std::string& ip, Time now);

    bool on() const { return on_; }

private:
    Members& members_;
    bool on_;
    std::map<std::string, RollingMinute> reads_;
    std::map<std::string, RollingMinute> sends_;
};

}  // namespace twinleg::sim::wire::lighter
