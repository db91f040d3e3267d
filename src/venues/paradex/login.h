#pragma once
// The token that private calls carry, kept fresh.

#include <functional>
#include <string>
#include <vector>

#include "venues/paradex/identity.h"
#include "venues/paradex/rest.h"

namespace twinleg::venues::paradex {

// A token lives five minutes and is replaced after three, by a timer, so that no order ever waits
// for one. One that the venue refuses is replaced at once, as is one that could not be replaced in
// time, a second after each attempt.
//
// Threads: the loop's.
class Login {
public:
    static constexpr Duration kLife = seconds(300);
    static constexpr Duration kRenewAfter = seconds(180);

    Login(Station& station, Rest& rest, Identity& identity)
        : station_(station), rest_(rest), identity_(identity) {}

    // Called whenever there is a new token.
    void on_token(std::function<void()> listener) { listener_ = std::move(listener); }

    // A first token. `onboard`: a key that the venue does not know yet is made known to it first,
    // if it is a main key and the L1 address is set; `onboarded()` tells it was.
    // Errors: unauthorised, naming the variable to look at; those of Reply::error.
    void begin(bool onboard, std::function<void(Result<void>)> done);
    bool onboarded() const { return onboarded_; }

    bool valid() const { return !token_.empty() && station_.now() < made_ + kLife; }
    const std::string& token() const { return token_; }

    // The venue does not take it: another is asked for at once.
    void refused();
    void tick(Time now);
    void stop() { running_ = false; }

private:
    static constexpr Duration kPause = seconds(1);  // after an attempt, at the soonest

    void attempt();
    void answered(const Reply& reply);
    void onboard();
    void finish(Result<void> result);
    Error explain(const Reply& reply) const;

    Station& station_;
    Rest& rest_;
    Identity& identity_;
    Answers answers_;
    std::function<void()> listener_;
    std::vector<std::function<void(Result<void>)>> waiting_;
    std::string token_;
    Time made_;   // the request for it was sent then
    Time asked_;  // the last attempt
    Duration pause_{kPause};
    bool asking_{false};
    bool running_{false};
    bool may_onboard_{false};
    bool onboarded_{false};
};

}  // namespace twinleg::venues::paradex
