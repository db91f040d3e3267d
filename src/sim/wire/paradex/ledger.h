#pragma once
// What the exchange does not keep of an account: funding since the last change of each position,
// and what Paradex shows of fills and positions besides.

#include <deque>
#include <map>
#include <unordered_map>
#include <vector>

#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::paradex {

// A fill, and what it realised.
struct LedgerFill {
    FillRecord record;
    Quantity left;              // of its order, afterwards
    Notional realized_funding;  // accrued since the position changed last
    Price underlying;
    std::uint64_t sequence{0};  // of the book
    bool interactive{false};    // of a Retail token's order
};

// Funding that a change of the position has realised.
struct FundingRow {
    std::uint64_t id{0};
    InstrumentId instrument;
    Price index;
    Notional amount;  // positive: received
    std::uint64_t fill_id{0};
    Time time;
};

// What is known of one position since it was opened; of a closed one, until it is opened again.
struct Standing {
    Notional accrued;           // funding not realised yet
    Notional realized;          // trading PnL
    Notional realized_funding;  // since it was opened
    Quantity closed;            // coins
    Notional closed_value;      // Σ price × quantity of what closed it
    Price cached_index;         // funding index at the last change
    std::uint64_t last_fill{0};
    Time created_at;
    Time updated_at;
    Time closed_at;  // unknown: it is open, or never was
};

// Fed with what the exchange tells, in its order.
class Ledger {
public:
    Ledger(const Exchange& exchange, AccountIndex account);

    // The fill as it was booked; lives until the next call.
    const LedgerFill& book(const FillRecord& fill);
    void book(const FundingPayment& payment);
    // An order has ended.
    void ended(std::uint64_t order_id) { filled_.erase(order_id); }

    const std::deque<LedgerFill>& fills() const { return fills_; }      // oldest first
    const std::deque<FundingRow>& funding() const { return funding_; }  // oldest first
    const Standing& standing(InstrumentId id) const { return standings_.at(id.value); }
    // Funding of all positions that is not realised yet.
    Notional accrued() const;
    // Deposits, realised PnL and funding, less fees: the settled balance.
    Notional settled() const;

private:
    const Exchange& exchange_;
    AccountIndex account_;
    std::deque<LedgerFill> fills_;
    std::deque<FundingRow> funding_;
    std::vector<Standing> standings_;
    std::unordered_map<std::uint64_t, Quantity> filled_;  // by order; looked up only
};

}  // namespace twinleg::sim::wire::paradex
