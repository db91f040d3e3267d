#pragma once
// Private requests about the account itself: asset, positions, transactions, leverage, margin mode.
// Source: page § 4.

#include <string>

#include "sim/wire/edgex/account_forms.h"
#include "sim/wire/edgex/gate.h"

namespace twinleg::sim::wire::edgex {

class AccountDesk {
public:
    explicit AccountDesk(const Venue& venue) : venue_(venue) {}

    // `data` of the answer to a call whose name begins with private/account/.
    Asked<std::string> answer(const Call& call, Member& member, Time now);

private:
    Asked<std::string> positions(const Call& call, const Member& member) const;
    Asked<std::string> position_transactions(const Call& call, const Member& member) const;
    Asked<std::string> collateral_transactions(const Call& call, const Member& member) const;
    Asked<std::string> transactions_by_id(const Call& call, const Member& member,
                                          bool of_positions) const;
    Asked<std::string> update_leverage(const Call& call, Member& member);
    Asked<std::string> set_margin_mode(const Call& call, const Member& member, Time now);

    Venue venue_;
};

}  // namespace twinleg::sim::wire::edgex
