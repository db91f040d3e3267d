#pragma once
// Our orders' names at the venue, and what it calls them.
//
// Source: venues page of Aster, "Trading" (newClientOrderId: 36 characters at most).

#include "venues/kit/order_ids.h"

namespace twinleg::venues::aster {

// Also knows the venue's number of the last orders, because asked-for fills have that alone.
//
// Threads: none of its own.
class OrderIds : public kit::OrderNames {
public:
    using OrderNames::OrderNames;

    void remember(std::string_view venue_order_id, ClientOrderId id) {
        const std::uint64_t number = kit::order_number(venue_order_id);
        if (number != 0 && id.known()) known_.entry(number) = id;
    }
    // Unknown where it is no order of ours, or one from long ago.
    ClientOrderId find(std::string_view venue_order_id) const {
        const ClientOrderId* const found = known_.find(kit::order_number(venue_order_id));
        return found == nullptr ? ClientOrderId{} : *found;
    }

private:
    kit::OrderMemory<ClientOrderId> known_;
};

}  // namespace twinleg::venues::aster
