#pragma once
// Balances, positions, settings, fills, income and listen keys. Source: page § 7, § 8.

#include <functional>
#include <string>

#include "sim/wire/aster/account_forms.h"
#include "sim/wire/aster/answer.h"
#include "sim/wire/aster/gate.h"

namespace twinleg::sim::wire::aster {

class AccountDesk {
public:
    // What the user stream says of a changed setting: the payload.
    using Tell = std::function<void(const Member&, std::string)>;

    explicit AccountDesk(const Venue& venue) : venue_(venue) {}
    void tell_with(Tell tell) { tell_ = std::move(tell); }

    Asked<std::string> answer(const Call& call, Member& member);
    // POST, PUT, DELETE listenKey.
    Asked<std::string> listen_key(const Call& call, Member& member);

private:
    Asked<std::string> position_risk(const Call& call, const Member& member) const;
    Asked<std::string> leverage(const Call& call, Member& member);
    Asked<std::string> margin_type(const Call& call, Member& member);
    Asked<std::string> position_mode(const Call& call) const;
    Asked<std::string> brackets(const Call& call) const;
    Asked<std::string> fills(const Call& call, const Member& member) const;
    Asked<std::string> income(const Call& call, const Member& member) const;
    Asked<std::string> fee_rate(const Call& call, const Member& member) const;

    Venue venue_;
    Tell tell_;
};

}  // namespace twinleg::sim::wire::aster
