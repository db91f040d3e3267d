#pragma once
// What a venue knows of one account: its orders, its fills, its positions; and what it answers when
// asked, also from a replica that is behind.

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/event.h"
#include "core/order.h"
#include "sim/account.h"
#include "sim/matching.h"

namespace twinleg::sim {

// One order of the account. Final once `word` is terminal.
struct VenueOrder {
    Order order;
    VenueOrderId id;
    OrderWord word{OrderWord::accepted};
    Reason reason{Reason::none};
    Time accepted_at;  // venue time, like all times here
    Time final_at;     // kNever while it lives
    Quantity filled;
    Notional traded;  // Σ fill quantity × price, for the average
    Handle handle;    // in the matching book
    bool resting{false};
    bool cancelling{false};  // a cancel was taken and has its delay to wait

    bool final() const { return terminal(word); }
    Quantity left() const { return order.quantity - filled; }
};

struct LedgerRules {
    bool fills_name_client_id{true};  // otherwise fills carry the venue's order id alone
    bool remembers_refused{true};     // a refused order is found, as rejected, when asked for
    bool tells_average{true};         // reports carry the average price
};

// Every fill is booked in the account as it happens. Times must not go back.
//
// Answers take `as_of`: what a replica that far behind would say. It never knows later facts.
class Ledger {
public:
    static constexpr std::size_t kNone = SIZE_MAX;

    Ledger(const std::vector<Instrument>& instruments, Notional collateral, LedgerRules rules);

    // The venue took the order. Its index, stable for ever.
    std::size_t accept(const Order& order, Time at);
    // The venue refused it at the door.
    void refuse(const Order& order, Reason reason, Time at);
    void finish(std::size_t index, OrderWord word, Reason reason, Time at);

    // The fill as streams and answers tell it.
    Fill fill(std::size_t index, Price price, Quantity quantity, Liquidity liquidity, Time at);
    // A fill without an order of the desk: liquidation, deleveraging, a person.
    Fill foreign_fill(InstrumentId instrument, Side side, Price price, Quantity quantity, Time at);
    FundingPaid fund(InstrumentId instrument, Ratio rate, Time at);

    // The newest order of that name that was not refused, else a refused one; kNone without any.
    std::size_t find(ClientOrderId id) const;
    VenueOrder& order(std::size_t index) { return orders_[index]; }
    const VenueOrder& order(std::size_t index) const { return orders_[index]; }
    const std::vector<VenueOrder>& orders() const { return orders_; }
    const std::vector<Fill>& fills() const { return fills_; }
    // The order that fill `index` of fills() belongs to; kNone for a foreign one.
    std::size_t order_of_fill(std::size_t index) const { return fill_orders_[index]; }
    const std::vector<FundingPaid>& funding() const { return funding_; }
    Account& account() { return account_; }
    const Account& account() const { return account_; }
    const std::vector<Instrument>& instruments() const { return instruments_; }
    const Instrument& instrument(InstrumentId id) const;

    OrderReport report(std::size_t index, Time as_of) const;
    // `found` and `report` of an answer about an order.
    OrderAnswer answer_order(ClientOrderId id, Time as_of) const;
    void answer_open(Time as_of, std::vector<OpenOrder>& out) const;
    void answer_fills(Time since, Time through, std::vector<Fill>& out) const;
    void answer_positions(Time as_of, std::vector<PositionEntry>& out) const;

private:
    Fill booked(InstrumentId instrument, Side side, Price price, Quantity quantity,
                Liquidity liquidity, Time at);
    // Filled of an order by `as_of`.
    Quantity filled_by(std::size_t index, Time as_of, Notional& traded) const;

    std::vector<Instrument> instruments_;
    LedgerRules rules_;
    Account account_;
    std::vector<VenueOrder> orders_;
    std::vector<Fill> fills_;
    std::vector<std::size_t> fill_orders_;  // beside fills_: the order, kNone for a foreign one
    std::vector<FundingPaid> funding_;
    std::unordered_map<std::uint64_t, std::size_t> by_client_id_;  // looked up, never walked
    std::uint64_t ids_{1'000'000};
};

}  // namespace twinleg::sim
