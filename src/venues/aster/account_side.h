#pragma once
// What the parts of a connector share: the desk, and which of its orders the venue speaks of.

#include "venues/aster/order_ids.h"
#include "venues/kit/account_side.h"

namespace twinleg::venues::aster {

// Threads: the loop's.
class AccountSide final : public kit::AccountSide {
public:
    explicit AccountSide(const Setup& setup)
        : kit::AccountSide("aster", setup), ids(setup.desk_tag) {}

    OrderIds ids;

private:
    ClientOrderId ours_of(const OrderUpdate& order) override {
        const ClientOrderId id = ids.parse(order.client_order_id);
        ids.remember(order.venue_order_id, id);
        return id;
    }
    // Histories have the venue's number of the order alone.
    ClientOrderId ours_of(const FillUpdate& fill) const override {
        return fill.client_order_id.empty() ? ids.find(fill.venue_order_id)
                                            : ids.parse(fill.client_order_id);
    }
};

}  // namespace twinleg::venues::aster
