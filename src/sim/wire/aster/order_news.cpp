#include "sim/wire/aster/order_news.h"

#include "sim/wire/aster/order_forms.h"

namespace twinleg::sim::wire::aster {

OrderNews::Told& OrderNews::accepted(const OrderRecord& record, std::vector<std::string>& out) {
    const auto [place, is_new] = told_.try_emplace(record.id);
    if (is_new)
        out.push_back(order_update(markets_, record,
                                   {.execution = "NEW",
                                    .status = "NEW",
                                    .executed = {},
                                    .executed_value = {},
                                    .time = record.accepted_at}));
    return place->second;
}

std::vector<std::string> OrderNews::fill(const FillRecord& fill) {
    std::vector<std::string> out;
    const OrderRecord* record = exchange_.order(fill.order_id);
    if (fill.order_id == 0 || record == nullptr) return out;  // a liquidation has no order
    Told& told = accepted(*record, out);
    told.executed += fill.quantity;
    told.value += fill.value;
    const bool whole = told.executed == record->quantity;
    out.push_back(order_update(markets_, *record,
                               {.execution = "TRADE",
                                .status = whole ? "FILLED" : "PARTIALLY_FILLED",
                                .executed = told.executed,
                                .executed_value = told.value,
                                .fill = &fill,
                                .time = fill.time}));
    return out;
}

std::vector<std::string> OrderNews::order(const OrderRecord& record) {
    std::vector<std::string> out;
    accepted(record, out);
    if (record.alive()) return out;
    told_.erase(record.id);
    if (record.state == OrderState::filled) return out;
    const std::string_view word = status_word(record);
    out.push_back(order_update(markets_, record,
                               {.execution = word,
                                .status = word,
                                .executed = record.filled,
                                .executed_value = record.value,
                                .time = record.updated_at}));
    return out;
}

}  // namespace twinleg::sim::wire::aster
