#pragma once
// Settings, balances, collateral, positions and limits. Source: page § 4.

#include <string>

#include "sim/wire/backpack/account_forms.h"
#include "sim/wire/backpack/answer.h"
#include "sim/wire/backpack/gate.h"

namespace twinleg::sim::wire::backpack {

class AccountDesk {
public:
    explicit AccountDesk(const Venue& venue) : venue_(venue) {}

    // A signed call to …/account…, …/capital… or …/position.
    Asked<net::ServerResponse> answer(const Call& call, Member& member);

private:
    Asked<net::ServerResponse> update(const Call& call, Member& member);
    Asked<net::ServerResponse> positions(const Call& call, const Member& member) const;
    Asked<net::ServerResponse> order_limit(const Call& call, const Member& member) const;

    Venue venue_;
};

}  // namespace twinleg::sim::wire::backpack
