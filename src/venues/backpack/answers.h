#pragma once
// What Backpack's REST answers say.
//
// Source: venues page of Backpack, "Public REST", "Account REST", "Orders"; samples in
// tests/venues/backpack/data.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "venues/update.h"

namespace twinleg::venues::backpack {

// Errors of every reader: malformed, missing or out_of_range, naming the field.

// `{"code":…,"message":…}`. Errors: malformed, if it is not in the venue's form.
struct Refusal {
    std::string code;
    std::string message;
};
Result<Refusal> read_refusal(std::string_view body);

// Plain digits.
Result<Time> read_time(std::string_view body);

// "2026-08-05T17:00:00.123", or with a space: UTC without saying so.
Result<Time> read_iso_time(std::string_view text, std::string_view field);

struct MarketInfo {
    std::string symbol;
    std::string base;
    std::string quote;
    std::string type;   // PERP
    std::string state;  // orderBookState
    bool visible{true};
    Price tick;
    Quantity lot;
    Quantity min_quantity;
    Ratio initial_margin;  // the function's base; larger positions need more
    Ratio maintenance_margin;
    Duration funding_interval;
    std::string trouble;  // what of it cannot be used; empty: nothing
};
// A list, or the one object of a single market.
Result<std::vector<MarketInfo>> read_markets(std::string_view body);

struct AccountInfo {
    Ratio maker_fee;
    Ratio taker_fee;
    std::string leverage_limit;  // as it came
    bool liquidating{false};
    bool auto_borrow{false};  // autoBorrowSettlements
    bool auto_lend{false};
    bool auto_repay{false};  // autoRepayBorrows
};
Result<AccountInfo> read_account(std::string_view body);

struct Collateral {
    Notional equity;
    Notional available;
    Notional borrowed;
};
Result<Collateral> read_collateral(std::string_view body);

// One BookUpdate with `snapshot` and this market. Both sides may stand in any order.
Result<void> read_depth(std::string_view body, std::string_view market, UpdateSink& sink);

// OrderUpdates: of the object that an order's reply is, of a list, of a batch (whose items may be
// refusals, which are told to `refused` with their place in it, if it is given).
using BatchRefused = std::function<void(std::size_t at, const Refusal&)>;
Result<std::size_t> read_orders(std::string_view body, UpdateSink& sink,
                                const BatchRefused& refused = {});

// FillUpdates, PositionUpdates, FundingPaidUpdates of a list; how many there were.
Result<std::size_t> read_fills(std::string_view body, UpdateSink& sink);
Result<std::size_t> read_positions(std::string_view body, UpdateSink& sink);
Result<std::size_t> read_funding(std::string_view body, UpdateSink& sink);

}  // namespace twinleg::venues::backpack
