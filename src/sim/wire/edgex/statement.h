#pragma once
// What edgeX writes down about one account beyond its orders: collateral by cause, positions with
// their terms and totals, and one line for each fill and funding payment.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "core/money.h"
#include "sim/wire/orders.h"

namespace twinleg::sim::wire::edgex {

// Sums of one direction. Sizes and values are of the direction's own sign as edgeX has it: sizes
// and values negative for shorts; fees negative where paid.
struct TermStat {
    Quantity open_size;
    Notional open_value;
    Notional open_fee;
    Quantity close_size;
    Notional close_value;
    Notional close_fee;
    Notional funding_fee;
    Notional liquidate_fee;
};

// From flat to flat.
struct Term {
    std::uint32_t count{0};
    TermStat stat;
    Time created;
    Time updated;
};

struct PositionState {
    InstrumentId instrument;
    Quantity open_size;    // signed
    Notional open_value;   // signed
    Notional open_fee;     // ≤ 0
    Notional funding_fee;  // of what is open
    Term long_term, short_term;
    TermStat long_total, short_total;
    Notional term_realised;  // before fees
    Notional total_realised;
    Time created;
    Time updated;

    // Cut toward zero; zero where flat.
    Price average_entry() const;
};

struct CollateralState {
    Notional deposits;
    Notional position_buy;   // ≤ 0
    Notional position_sell;  // ≥ 0
    Notional fill_fee;       // ≤ 0
    Notional funding_fee;    // signed: received
    Time created;
    Time updated;

    Notional amount() const {
        return deposits + position_buy + position_sell + fill_fee + funding_fee;
    }
};

// One fill or funding payment, and what it did to the position.
struct Entry {
    std::uint64_t number{0};  // from 1, in the order they came
    std::optional<FillRecord> fill;
    std::optional<FundingPayment> funding;
    InstrumentId instrument;
    Time time;
    Quantity before_size;
    Notional before_value;
    Notional before_fee;
    Notional before_funding;
    // Of a fill: what closed and what opened, signed like the trade (a sale is negative).
    Quantity close_size, open_size;
    Notional close_value, open_value;
    Notional close_fee, open_fee;  // ≤ 0
    // What the position's open part became bigger or smaller by.
    Quantity delta_size;
    Notional delta_value;
    Notional delta_fee;
    Notional delta_funding;
    Notional realised;       // net of the fill's fee
    Notional before_amount;  // of the collateral
    Notional before_legacy;  // with open positions at their cost
    Notional delta_amount;
    Notional delta_legacy;
};

// Arithmetic is that of the page: closing removes openValue and openFee in proportion to size (cut
// toward zero at 18 places), and what is left is exact.
class Statement {
public:
    Statement(Notional deposits, Time now);

    const Entry& book(const FillRecord& fill);
    const Entry& book(const FundingPayment& payment);

    const CollateralState& collateral() const { return collateral_; }
    // Collateral with open positions at their cost.
    Notional legacy_amount() const;
    // Null where the account never traded it.
    const PositionState* position(InstrumentId id) const;
    // In the order of their first trade's contract.
    std::vector<const PositionState*> positions() const;
    // Oldest first, at most kKept.
    const std::deque<Entry>& entries() const { return entries_; }

    static constexpr std::size_t kKept = 20'000;

private:
    PositionState& state(InstrumentId id, Time now);
    Entry begin(InstrumentId id, Time now);
    const Entry& finish(Entry entry);

    CollateralState collateral_;
    std::map<std::uint16_t, PositionState> positions_;
    std::deque<Entry> entries_;
    std::uint64_t number_{0};
};

}  // namespace twinleg::sim::wire::edgex
