#pragma once
// The objects that frames and REST answers share: orders, trades, positions, payments. For this
// folder's .cpp files only: it brings simdjson with it.

#include "venues/lighter/json.h"
#include "venues/update.h"

namespace twinleg::venues::lighter {

// How markets are named in updates.
class MarketNames {
public:
    virtual ~MarketNames() = default;
    // `number` as the frame has it, `symbol` where the frame has that too, else empty.
    virtual std::string_view market(std::string_view number, std::string_view symbol) const = 0;
};

// Numbers as they are.
class PlainMarkets final : public MarketNames {
public:
    std::string_view market(std::string_view number, std::string_view) const override {
        return number;
    }
};

Result<void> read_order(json::ondemand::object object, const MarketNames& names, UpdateSink& sink);

// A trade as the public sees it.
Result<void> read_public_trade(json::ondemand::object object, std::string_view number,
                               const MarketNames& names, UpdateSink& sink);

// A trade as the fill of `account`; two fills if it traded with itself, nothing if it had no part
// in it. The fill's id is the trade's; the maker's side of a trade with itself adds an "m".
//
// Fee: the side's rate in 10^-6 of the notional, cut toward zero at the 6 decimals of USDC.
Result<void> read_fill(json::ondemand::object object, std::uint64_t account,
                       const MarketNames& names, UpdateSink& sink);

// `time`: of the frame.
Result<void> read_position(json::ondemand::object object, Time time, const MarketNames& names,
                           UpdateSink& sink);

Result<void> read_funding_paid(json::ondemand::object object, const MarketNames& names,
                               UpdateSink& sink);

// rate × notional, as the venue charges it: whole 10^-6 of USDC, the rest is forgiven.
Notional fee_of(Quantity quantity, Price price, std::int64_t rate_millionths);

}  // namespace twinleg::venues::lighter
