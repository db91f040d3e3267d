#pragma once
// An order, a fill and what was paid for funding, as JSON. Source: page § 5, § 7.

#include <string>
#include <string_view>

#include "core/json_writer.h"
#include "sim/wire/backpack/markets.h"
#include "sim/wire/backpack/member.h"
#include "sim/wire/order_news.h"

namespace twinleg::sim::wire::backpack {

std::string_view side_word(Side side);             // Bid
std::string_view status_word(const OrderRecord&);  // PartiallyFilled
std::string_view force_word(Force force);          // GTC, also for post-only
// Why it is Expired; "Unknown" where the page has no word.
std::string_view expiry_word(const OrderRecord& order);

// The fields of an order object, without its braces: a batch writes `operation` before them.
void write_order_fields(JsonWriter& json, const Markets& markets, const OrderRecord& order);
std::string order_text(const Markets& markets, const OrderRecord& order);

// Rows of the history: times are text there.
void write_order_row(JsonWriter& json, const Markets& markets, const OrderRecord& order);
void write_fill_row(JsonWriter& json, const Markets& markets, const FillRecord& fill);
void write_funding_row(JsonWriter& json, const Markets& markets, const Member& member,
                       const FundingPayment& payment);

// The data of an account.orderUpdate frame: accepted, then filled trade by trade, then cancelled or
// expired; the last fill says Filled.
std::string order_update(const Markets& markets, const OrderEvent& event);

}  // namespace twinleg::sim::wire::backpack
