#pragma once
// What is asked before trading begins: clock, market, position mode, fees, account.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "venues/aster/answers.h"
#include "venues/aster/door.h"
#include "venues/aster/settings.h"
#include "venues/kit/clock_setter.h"
#include "venues/venue.h"

namespace twinleg::venues::aster {

// What the venue said, step by step; what was not reached is as it was.
struct Beginning {
    std::optional<Error> error;  // the first, and the last thing that happened
    bool clock{false};
    bool market{false};
    bool account{false};
    SymbolInfo symbol;
    Duration funding_interval;
    std::uint64_t weight_per_minute{0};  // zero: not told
    std::uint64_t orders_per_minute{0};
    bool one_way{true};
    Commission fees;
    AccountInfo account_info;
    PositionInfo position;
};

// Errors: missing (no such symbol; names some that there are), conflict (it is of another coin),
// refused (no perpetual, not trading, margin in another coin than it is quoted in).
Result<SymbolInfo> choose(const std::vector<SymbolInfo>& symbols, std::string_view symbol,
                          std::string_view coin);

// Threads: the loop's.
class Start {
public:
    Start(kit::DeskSide& desk, Door& door, const Settings& settings)
        : desk_(desk),
          door_(door),
          settings_(settings),
          clock_(desk, [this](auto told) { ask_time(told); }) {}

    // Clock (three times, so that one slow answer does not set it), exchangeInfo, fundingInfo, then
    // with keys: position mode, fees, account, position. `done` is called once.
    void run(std::function<void(const Beginning&)> done);

    // Only the clock, until two samples agree; silent.
    void set_clock() { clock_.renew(); }
    // Trading begins, and goes on: the clock is looked at now and then.
    void open_clock(Time now) { clock_.open(now); }
    void look_at_clock(Time now) { clock_.tick(now); }

    // The symbol once more; unanswered questions are none.
    void reread(std::function<void(const SymbolInfo&)> done);

private:
    struct Run;
    using Step = void (Start::*)(const std::shared_ptr<Run>&);

    void ask_time(std::function<void(Result<kit::TimeTold>)> told);
    void ask_market(const std::shared_ptr<Run>& run);
    void ask_funding(const std::shared_ptr<Run>& run);
    void ask_mode(const std::shared_ptr<Run>& run);
    void ask_fees(const std::shared_ptr<Run>& run);
    void ask_account(const std::shared_ptr<Run>& run);
    void ask_position(const std::shared_ptr<Run>& run);
    // A signed question, read by `read(body) → Result<void>`, and the step after it.
    template <typename Read>
    void ask(const std::shared_ptr<Run>& run, std::string_view name, std::string parameters,
             std::uint32_t weight, Read read, Step next);

    kit::DeskSide& desk_;
    Door& door_;
    const Settings& settings_;
    kit::ClockSetter clock_;
};

// Of what has been learned. Needs the market, and the account where `account` is not empty.
Description describe(const kit::DeskSide& desk, const Settings& settings,
                     const Beginning& beginning, std::string_view account);

// The findings of `twinleg check`, in the order of the steps. `keys`: why there are none.
std::vector<Finding> findings(const kit::DeskSide& desk, const Settings& settings,
                              const Beginning& beginning, const std::optional<Error>& keys,
                              std::string_view account);

}  // namespace twinleg::venues::aster
