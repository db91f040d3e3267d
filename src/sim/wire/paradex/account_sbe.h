#pragma once
// The same facts as in account_forms.h, as binary frames.

#include <string>

#include "sim/wire/paradex/account_forms.h"
#include "sim/wire/paradex/sbe_frame.h"

namespace twinleg::sim::wire::paradex {

std::string order_frame(const Exchange& exchange, const Member& member, const OrderRecord& order,
                        const OrderExtras* extras, SbeLayout layout);
std::string fill_frame(const Exchange& exchange, const Member& member, const LedgerFill& fill,
                       SbeLayout layout);
std::string position_frame(const Exchange& exchange, const Member& member, InstrumentId id,
                           SbeLayout layout);
std::string account_frame(const Exchange& exchange, const Member& member, Time now,
                          SbeLayout layout);

}  // namespace twinleg::sim::wire::paradex
