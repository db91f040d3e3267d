#pragma once
// What the parts of one connector share.

#include <string_view>

#include "venues/edgex/answers.h"
#include "venues/edgex/order_ids.h"
#include "venues/edgex/settings.h"
#include "venues/kit/account_side.h"

namespace twinleg::venues::edgex {

// Threads: the loop's.
struct DeskSide final : kit::AccountSide {
    // Throws std::invalid_argument, naming the option.
    explicit DeskSide(const Setup& setup)
        : AccountSide("edgex", setup), settings(Settings::read(setup)), ids(setup.desk_tag) {}

    const Settings settings;
    OrderIds ids;
    ContractInfo contract;  // filled by describe()
    bool usable{true};      // false: it is not what it was at the start, and no order is sent

    // Frames name our contract by its name or by its id.
    bool ours(std::string_view market) const override {
        return market == contract.id || market == contract.name;
    }

private:
    ClientOrderId ours_of(const OrderUpdate& order) override {
        const ClientOrderId id = ids.parse(order.client_order_id);
        ids.remember(order.venue_order_id, id);
        return id;
    }
    // Fills have the venue's number of the order alone.
    ClientOrderId ours_of(const FillUpdate& fill) const override {
        return ids.find(fill.venue_order_id);
    }
};

}  // namespace twinleg::venues::edgex
