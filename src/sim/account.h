#pragma once
// An account at a venue: positions, collateral, PnL, fees, funding and margin, in exact arithmetic.

#include <vector>

#include "core/instrument.h"
#include "core/money.h"
#include "core/order.h"

namespace twinleg::sim {

// Value of a quantity in the settlement currency, signed like it: quote units, or coins of an
// inverse contract (cut toward zero at 18 places). price > 0.
Notional settled_value(const Instrument& instrument, Quantity quantity, Price price);

// What a fill costs: value × rate, cut toward zero at 18 places; negative is a rebate.
Notional fee_of(const Instrument& instrument, Quantity quantity, Price price, Liquidity liquidity);

// What a holder of `quantity` (signed) receives when `rate` is paid: longs pay where it is
// positive.
Notional funding_of(const Instrument& instrument, Quantity quantity, Price mark, Ratio rate);

// One instrument's position, and every amount that made it, in the settlement currency.
//
// Linear contracts: `trading` is nothing but the cash paid and received, so that
//   worth = trading + quantity × mark     exactly, with no division anywhere.
// Inverse contracts: a fill that opens adds coins(quantity, price) to `entry_coins`; one that
// closes takes back its share, entry_coins × closed / open cut toward zero at 18 places, and
//   trading += share − coins(closed, price)     (signed like the position)
//   worth    = trading + entry_coins − coins(quantity, mark).
// A fill past zero closes first and opens with the rest.
class Position {
public:
    explicit Position(Instrument instrument) : instrument_(std::move(instrument)) {}

    // price, quantity > 0.
    void fill(Side side, Price price, Quantity quantity, Notional fee);
    void fund(Notional amount) { funding_ += amount; }
    void mark(Price price) { mark_ = price; }

    const Instrument& instrument() const { return instrument_; }
    Quantity quantity() const { return quantity_; }
    Price mark() const { return mark_; }
    Notional trading() const { return trading_; }
    Notional fees() const { return fees_; }  // positive: paid
    Notional funding() const { return funding_; }
    Base entry_coins() const { return entry_coins_; }
    // Linear: quote value of what is open at its entries, signed.
    Notional entry_value() const { return entry_value_; }

    // Volume-weighted price of what is open, cut toward zero; zero where flat.
    Price average_entry() const;
    // PnL of what is open, at the mark; zero while no mark is known.
    Notional unrealised() const;
    // PnL of what was closed. realised + unrealised = worth.
    Notional realised() const { return worth() - unrealised(); }
    // All PnL before fees and funding.
    Notional worth() const;
    // Change of the account's equity by this instrument.
    Notional total() const { return worth() - fees_ + funding_; }

private:
    void open(Side side, Price price, Quantity quantity);
    void close(Price price, Quantity quantity);

    Instrument instrument_;
    Quantity quantity_;     // signed
    Notional entry_value_;  // linear: quote value of what is open at its entries, signed
    Base entry_coins_;      // inverse: coins of what is open at its entries, signed
    Notional trading_;
    Notional fees_;
    Notional funding_;
    Price mark_;
};

// All positions of one account and the collateral behind them, in one settlement currency.
class Account {
public:
    explicit Account(Notional collateral) : collateral_(collateral) {}

    // Every instrument must be opened before it is used, and settle in the same currency.
    void add(const Instrument& instrument);

    Position& position(InstrumentId id);
    const Position& position(InstrumentId id) const;
    const std::vector<Position>& positions() const { return positions_; }

    void deposit(Notional amount) { collateral_ += amount; }
    Notional collateral() const { return collateral_; }

    // collateral + Σ totals.
    Notional equity() const;
    // Σ |value at the mark| × the instrument's fraction.
    Notional initial_margin() const;
    Notional maintenance_margin() const;
    // equity − initial margin; what new positions may use.
    Notional free_collateral() const { return equity() - initial_margin(); }
    bool liquidatable() const { return equity() < maintenance_margin(); }

private:
    Notional collateral_;
    std::vector<Position> positions_;
};

}  // namespace twinleg::sim
