#pragma once
// One contract at one venue, and what its quantities mean in coins and in money.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/money.h"
#include "core/time.h"

namespace twinleg {

// Index into the desk's table of instruments or venues; small, dense, stable for a run.
struct InstrumentId {
    std::uint16_t value{0};
    friend constexpr auto operator<=>(InstrumentId, InstrumentId) = default;
};
struct VenueId {
    std::uint8_t value{0};
    friend constexpr auto operator<=>(VenueId, VenueId) = default;
};

enum class ContractKind : std::uint8_t {
    linear,   // a contract is `multiplier` coins; PnL and fees in the quote currency
    inverse,  // a contract is `multiplier` quote units; PnL and fees in the coin
};

struct Instrument {
    InstrumentId id;
    VenueId venue;
    std::string venue_name;  // "lighter"
    std::string symbol;      // in the venue's own spelling: "BTC", "BTCUSDC", "BTC-USD-PERP"
    std::string base;        // "BTC"
    std::string quote;       // currency of prices: "USD", "USDC", "USDT"
    ContractKind kind{ContractKind::linear};
    Quantity multiplier{Quantity::from_units(1)};  // see ContractKind
    Price tick;                                    // > 0
    Quantity lot;                                  // > 0
    Quantity min_quantity;                         // of an order; zero: a lot
    Notional min_notional;                         // of an order, in quote units; zero: none
    bool reduce_only_below_minimum{false};  // reduce-only orders are free of the two minimums
    Ratio maker_fee;                        // negative: a rebate
    Ratio taker_fee;
    Ratio initial_margin{basis_points(1000)};     // share of notional held for a position
    Ratio maintenance_margin{basis_points(500)};  // below it the venue liquidates

    // "lighter:BTC"
    std::string spec() const { return venue_name + ":" + symbol; }

    // The currency of PnL, fees and margin: the quote, or the coin of an inverse contract.
    const std::string& settlement() const { return kind == ContractKind::linear ? quote : base; }

    // Value of an order or position in quote units. Exact for linear contracts with a multiplier
    // of at most 8 − (places of lot) digits (validate() holds that); exact for inverse ones.
    Notional notional(Quantity quantity, Price price) const;

    // Coins behind `quantity`, signed like it. Exact for linear contracts; for inverse ones cut
    // toward zero at 18 places. price > 0.
    Base coins(Quantity quantity, Price price) const;

    // The largest legal multiple of the lot whose coins do not exceed |coins|, signed like it.
    Quantity quantity_toward_zero(Base coins, Price price) const;

    // Whether the venue takes an order of this size: on the lot, at least both minimums, or freed
    // from them by reduce-only.
    bool accepts(Quantity quantity, Price price, bool reduce_only) const;

    // Errors: out_of_range, naming the field: a tick, lot or multiplier that is not positive, a
    // negative minimum, a lot whose coins have more than 8 places.
    Result<void> validate() const;
};

}  // namespace twinleg
