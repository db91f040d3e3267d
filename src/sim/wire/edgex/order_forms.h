#pragma once
// Orders and fills as JSON, and the words of their states. Source: page § 5.

#include <string>
#include <string_view>

#include "core/json_writer.h"
#include "sim/wire/edgex/account_forms.h"
#include "sim/wire/orders.h"

namespace twinleg::sim::wire::edgex {

// PENDING, OPEN, FILLED or CANCELED.
std::string_view status_of(const OrderRecord& order);
std::string_view cancel_reason_of(const OrderRecord& order);

// What the risk check has passed of an order: cumFill*. It follows cumMatch*.
struct Censored {
    Quantity size;
    Notional value;
    Notional fee;
    Notional realised;
    Price highest;
    Price lowest;

    static Censored all_of(const OrderRecord& order);
};

// As it looks from outside at one moment; `status` may be earlier than the record's own.
void write_order(JsonWriter& json, const Venue& venue, const Member& member,
                 const OrderRecord& order, std::string_view status, const OrderRecord& matched,
                 const Censored& censored);
// As it stands.
void write_order(JsonWriter& json, const Venue& venue, const Member& member,
                 const OrderRecord& order);

// Of an entry with a fill.
void write_fill(JsonWriter& json, const Venue& venue, const Member& member, const Entry& entry);

}  // namespace twinleg::sim::wire::edgex
