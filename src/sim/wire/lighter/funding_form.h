#pragma once
// A funding payment as the venue shows it.

#include "core/json_writer.h"
#include "sim/wire/lighter/views.h"

namespace twinleg::sim::wire::lighter {

// Source: venue page, section 3, positionFunding; recorded sample of account_all.
void write_funding(JsonWriter& json, const Market& market, const FundingPayment& payment);

}  // namespace twinleg::sim::wire::lighter
