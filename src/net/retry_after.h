#pragma once
// The Retry-After header, in both its forms.

#include <optional>
#include <string_view>

#include "core/time.h"

namespace twinleg::net {

// How long to wait from `now`: "120" is seconds, otherwise an HTTP date of any of the three forms
// (RFC 9110, 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
// "Sun Nov  6 08:49:37 1994"). A date that is past means zero. Never more than a day: a venue's
// typing error must not end the trading.
//
// Nothing if the text is neither.
std::optional<Duration> retry_after(std::string_view text, Time now);

// An HTTP date; nothing if it is none.
std::optional<Time> parse_http_date(std::string_view text);

}  // namespace twinleg::net
