#pragma once
// Every request: its weight, who asks, and which desk answers.

#include "net/server.h"
#include "sim/wire/aster/account_desk.h"
#include "sim/wire/aster/gate.h"
#include "sim/wire/aster/limits.h"
#include "sim/wire/aster/order_desk.h"
#include "sim/wire/aster/quote_desk.h"
#include "sim/wire/rest_outcome.h"

namespace twinleg::sim::wire::aster {

class Rest {
public:
    Rest(const Venue& venue, FaultBox& faults, bool limits);

    // `judged`: the clock that the request's times are held against and that it is told.
    RestOutcome answer(const net::ServerRequest& request, Time judged);

    QuoteDesk& quotes() { return quotes_; }
    AccountDesk& accounts() { return accounts_; }
    DeadMan& dead_man() { return orders_.dead_man(); }

private:
    Asked<std::string> serve(const Call& call, Member*& member);

    Venue venue_;
    Limits limits_;
    QuoteDesk quotes_;
    AccountDesk accounts_;
    OrderDesk orders_;
};

}  // namespace twinleg::sim::wire::aster
