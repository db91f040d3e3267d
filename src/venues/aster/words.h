#pragma once
// The venue's words and error codes in ours.
//
// Source: venues page of Aster, "Trading", "Limits", "Error codes worth mapping".

#include <cstdint>
#include <string_view>

#include "core/event.h"
#include "core/order.h"
#include "core/result.h"

namespace twinleg::venues::aster {

struct OrderEnd {
    OrderWord word{OrderWord::accepted};
    Reason reason{Reason::none};
};

// `status` and `timeInForce` of an order. What expired as GTX would have taken, as IOC found
// nobody. Errors: malformed, naming a status that nobody has told us of.
Result<OrderEnd> order_end(std::string_view status, std::string_view time_in_force);

// Why a request was refused. Reason::unavailable: the venue does not know what became of it.
Reason reason_of_refusal(std::int64_t code, std::string_view message);

namespace code {
inline constexpr std::int64_t too_many_requests = -1003;
inline constexpr std::int64_t too_many_orders = -1015;
inline constexpr std::int64_t timestamp = -1021;
inline constexpr std::int64_t signature = -1022;
inline constexpr std::int64_t listen_key = -1125;
inline constexpr std::int64_t cancel_unknown = -2011;
inline constexpr std::int64_t no_such_order = -2013;
inline constexpr std::int64_t key_format = -2014;
inline constexpr std::int64_t key_refused = -2015;
inline constexpr std::int64_t nonce = -4225;
}  // namespace code

// The request's time or nonce was too old or too new.
bool is_clock_refusal(std::int64_t code);
// A key or a signature was not accepted.
bool is_key_refusal(std::int64_t code);
bool is_rate_refusal(std::int64_t code);

// `status` of a symbol. A state that only newer servers know is halted.
MarketMode mode_of(std::string_view status);

}  // namespace twinleg::venues::aster
