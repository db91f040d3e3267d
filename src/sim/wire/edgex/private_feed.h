#pragma once
// The private socket: what an account is told of its orders, fills, positions and collateral.
// Source: page § 8, "Private events".

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/wire/edgex/conversation.h"
#include "sim/wire/edgex/order_forms.h"

namespace twinleg::sim::wire::edgex {

// Every event raises the account's version. A socket hears of the contracts of its own generation,
// and of the account's collateral, which is one.
//
// A match is told twice: at once, with cumMatch* moved and nothing else; and after the risk check,
// with cumFill* moved and the collateral, positions and fills beside. Here the second frame follows
// the first without delay.
class PrivateFeed {
public:
    explicit PrivateFeed(const Venue& venue) : venue_(venue) {}

    // Greets and sends the snapshot.
    void opened(std::uint64_t id, Line& line, std::string_view sid, Member& member,
                Generation generation);
    void message(std::uint64_t id, std::string_view text);
    void closed(std::uint64_t id) { peers_.erase(id); }
    bool has(std::uint64_t id) const { return peers_.contains(id); }
    // Every session is over.
    void expire();

    void order(const OrderRecord& record);
    // Of the account's statement, which has booked it.
    void booked(Member& member, const Entry& entry);
    // The account moved: what was booked since is told.
    void account(Member& member);
    void beat(Time now);

private:
    struct Peer {
        Conversation conversation;
        Member* member;
        Generation generation;
    };
    // The groups of an event's data, each the items of an array.
    struct Data {
        std::string account, collateral, collateral_transactions, positions, position_transactions,
            orders, fills;
    };

    void snapshot(Peer& peer);
    void publish(Member& member, Generation generation, std::string_view event, const Data& data);
    std::string frame(const Member& member, std::string_view event, const Data& data) const;
    void publish_booked(Member& member, Generation generation, std::vector<const Entry*> entries);

    Venue venue_;
    std::map<std::uint64_t, Peer> peers_;
    std::map<AccountIndex, std::vector<Entry>> booked_;     // not told yet
    std::unordered_map<std::uint64_t, Censored> censored_;  // as told, by order; looked up only
};

}  // namespace twinleg::sim::wire::edgex
