#pragma once
// The venue's words in ours: states and ends of orders, refusals.
//
// Source: venues page of Backpack, "Orders", "Errors and limits".

#include <string_view>

#include "core/event.h"
#include "core/order.h"
#include "core/result.h"

namespace twinleg::venues::backpack {

// `status` of an order, as REST and streams have it (X).
// Errors: malformed, naming a status that nobody has told us of.
Result<OrderWord> word_of(std::string_view status);

// `expiryReason`, R in streams.
Reason reason_of_expiry(std::string_view reason);

// Why a request was refused: the code of the error, and what its sentence contains, because one
// code stands for many things. Reason::unavailable: the venue failed, and the outcome is unknown.
Reason reason_of_refusal(std::string_view code, std::string_view message);

// The request came too late, or our clock is off.
bool is_clock_refusal(std::string_view code, std::string_view message);
// A key or a signature was not accepted.
bool is_key_refusal(int status, std::string_view code);
// There is no such order (any more).
bool is_not_found(int status, std::string_view code, std::string_view message);

// `orderBookState` of a market. A state that only newer servers know is halted.
MarketMode mode_of(std::string_view state);

}  // namespace twinleg::venues::backpack
