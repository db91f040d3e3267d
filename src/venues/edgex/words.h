#pragma once
// The venue's words in ours: states and ends of orders, refusals.
//
// No list of error words is published; they are matched by what they contain.
// Source: venues page of EdgeX, "Objects" (enums of order) and "Errors and limits".

#include <string_view>

#include "core/order.h"
#include "core/result.h"

namespace twinleg::venues::edgex {

struct OrderEnd {
    OrderWord word{OrderWord::accepted};
    Reason reason{Reason::none};
};

// `status`, `cancelReason` and `timeInForce` of an order. Which cancelReason a refused post-only
// order gets is not published: COULD_NOT_FILL, POST_ONLY… or none of a POST_ONLY order that never
// matched is would_cross. A status that only newer servers know is `accepted`: never an end.
// Errors: malformed, naming the status.
Result<OrderEnd> order_end(std::string_view status, std::string_view cancel_reason,
                           std::string_view time_in_force, bool matched);

// Of an order that is sent.
std::string_view word_of(TimeInForce tif);

// Why an order was refused, from the `code` of the answer.
// unavailable: the venue had trouble of its own, so the outcome is unknown.
Reason refusal_reason(std::string_view code);

// Whether a `code` is about the time in the request's headers; about keys and signatures.
bool is_clock_word(std::string_view code);
bool is_key_word(std::string_view code);
bool is_rate_word(std::string_view code);
// Nothing was found: of a query by id, or of one order in a cancelResultMap.
bool is_not_found_word(std::string_view code);

// What the result of one order in a cancelResultMap says.
enum class CancelWord : std::uint8_t {
    taken,      // SUCCESS: it will be cancelled, and the stream says when
    not_found,  // there is nothing to cancel: never came, filled, or ended before
    refused,    // something else
};
CancelWord cancel_word(std::string_view result);

}  // namespace twinleg::venues::edgex
