#pragma once
// What a socket can listen to.
//
// Source: venue page, section 4.

#include <string>
#include <string_view>

#include "sim/wire/lighter/market.h"
#include "sim/wire/lighter/members.h"

namespace twinleg::sim::wire::lighter {

struct Channel {
    std::string topic;               // "account_orders"
    std::string name;                // "account_orders:1:65", as frames have it
    const Market* market{nullptr};   // null: none, or all
    Member* member{nullptr};         // of account channels
    std::int64_t candle_step_ms{0};  // of candle channels
    bool needs_auth{false};

    // As acknowledgements and errors name it: account_orders without its account (obs).
    std::string spoken() const;
};

// "account_orders/1/65", or with colons. Refusals: ws_invalid_channel.
Checked<Channel> parse_channel(std::string_view text, Members& members);

}  // namespace twinleg::sim::wire::lighter
