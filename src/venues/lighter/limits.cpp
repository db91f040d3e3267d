#include "venues/lighter/limits.h"

#include <algorithm>

namespace twinleg::venues::lighter {
namespace {

// A third is for cancels, hedges and doubts.
constexpr std::uint32_t share(std::uint32_t limit) {
    return limit / 3;
}

}  // namespace

std::uint32_t RollingMinute::used(Time now) {
    while (!entries_.empty() && entries_.front().at + minutes(1) <= now) {
        used_ -= entries_.front().cost;
        entries_.pop_front();
    }
    return used_;
}

bool RollingMinute::take(Time now, std::uint32_t cost, bool urgent) {
    if (now < punished_until_) return false;
    const std::uint32_t most = urgent ? limit_ : limit_ - reserved_;
    if (used(now) + cost > most) return false;
    used_ += cost;
    entries_.push_back({now, cost});
    return true;
}

Tier Tier::named(std::string_view name) {
    Tier tier;
    tier.name = name.empty() ? "standard" : std::string{name};
    if (name.find("premium") == std::string_view::npos) return tier;
    tier.weighted = true;
    tier.requests = 24'000;
    tier.sends = 4'000;
    tier.taker_delay = milliseconds(200);  // 140 at the highest stake; the longer is safe
    tier.resting_delay = {};
    tier.orders_per_minute = 4'000;
    tier.questions_per_minute = 80;  // none weighs more than 300
    return tier;
}

Limits::Limits(const Tier& tier, std::uint32_t sharers)
    : sharers_(sharers),
      weighted_(tier.weighted),
      reads_(tier.requests / sharers, share(tier.requests / sharers)),
      sends_(tier.sends / sharers, share(tier.sends / sharers)) {}

void Limits::set(const Tier& tier) {
    if (tier.weighted == weighted_) return;  // what was used stays used
    *this = Limits{tier, sharers_};
}

std::uint32_t Limits::cost_of(Call call) const {
    if (!weighted_) return 1;
    switch (call) {
        case Call::send:
            return 1;
        case Call::next_nonce:
            return 6;
        case Call::orders:
            return 100;
        case Call::api_keys:
            return 150;
        case Call::trades:
            return 200;
        case Call::other:
            return 300;
    }
    return 300;
}

bool Limits::take(Call call, Time now, bool urgent) {
    return of(call).take(now, cost_of(call), urgent);
}

void Limits::punish(Call call, Time until) {
    of(call).punish(until);
}

}  // namespace twinleg::venues::lighter
