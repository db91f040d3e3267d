#pragma once
// The desk's orders that are alive, as far as placed and told.

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "core/order.h"
#include "panel/told.h"

namespace twinleg::panel {

// Threads: one.
class OwnOrders {
public:
    struct Own {
        Order order;
        OrderWord word{OrderWord::accepted};
        Quantity by_fills, by_reports;
        bool told{false};  // the venue has said something
        // Whichever is told first.
        Quantity filled() const { return by_fills > by_reports ? by_fills : by_reports; }
    };

    // True if this says something new: venues tell the same over several ways.
    bool on(const Told& told);

    // By client order id. One whose validity ended long ago, and of which nothing was heard since,
    // is not there any more.
    const std::map<std::uint64_t, Own>& all() const { return orders_; }
    void forget_old(Time now);

private:
    bool on(const OrderReport& report);
    bool on(const Fill& fill);

    std::map<std::uint64_t, Own> orders_;
    std::vector<std::pair<InstrumentId, FillId>> fills_;  // the newest, told already; a ring
    std::size_t next_fill_{0};
};

}  // namespace twinleg::panel
