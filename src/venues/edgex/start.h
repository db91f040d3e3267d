#pragma once
// What is asked before trading begins: clock, metadata, account.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "venues/edgex/desk_side.h"
#include "venues/edgex/door.h"
#include "venues/kit/clock_setter.h"

namespace twinleg::venues::edgex {

// What the venue said, step by step; what was not reached is as it was.
struct Beginning {
    std::optional<Error> error;  // the first, and the last thing that happened
    bool clock{false};
    bool contract{false};
    bool account{false};
    AccountInfo account_info;
};

// An error of a request, told so that a person knows what to mend: the variable, the clock.
Error explain(std::string_view what, const Settings& settings, const kit::VenueClock& clock,
              const std::expected<net::HttpResponse, net::HttpFailure>& result, Answers& answers);

// Threads: the loop's.
class Start {
public:
    Start(DeskSide& desk, Door& door)
        : desk_(desk), door_(door), clock_(desk, [this](auto told) { ask_time(told); }) {}

    // Clock (three times, so that one slow answer does not set it), then the metadata, then the
    // account if the door has keys, `auth` or the page's. Fills desk.contract. `done` is called
    // once.
    void run(Auth* auth, std::function<void(const Beginning&)> done);

    // Only the clock, until two samples agree; silent.
    void set_clock() { clock_.renew(); }
    // Trading begins, and goes on: the clock is looked at now and then.
    void open_clock(Time now) { clock_.open(now); }
    void look_at_clock(Time now) { clock_.tick(now); }

    // The metadata once more: the error if the contract is not what it was; unanswered questions
    // are none.
    void compare(std::function<void(const Error&)> changed);

private:
    struct Run;
    void ask_time(std::function<void(Result<kit::TimeTold>)> told);
    void ask_metadata(const std::shared_ptr<Run>& run);
    void ask_account(const std::shared_ptr<Run>& run);
    std::optional<Error> check_contract(const ContractInfo& contract) const;

    DeskSide& desk_;
    Door& door_;
    Answers answers_;
    kit::ClockSetter clock_;
};

// Of what has been learned. Needs contract, and account where there are keys.
Description describe(const DeskSide& desk, const AccountInfo* account, std::string_view signer);

// The findings of `twinleg check`, in the order of the steps.
std::vector<Finding> findings(const DeskSide& desk, const Beginning& beginning,
                              const std::optional<Error>& keys, std::string_view signer);

}  // namespace twinleg::venues::edgex
