#pragma once
// Positions and PnL of the desk, per instrument and by cause, in exact arithmetic.

#include <vector>

#include "core/event.h"
#include "core/instrument.h"
#include "core/money.h"

namespace twinleg::portfolio {

// One instrument. Amounts are in its settlement currency.
//
// Linear: trading is the cash paid and received; worth = trading + position × mark, exactly.
// Inverse: what opens adds coins(quantity, price), cut toward zero at 18 places; what closes takes
// back its share of them, and trading gains share − coins(closed, price).
//   total = worth − fees + funding
class Position {
public:
    explicit Position(const Instrument& instrument) : instrument_(instrument) {}

    void trade(Quantity signed_quantity, Price price);
    void pay_fee(Notional fee) { fees_ += fee; }
    void fund(Notional received) { funding_ += received; }
    void mark(Price price) { mark_ = price; }

    const Instrument& instrument() const { return instrument_; }
    Quantity quantity() const { return quantity_; }
    Price mark() const { return mark_; }
    // Volume-weighted, cut toward zero; zero while flat.
    Price average_entry() const;

    Notional worth() const;       // trading result at the mark, open and closed
    Notional unrealised() const;  // of what is open; zero while no mark is known
    Notional realised() const { return worth() - unrealised(); }
    Notional fees() const { return fees_; }  // positive: paid
    Notional funding() const { return funding_; }
    Notional total() const { return worth() - fees_ + funding_; }

private:
    Instrument instrument_;
    Quantity quantity_;
    Notional cash_;         // linear: received − paid; inverse: result of what was closed, in coins
    Notional entry_value_;  // linear: quote value at the entries of what is open, signed
    Base entry_coins_;      // inverse: coins at the entries of what is open, signed
    Notional fees_;
    Notional funding_;
    Price mark_;
};

class Portfolio {
public:
    explicit Portfolio(const std::vector<Instrument>& instruments);

    void apply(const Fill& fill);
    // A difference that reconciliation found, or (signed the other way) took back.
    void adjust(InstrumentId id, Quantity signed_quantity, Price price);
    // True the first time a payment is told.
    bool apply(const FundingPaid& paid);
    void mark(InstrumentId id, Price price) { positions_[id.value].mark(price); }

    const Position& position(InstrumentId id) const { return positions_[id.value]; }
    const std::vector<Position>& positions() const { return positions_; }

    // Σ totals in quote units: dollar coins one to one, coins at the instrument's mark.
    Notional total() const;
    // Σ |position value| at the marks, in quote units.
    Notional gross_notional() const;

private:
    std::vector<Position> positions_;
    std::vector<std::pair<VenueId, FillId>> payments_;  // told already, newest last
};

}  // namespace twinleg::portfolio
