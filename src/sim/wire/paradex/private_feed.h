#pragma once
// Private channels: what an account is told of its orders, fills, positions and collateral.

#include <map>
#include <set>
#include <string>

#include "sim/wire/paradex/account_forms.h"
#include "sim/wire/paradex/peer.h"

namespace twinleg::sim::wire::paradex {

// Told are changes alone; accruing funding is none.
class PrivateFeed {
public:
    // binary: templates 20 to 23 on SBE sockets, where production has JSON.
    PrivateFeed(const Exchange& exchange, Members& members, const OrderExtrasBook& extras,
                Peers& peers, bool binary)
        : exchange_(exchange), members_(members), extras_(extras), peers_(peers), binary_(binary) {}

    void order(const OrderRecord& order);
    void fill(const LedgerFill& fill, const FundingRow* realised);
    void accrued(AccountIndex index) { accrued_.insert(index); }
    void account(AccountIndex index, Time now);

private:
    template <typename Json, typename Binary>
    void tell(Channel::Kind kind, const Member& member, const Instrument* market, Json json,
              Binary binary);

    const Exchange& exchange_;
    Members& members_;
    const OrderExtrasBook& extras_;
    Peers& peers_;
    bool binary_;
    std::map<AccountIndex, std::set<std::uint16_t>> touched_;  // instruments
    std::set<AccountIndex> accrued_;
};

}  // namespace twinleg::sim::wire::paradex
