#pragma once
// An order, a fill and an income as JSON, and the user stream's word of an order. Source: page § 6
// to § 8.

#include <string>
#include <string_view>

#include "core/json_writer.h"
#include "sim/wire/aster/markets.h"
#include "sim/wire/order_news.h"

namespace twinleg::sim::wire::aster {

std::string_view side_word(Side side);
std::string_view status_word(const OrderRecord& order);
std::string_view force_word(const OrderRequest& request);

enum class OrderForm : std::uint8_t {
    as_sent,  // before it is matched: NEW, nothing executed
    as_done,
    as_asked,  // with `time`
};
std::string order_text(const Markets& markets, const OrderRecord& order, OrderForm form);
void write_fill(JsonWriter& json, const Markets& markets, const FillRecord& fill);

// ORDER_TRADE_UPDATE: NEW, then a TRADE for each fill, then CANCELED or EXPIRED; the last fill says
// FILLED.
std::string order_update(const Markets& markets, const OrderEvent& event);

}  // namespace twinleg::sim::wire::aster
