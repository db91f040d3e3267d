#pragma once
// Every request: its budget, who asks, and which desk answers.

#include <map>
#include <string>

#include "net/server.h"
#include "sim/wire/backpack/account_desk.h"
#include "sim/wire/backpack/gate.h"
#include "sim/wire/backpack/order_desk.h"
#include "sim/wire/backpack/quote_desk.h"
#include "sim/wire/rest_outcome.h"
#include "sim/wire/rolling_minute.h"

namespace twinleg::sim::wire::backpack {

// Source: page § 6. Signed requests count on their account, others on the address they come from.
inline constexpr std::uint64_t kRequestsPerMinute = 2000;
inline constexpr std::uint64_t kHistoryPerMinute = 30;

class Rest {
public:
    Rest(const Venue& venue, FaultBox& faults, bool limits);

    // `judged`: the clock that the request's times are held against.
    RestOutcome answer(const net::ServerRequest& request, Time judged);

    QuoteDesk& quotes() { return quotes_; }

private:
    Asked<net::ServerResponse> serve(const net::ServerRequest& request, Time judged);
    Asked<void> spend(RollingMinute& budget, std::uint64_t most) const;

    Venue venue_;
    bool limits_;
    QuoteDesk quotes_;
    AccountDesk accounts_;
    OrderDesk orders_;
    std::map<std::string, RollingMinute> addresses_;
    std::map<std::string, RollingMinute> history_addresses_;
};

}  // namespace twinleg::sim::wire::backpack
