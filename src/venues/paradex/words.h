#pragma once
// The venue's words in ours: states and ends of orders, refusals, the system's mode.
//
// Cancel reasons and refusals are not fully published; what is not known by name is matched by what
// it contains.
// Source: venues page of Paradex, sections 2 (codes), 6 (orders), 7 (socket errors).

#include <cstdint>
#include <string_view>

#include "core/event.h"
#include "core/order.h"

namespace twinleg::venues::paradex {

struct OrderEnd {
    OrderWord word{OrderWord::accepted};
    Reason reason{Reason::none};
};

// `status` is CLOSED. An end is `filled` where nothing remains, else `cancelled`: never `rejected`,
// because the order was accepted first, and that word may be told later than its end.
OrderEnd closed_order(std::string_view cancel_reason, bool nothing_remains, bool ioc);

// Why an order was refused: the code of a REST error, or of a socket's error the message and data,
// and the sentence with it. unavailable: the venue had trouble of its own, the outcome is unknown.
Reason refusal_reason(std::string_view code, std::string_view message);

// There is no such order, or not any more: of a cancel, or of a question.
bool is_not_found(std::string_view code);
// The token or the signer is not accepted (any more).
bool is_auth(std::string_view code);
// The key was never registered by an onboarding.
bool is_not_onboarded(std::string_view code);
// Too many requests.
bool is_rate(std::string_view code);
// The time of the request is not the venue's.
bool is_clock(std::string_view code);

// Of a socket's error; see is_auth and so on. Numbers that say nothing give an empty word.
std::string_view code_of(std::int64_t socket_error);

// `status` of GET /system/state; anything new is `halted`: who knows what it forbids.
MarketMode mode_of(std::string_view status);
// What a refusal says of the system's mode; `normal` where it says nothing.
MarketMode mode_of_refusal(std::string_view code);

// Whether `text` contains `part`, whatever their case. `part` is lower case.
bool holds(std::string_view text, std::string_view part);

}  // namespace twinleg::venues::paradex
