#pragma once
// Our orders' names at the venue, and what it calls them.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/event.h"

namespace twinleg::venues::edgex {

// The text of a client order id is "<desk tag>-<decimal>". The venue takes each but once per
// account, for ever (the order's nonce is a hash of it), which epoch and counter of ClientOrderId
// and the tag of the data directory see to.
//
// Also knows the venue's id of the last kRemembered orders, because fills come with that alone, and
// what the stream last said of each, because it says everything about a filled order twice.
//
// Threads: none of its own.
class OrderIds {
public:
    static constexpr std::size_t kRemembered = 16384;

    explicit OrderIds(std::string_view desk_tag) : prefix_(std::string{desk_tag} + '-') {}

    std::string text(ClientOrderId id) const { return prefix_ + std::to_string(id.value); }
    // Unknown for the ids of others: another tag, another form.
    ClientOrderId parse(std::string_view text) const;

    void remember(std::string_view venue_order_id, ClientOrderId id);
    // Unknown where it is no order of ours, or one from long ago.
    ClientOrderId find(std::string_view venue_order_id) const;

    // Whether the stream has said just this of the order before; notes it.
    bool repeated(std::string_view venue_order_id, OrderWord word, Quantity filled);

private:
    struct Known {
        ClientOrderId id;
        bool told{false};
        OrderWord word{OrderWord::accepted};
        Quantity filled;
    };
    Known& entry(std::uint64_t number);

    std::string prefix_;
    std::unordered_map<std::uint64_t, Known> known_;  // by the venue's id; looked up, never walked
    std::deque<std::uint64_t> age_;                   // oldest first
};

}  // namespace twinleg::venues::edgex
