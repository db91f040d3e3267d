#pragma once
// The events of the account. For this folder's .cpp files only.

#include <span>

#include "venues/kit/json.h"
#include "venues/update.h"

namespace twinleg::venues::aster {

// `o` of ORDER_TRADE_UPDATE. `fill_id` is room for the id of a fill that has none of its own.
Result<void> tell_order_event(const kit::JsonValue& order, Time venue_time, std::span<char> fill_id,
                              UpdateSink& sink);

// `a` of ACCOUNT_UPDATE; `paid` is set where its reason is a funding payment.
Result<void> tell_account_event(const kit::JsonValue& account, Time venue_time, bool& paid,
                                UpdateSink& sink);

}  // namespace twinleg::venues::aster
