#pragma once
// How often, and at what cost, an exposure may be repaired before the desk gives up and halts.

#include <cstdint>
#include <deque>

#include "core/money.h"
#include "core/time.h"
#include "exec/config.h"

namespace twinleg::exec {

// Journaled through its events: a restart replays them, so a crash loop gets no fresh budget.
class Budget {
public:
    explicit Budget(const Config& config) : config_(config) {}

    void begin_pair() { attempts_of_pair_ = 0; }

    // The worst a neutraliser can lose is set aside when it is sent and given back when what it
    // really lost is known.
    void reserve(Notional worst) { reserved_ += worst; }
    void settle(Time now, Notional worst, Notional lost);

    // A neutraliser became final short of its size.
    void failed_attempt(Time now);

    bool allows(Time now, Notional worst) const;
    std::uint32_t attempts_of_pair() const { return attempts_of_pair_; }
    std::uint64_t attempts() const { return attempts_; }

    // An operator's reset.
    void clear();

private:
    struct Loss {
        Time at;
        Notional amount;
    };
    const Config config_;
    std::uint32_t attempts_of_pair_{0};
    std::uint64_t attempts_{0};
    std::deque<Time> last_hour_;
    std::deque<Loss> losses_;
    Notional reserved_;
};

}  // namespace twinleg::exec
