#pragma once
// Answers of the REST interface. Pure: a body in, plain values out.
//
// Every function: errors are malformed, missing or out_of_range, naming the field. Unknown fields
// are passed over; a list may be null.
// Source: venue page, section 3; samples in tests/venues/lighter/data/rest_samples.json.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/money.h"
#include "core/order.h"
#include "core/result.h"
#include "core/time.h"
#include "venues/update.h"

namespace twinleg::venues::lighter {

// Whether the venue did what was asked: `code` 200, or a body without one.
struct Verdict {
    std::int64_t code{0};
    std::string message;
};
Result<Verdict> read_verdict(std::string_view body);

// A perpetual of orderBookDetails.
struct MarketInfo {
    std::uint64_t id{0};
    std::string symbol;
    std::string type;    // "perp"
    std::string status;  // "active"
    int size_decimals{0};
    int price_decimals{0};
    Quantity min_quantity;
    Notional min_notional;
    Ratio maker_fee;  // of the standard tier
    Ratio taker_fee;
    Ratio initial_margin;  // unless the account has set its own
    Ratio maintenance_margin;
    Price mark;
    bool reduce_only{false};  // the venue takes nothing else just now
    // What of its entry we cannot use; empty where all is well. Another market's trouble is not
    // ours, so it is no error of the answer.
    std::string trouble;

    Price tick() const;
    Quantity lot() const;
    friend bool operator==(const MarketInfo&, const MarketInfo&) = default;
};
Result<std::vector<MarketInfo>> read_markets(std::string_view body);

struct HeldPosition {
    std::uint64_t market{0};
    Quantity quantity;     // signed
    Ratio initial_margin;  // what the account has set for this market; zero: not told
    bool isolated{false};
};

struct AccountInfo {
    std::uint64_t index{0};
    Notional equity;  // collateral + unrealised PnL
    Notional free_collateral;
    Time last_transaction;
    Time cancel_all_at;  // of a scheduled cancel-all; unknown: none
    std::vector<HeldPosition> positions;
};
// Errors: also missing, where the answer names no account of that index.
Result<AccountInfo> read_account(std::string_view body, std::uint64_t index);

struct AccountLimits {
    std::string tier;                         // "standard", "premium"
    std::optional<std::int64_t> maker_ticks;  // 10^-6 of the notional
    std::optional<std::int64_t> taker_ticks;
};
Result<AccountLimits> read_limits(std::string_view body);

struct ApiKey {
    std::uint64_t index{0};
    std::string public_key;  // lower case, without 0x; empty or zeros: the slot is free

    bool registered() const;
};
Result<std::vector<ApiKey>> read_api_keys(std::string_view body);

Result<Nonce> read_next_nonce(std::string_view body);

// GET /: whole seconds.
Result<Time> read_server_time(std::string_view body);

// One page of a list; what is in it goes to the sink.
struct Page {
    std::string next_cursor;  // empty: there is no more
    std::size_t count{0};
    Time oldest;  // of the trades in it
};
Result<Page> read_orders(std::string_view body, UpdateSink& sink);
Result<Page> read_fills(std::string_view body, std::uint64_t account, UpdateSink& sink);

// sendTx.
struct Sent {
    std::string tx_hash;
    Time predicted;
};
Result<Sent> read_sent(std::string_view body);

}  // namespace twinleg::venues::lighter
