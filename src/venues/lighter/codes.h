#pragma once
// The venue's words and error codes, and what they mean to the engine.

#include <cstdint>
#include <string_view>

#include "core/order.h"
#include "core/result.h"

namespace twinleg::venues::lighter {

namespace code {
inline constexpr std::int64_t ok = 200;
inline constexpr std::int64_t invalid_param = 20001;
inline constexpr std::int64_t invalid_expired_time = 20011;
inline constexpr std::int64_t account_not_found = 21100;
inline constexpr std::int64_t invalid_nonce = 21104;
inline constexpr std::int64_t invalid_public_key = 21108;
inline constexpr std::int64_t api_key_not_found = 21109;
inline constexpr std::int64_t invalid_signature = 21120;
inline constexpr std::int64_t invalid_order_index = 21700;
inline constexpr std::int64_t too_many_requests = 23000;
inline constexpr std::int64_t not_found = 29404;
inline constexpr std::int64_t internal = 29500;
inline constexpr std::int64_t not_subscribed = 30002;
inline constexpr std::int64_t already_subscribed = 30003;
inline constexpr std::int64_t too_many_messages = 30009;
inline constexpr std::int64_t too_many_in_flight = 30010;
inline constexpr std::int64_t failed_to_subscribe = 30012;
}  // namespace code

// Why a transaction was refused, for an order. Reason::nonce_used stands for invalid_nonce until
// the venue's next nonce is known.
Reason reason_of(std::int64_t code);

// The venue says that it failed, not that it refused: the outcome is unknown.
bool is_internal(std::int64_t code);
// Too many of something: try later.
bool is_rate_limit(std::int64_t code);
// The batch as such was refused, before any transaction in it was looked at: none of it is done.
bool is_of_the_batch(std::int64_t code);
// The cancelled order does not exist (any more).
bool is_order_not_found(std::int64_t code, std::string_view message);
// A token is missing, wrong or expired: a new one may help.
bool is_auth(int status, std::int64_t code, std::string_view message);

// What an order's status says.
struct Status {
    OrderWord word{OrderWord::accepted};
    Reason reason{Reason::none};
};

// `filled`: whether any of it was. An order that the sequencer turned away whole for margin, as
// crossing or as not allowed is rejected; what ends one that lived is a cancel.
// Errors: malformed, naming a status that nobody has told us of.
Result<Status> status_of(std::string_view status, bool filled);

}  // namespace twinleg::venues::lighter
