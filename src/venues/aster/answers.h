#pragma once
// What Aster's REST answers say.
//
// Source: venues page of Aster, "Market data", "Trading", "Account"; samples in
// tests/venues/aster/data.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "venues/update.h"

namespace twinleg::venues::aster {

// Errors of every reader: malformed, missing or out_of_range, naming the field.

// `{"code":-1121,"msg":"Invalid symbol."}`; setters answer {"code":200,"msg":"success"}.
// Errors: malformed, if it has no code.
struct Verdict {
    std::int64_t code{0};
    std::string message;
};
Result<Verdict> read_verdict(std::string_view body);

Result<Time> read_time(std::string_view body);

struct SymbolInfo {
    std::string symbol;
    std::string base;
    std::string quote;
    std::string margin_asset;
    std::string contract;  // PERPETUAL
    std::string status;    // TRADING
    Price tick;
    Quantity lot;
    Quantity min_quantity;
    Notional min_notional;
    Ratio maintenance_margin;
    std::uint64_t most_orders{0};  // MAX_NUM_ORDERS
    std::string trouble;           // what of it cannot be used; empty: nothing
};
struct ExchangeInfo {
    std::vector<SymbolInfo> symbols;
    std::uint64_t weight_per_minute{0};  // zero: not told
    std::uint64_t orders_per_minute{0};
};
Result<ExchangeInfo> read_exchange_info(std::string_view body);

// Hours between fundings of this symbol; zero where it is not named.
Result<Duration> read_funding_interval(std::string_view body, std::string_view symbol);

// Whether positions are kept by side (hedge mode).
Result<bool> read_dual_side(std::string_view body);

struct Commission {
    Ratio maker;
    Ratio taker;
};
Result<Commission> read_commission(std::string_view body);

struct AccountInfo {
    Notional equity;  // totalMarginBalance
    Notional available;
    bool can_trade{true};
};
Result<AccountInfo> read_account(std::string_view body);

// What is held of one symbol; hedge mode's sides are summed.
struct PositionInfo {
    Quantity quantity;
    std::uint64_t leverage{0};
    bool isolated{false};
};
Result<PositionInfo> read_position(std::string_view body, std::string_view symbol);

Result<std::string> read_listen_key(std::string_view body);

// One BookUpdate with `snapshot` and this market.
Result<void> read_depth(std::string_view body, std::string_view market, UpdateSink& sink);

// OrderUpdates of the object that a reply is, or of a list; how many there were. One that is an
// error ({code, msg}, in a batch) is passed over.
Result<std::size_t> read_orders(std::string_view body, UpdateSink& sink);

// FillUpdates; `last_id` is the highest id among them.
Result<std::size_t> read_fills(std::string_view body, UpdateSink& sink, std::uint64_t& last_id);

// FundingPaidUpdates of income rows that are funding.
Result<std::size_t> read_funding(std::string_view body, UpdateSink& sink);

}  // namespace twinleg::venues::aster
