#pragma once
// Answers of the REST interface. Pure: a body in, plain values out.
//
// Every function: the body has kFramePadding readable bytes after it; errors are malformed, missing
// or out_of_range, naming the field. Unknown fields are passed over; a list may be null.
// Source: venues page of Paradex, sections 2 to 6 and 9.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"
#include "venues/update.h"

namespace twinleg::venues::paradex {

// {"error":"…","message":"…"}.
struct Refusal {
    std::string code;
    std::string message;
};

// A market of GET /markets.
struct MarketInfo {
    std::string symbol;
    std::string base;
    std::string quote;
    std::string settlement;
    std::string asset_kind;    // "PERP"
    std::string trading_mode;  // "STANDARD"
    Price tick;
    Quantity lot;
    Quantity max_order;       // zero: not told
    Quantity position_limit;  // zero: not told
    Notional min_notional;
    std::uint64_t max_open_orders{0};  // zero: not told
    Ratio price_band;
    Ratio initial_margin;      // of the smallest position
    Ratio maintenance_factor;  // of the initial margin
    Ratio maker_fee;           // of orders by API, before discounts
    Ratio taker_fee;
    Duration funding_period;  // zero: not told
    Time open_at;             // unknown: open
};

// GET /system/config, as far as signatures need it.
struct SystemConfig {
    std::string chain_id;
    std::string l1_chain_id;
    std::string proxy_hash;
    std::string account_hash;
};

struct AccountState {
    std::string account;  // address
    std::string status;   // "ACTIVE"
    Notional equity;
    Notional free_collateral;
};

// An account's row of GET /account/info.
struct AccountInfo {
    std::string kind;
    std::string parent;
    std::optional<Ratio> maker_fee;
    std::optional<Ratio> taker_fee;
};

// GET /onboarding.
struct Onboarding {
    std::string address;
    bool exists{false};
};

struct Touch {
    std::uint64_t sequence{0};
    Level bid;  // a quantity of zero: that side is empty
    Level ask;
};

// One page of a list; what is in it went to the sink.
struct Page {
    std::string next;  // empty: there is no more
    std::size_t count{0};
};

// Threads: none of its own; belongs to one at a time.
class Answers {
public:
    Answers();
    ~Answers();

    // Errors: malformed, for whatever is not in the venue's form.
    Result<Refusal> refusal(std::string_view body);

    // Errors: also missing, where the list has no such market.
    Result<MarketInfo> market(std::string_view body, std::string_view symbol);
    Result<SystemConfig> system(std::string_view body);
    Result<std::string> status(std::string_view body);
    Result<Time> server_time(std::string_view body);
    Result<std::string> token(std::string_view body);
    Result<Onboarding> onboarding(std::string_view body);
    Result<AccountState> account(std::string_view body);
    // The row of that address, or the only one.
    Result<AccountInfo> account_info(std::string_view body, std::string_view address);
    Result<Touch> bbo(std::string_view body);

    Result<void> order(std::string_view body, UpdateSink& sink);
    Result<Page> orders(std::string_view body, UpdateSink& sink);
    Result<Page> fills(std::string_view body, UpdateSink& sink);
    Result<Page> positions(std::string_view body, UpdateSink& sink);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace twinleg::venues::paradex
