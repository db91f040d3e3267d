#pragma once
// What is asked before trading begins: clock, market, account.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "venues/backpack/answers.h"
#include "venues/backpack/door.h"
#include "venues/backpack/settings.h"
#include "venues/kit/clock_setter.h"
#include "venues/venue.h"

namespace twinleg::venues::backpack {

// What the venue said, step by step; what was not reached is as it was.
struct Beginning {
    std::optional<Error> error;  // the first, and the last thing that happened
    bool clock{false};
    bool market{false};
    bool account{false};
    MarketInfo market_info;
    AccountInfo account_info;
    Collateral collateral;
};

// Errors: missing (no such market; names those of the coin, else some), conflict (it is of another
// coin), malformed (its tick or lot cannot be read), refused (not a perpetual, not open, not
// visible).
Result<MarketInfo> choose(const std::vector<MarketInfo>& markets, std::string_view symbol,
                          std::string_view coin);

// Threads: the loop's.
class Start {
public:
    Start(kit::DeskSide& desk, Door& door, const Settings& settings)
        : desk_(desk),
          door_(door),
          settings_(settings),
          clock_(desk, [this](auto told) { ask_time(told); }) {}

    // Clock (three times, so that one slow answer does not set it), then the market, then account
    // and collateral if the door has keys. `done` is called once.
    void run(std::function<void(const Beginning&)> done);

    // Only the clock, until two samples agree; silent.
    void set_clock() { clock_.renew(); }
    // Trading begins, and goes on: the clock is looked at now and then.
    void open_clock(Time now) { clock_.open(now); }
    void look_at_clock(Time now) { clock_.tick(now); }

    // The market once more; unanswered questions are none.
    void reread(std::function<void(const MarketInfo&)> done);

private:
    struct Run;
    void ask_time(std::function<void(Result<kit::TimeTold>)> told);
    void ask_market(const std::shared_ptr<Run>& run);
    void ask_account(const std::shared_ptr<Run>& run);
    void ask_collateral(const std::shared_ptr<Run>& run);

    kit::DeskSide& desk_;
    Door& door_;
    const Settings& settings_;
    kit::ClockSetter clock_;
};

// Of what has been learned. Needs market, and account where `public_key` is not empty.
Description describe(const kit::DeskSide& desk, const Beginning& beginning,
                     std::string_view public_key);

// The findings of `twinleg check`, in the order of the steps. `keys`: why there are none.
std::vector<Finding> findings(const kit::DeskSide& desk, const Beginning& beginning,
                              const std::optional<Error>& keys, std::string_view public_key);

}  // namespace twinleg::venues::backpack
