#pragma once
// Our orders' names at the venue, and what it calls them.

#include <string_view>

#include "core/event.h"
#include "venues/kit/order_ids.h"

namespace twinleg::venues::edgex {

// The venue takes a name but once per account, for ever (the order's nonce is a hash of it). Also
// knows the venue's id of the last orders, a snowflake of 18 digits, because fills come with that
// alone, and what the stream last said of each, because it says everything about a filled order
// twice.
//
// Threads: none of its own.
class OrderIds : public kit::OrderNames {
    struct Known {
        ClientOrderId id;
        bool told{false};
        OrderWord word{OrderWord::accepted};
        Quantity filled;
    };

public:
    static constexpr std::size_t kRemembered = kit::OrderMemory<Known>::kRemembered;

    using OrderNames::OrderNames;

    void remember(std::string_view venue_order_id, ClientOrderId id);
    // Unknown where it is no order of ours, or one from long ago.
    ClientOrderId find(std::string_view venue_order_id) const;

    // Whether the stream has said just this of the order before; notes it.
    bool repeated(std::string_view venue_order_id, OrderWord word, Quantity filled);

private:
    kit::OrderMemory<Known> known_;
};

}  // namespace twinleg::venues::edgex
