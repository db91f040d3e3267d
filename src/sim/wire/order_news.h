#pragma once
// What a user is told of his orders: each is taken, filled trade by trade, and ends.

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "sim/wire/exchange.h"

namespace twinleg::sim::wire {

struct OrderEvent {
    enum class Kind : std::uint8_t { accepted, filled, ended };
    Kind kind{Kind::accepted};
    const OrderRecord* order{nullptr};  // as it stands: other events may be in it already
    // With this event, and none after it.
    Quantity executed;
    Notional executed_value;
    const FillRecord* fill{nullptr};  // of one that fills
    Time time;

    bool is_whole() const { return executed == order->quantity; }
};

// The fill that makes an order whole is its end; otherwise it ends cancelled or expired.
class OrderNews {
public:
    explicit OrderNews(const Exchange& exchange) : exchange_(exchange) {}

    // To be told, in their order. They point at what was given.
    std::vector<OrderEvent> order(const OrderRecord& record);
    std::vector<OrderEvent> fill(const FillRecord& fill);

private:
    // Of the fills that were told.
    struct Told {
        Quantity executed;
        Notional value;
    };
    // With its acceptance appended to `out` if nothing was told of it so far.
    Told& told(const OrderRecord& record, std::vector<OrderEvent>& out);

    const Exchange& exchange_;
    std::unordered_map<std::uint64_t, Told> told_;  // alive orders; looked up, never walked
};

}  // namespace twinleg::sim::wire
