#pragma once
// What the control port tells of a venue: counts, accounts, books.

#include "core/json_writer.h"
#include "sim/wire/exchange.h"

namespace twinleg::sim::wire {

// One object of the list "venues" of GET /state.
void write_state(JsonWriter& json, const Exchange& exchange);

}  // namespace twinleg::sim::wire
