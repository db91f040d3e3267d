#pragma once
// What is asked before trading begins: clock, chain, market, account.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "venues/kit/clock_setter.h"
#include "venues/paradex/login.h"
#include "venues/paradex/rest.h"

namespace twinleg::venues::paradex {

// What the venue said, step by step; what was not reached is as it was.
struct Beginning {
    std::optional<Error> error;  // the first, and the last thing that happened
    bool clock{false};
    std::optional<SystemConfig> config;
    std::optional<MarketInfo> market;
    std::string status;  // of the system: "ok", "post_only", …
    std::optional<Onboarding> onboarding;
    bool login{false};
    bool onboarded_now{false};
    std::optional<AccountState> account;
    std::optional<AccountInfo> info;
};

// Threads: the loop's.
class Start {
public:
    // `expected_chain`: of the environment that was chosen; empty: any.
    Start(Station& station, Rest& rest, std::string_view symbol, std::string_view expected_chain)
        : station_(station),
          rest_(rest),
          symbol_(symbol),
          expected_chain_(expected_chain),
          clock_(station, [this](auto told) { ask_time(told); }) {}

    // Clock (three times, so that one slow answer does not set it), chain, market, state; then, if
    // there is an identity, whether the venue knows it, login, account, fees. `may_onboard`: see
    // Login. `done` is called once.
    void run(Identity* identity, Login* login, bool may_onboard,
             std::function<void(const Beginning&)> done);

    // Only the clock, until two samples agree; silent.
    void set_clock() { clock_.renew(); }
    // Trading begins, and goes on: the clock is looked at now and then.
    void open_clock(Time now) { clock_.open(now); }
    void look_at_clock(Time now) { clock_.tick(now); }
    // The market once more; nothing is called where it could not be asked.
    void read_market(std::function<void(const MarketInfo&)> done);

private:
    struct Run;
    using RunPtr = std::shared_ptr<Run>;
    void ask_time(std::function<void(Result<kit::TimeTold>)> told);
    void ask_config(const RunPtr& run);
    void ask_market(const RunPtr& run);
    void ask_state(const RunPtr& run);
    void ask_onboarding(const RunPtr& run);
    void log_in(const RunPtr& run);
    void ask_account(const RunPtr& run);
    void ask_info(const RunPtr& run);
    std::optional<Error> wrong_market(const MarketInfo& market) const;

    Station& station_;
    Rest& rest_;
    const std::string symbol_;
    const std::string expected_chain_;
    Answers answers_;
    kit::ClockSetter clock_;
};

}  // namespace twinleg::venues::paradex
