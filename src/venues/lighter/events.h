#pragma once
// Updates of the account as events of the engine, alike from streams and from answers.

#include "core/event.h"
#include "venues/update.h"

namespace twinleg::venues::lighter {

OrderReport report_of(const OrderUpdate& order, InstrumentId instrument, Source source);
// Ids longer than an engine's are left empty; the venue's are at most 20 digits.
Fill fill_of(const FillUpdate& fill, InstrumentId instrument, Source source);

// Zero where the digits are none, or say zero: an order of nobody's own number.
ClientOrderId client_order_id(std::string_view digits);

}  // namespace twinleg::venues::lighter
