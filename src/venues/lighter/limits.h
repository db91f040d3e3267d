#pragma once
// How much the venue lets an account ask and send, kept on our side, with a share that only
// cancels, hedges and doubts may use.

#include <algorithm>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "core/time.h"

namespace twinleg::venues::lighter {

// A rolling minute, exactly as the venue counts: what went out in the last 60 s is below the limit.
class RollingMinute {
public:
    // `reserved`: of the limit, for urgent ones alone.
    RollingMinute(std::uint32_t limit, std::uint32_t reserved)
        : limit_(limit), reserved_(reserved) {}

    // Takes `cost`, or nothing and says false.
    bool take(Time now, std::uint32_t cost, bool urgent);
    // The venue said no: nothing goes out before `until`, urgent or not.
    void punish(Time until) { punished_until_ = std::max(punished_until_, until); }
    std::uint32_t used(Time now);

private:
    struct Entry {
        Time at;
        std::uint32_t cost;
    };
    std::uint32_t limit_;
    std::uint32_t reserved_;
    std::uint32_t used_{0};
    std::deque<Entry> entries_;
    Time punished_until_;
};

// What a call costs.
enum class Call : std::uint8_t { send, next_nonce, orders, api_keys, trades, other };

// What a tier of accounts means to us.
struct Tier {
    std::string name{"standard"};
    bool weighted{false};        // reads have weights, sends a limit of their own
    std::uint32_t requests{60};  // a minute; where weighted: weight of reads
    std::uint32_t sends{60};     // a minute; where not weighted they share `requests`
    Duration taker_delay{milliseconds(300)};
    Duration resting_delay{milliseconds(200)};  // of makers and cancels
    std::uint32_t orders_per_minute{36};        // what we tell the engine
    std::uint32_t questions_per_minute{24};

    // By the venue's word for it: premium accounts are known, everything else is treated as
    // standard, which is the slowest and the least.
    static Tier named(std::string_view name);
};

// Threads: the loop's.
class Limits {
public:
    // `sharers`: desks that trade the account.
    explicit Limits(const Tier& tier, std::uint32_t sharers = 1);
    void set(const Tier& tier);

    // Counts a call that is about to be made; false: it may not be made now.
    bool take(Call call, Time now, bool urgent);
    // 429: nothing more of that sort before `until`.
    void punish(Call call, Time until);

private:
    RollingMinute& of(Call call) { return weighted_ && call == Call::send ? sends_ : reads_; }
    std::uint32_t cost_of(Call call) const;

    std::uint32_t sharers_;
    bool weighted_;
    RollingMinute reads_;
    RollingMinute sends_;
};

}  // namespace twinleg::venues::lighter
