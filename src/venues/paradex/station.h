#pragma once
// What the parts of a connector share.

#include "venues/kit/account_side.h"
#include "venues/kit/order_ids.h"
#include "venues/paradex/answers.h"
#include "venues/paradex/encoding.h"
#include "venues/paradex/requests.h"

namespace twinleg::venues::paradex {

struct Station final : kit::AccountSide {
    explicit Station(const Setup& setup) : AccountSide("paradex", setup), ids(setup.desk_tag) {}

    kit::OrderNames ids;  // the venue takes 64 characters
    MarketInfo market;
    Encoding encoding;
    bool usable{true};  // false: the market is not what we were told at the start

private:
    ClientOrderId ours_of(const OrderUpdate& order) override {
        return ids.parse(order.client_order_id);
    }
    ClientOrderId ours_of(const FillUpdate& fill) const override {
        return ids.parse(fill.client_order_id);
    }
};

}  // namespace twinleg::venues::paradex
