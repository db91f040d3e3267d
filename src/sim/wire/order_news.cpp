#include "sim/wire/order_news.h"

namespace twinleg::sim::wire {

OrderNews::Told& OrderNews::told(const OrderRecord& record, std::vector<OrderEvent>& out) {
    const auto [place, is_new] = told_.try_emplace(record.id);
    if (is_new)
        out.push_back({.kind = OrderEvent::Kind::accepted,
                       .order = &record,
                       .executed = {},
                       .executed_value = {},
                       .time = record.accepted_at});
    return place->second;
}

std::vector<OrderEvent> OrderNews::fill(const FillRecord& fill) {
    std::vector<OrderEvent> out;
    const OrderRecord* record = exchange_.order(fill.order_id);
    if (fill.order_id == 0 || record == nullptr) return out;  // a liquidation has no order
    Told& so_far = told(*record, out);
    so_far.executed += fill.quantity;
    so_far.value += fill.value;
    out.push_back({.kind = OrderEvent::Kind::filled,
                   .order = record,
                   .executed = so_far.executed,
                   .executed_value = so_far.value,
                   .fill = &fill,
                   .time = fill.time});
    return out;
}

std::vector<OrderEvent> OrderNews::order(const OrderRecord& record) {
    std::vector<OrderEvent> out;
    told(record, out);
    if (record.alive()) return out;
    told_.erase(record.id);
    if (record.state == OrderState::filled) return out;
    out.push_back({.kind = OrderEvent::Kind::ended,
                   .order = &record,
                   .executed = record.filled,
                   .executed_value = record.value,
                   .time = record.updated_at});
    return out;
}

}  // namespace twinleg::sim::wire
