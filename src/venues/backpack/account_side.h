#pragma once
// What the parts of a connector share: the desk, and which of its orders the venue speaks of.

#include "venues/backpack/client_ids.h"
#include "venues/kit/account_side.h"

namespace twinleg::venues::backpack {

// Threads: the loop's.
class AccountSide final : public kit::AccountSide {
public:
    explicit AccountSide(const Setup& setup)
        : kit::AccountSide("backpack", setup), ids(setup.desk_tag) {}

    ClientIds ids;

private:
    ClientOrderId ours_of(const OrderUpdate& order) override {
        return ids.decode(order.client_order_id);
    }
    ClientOrderId ours_of(const FillUpdate& fill) const override {
        return ids.decode(fill.client_order_id);
    }
};

}  // namespace twinleg::venues::backpack
