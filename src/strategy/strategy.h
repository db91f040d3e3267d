#pragma once
// A strategy decides which pair trade would pay; it never sends, cancels or repairs a leg.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/command.h"
#include "core/event.h"
#include "core/instrument.h"
#include "core/result.h"
#include "exec/pair_plan.h"

namespace twinleg::strategy {

struct Bbo {
    Level bid;
    Level ask;
};

// What taking from a book would come to.
struct Taken {
    Quantity available;  // up to the quantity asked for, within the limit
    Price average;       // of what is available, cut toward zero; zero if there is none
};

// What a venue tells of an instrument beside its book; zero where it was not told since the stream
// came up (funding: ever).
struct Reference {
    Price last;  // of the newest public trade
    Price mark;
    Price index;
    Ratio funding;              // for one interval; longs pay where positive
    Duration funding_interval;  // zero: not told
};

// What an account had when its venue last said so, in the settlement currency.
struct Funds {
    Notional equity;
    Notional free_collateral;
    Time read;
};

// What a strategy may see: books that are ready, and how much room the limits leave.
// Threads: the engine's; valid during one call.
class View {
public:
    virtual ~View() = default;
    virtual Time now() const = 0;
    virtual const Instrument& instrument(InstrumentId id) const = 0;
    // Nothing while the book is not ready: a strategy sees nothing rather than something old.
    virtual std::optional<Bbo> bbo(InstrumentId id) const = 0;
    // Taking `quantity` as `side` no worse than `limit`; nothing while the book is not ready.
    virtual Taken take(InstrumentId id, Side side, Quantity quantity, Price limit) const = 0;
    virtual const Reference& reference(InstrumentId id) const = 0;
    // Signed, of fills.
    virtual Quantity position(InstrumentId id) const = 0;
    // Volume-weighted, of the position; zero while flat.
    virtual Price entry(InstrumentId id) const = 0;
    // Nothing before the venue's first word.
    virtual std::optional<Funds> funds(VenueId venue) const = 0;
    // What the last pair trade came to; null before the first. Valid during one call.
    virtual const PairClosed* last_pair() const = 0;
    // A pair trade of this desk is not finished yet.
    virtual bool busy() const = 0;
    // New pair trades may begin (ACTIVE, not paused).
    virtual bool open() const = 0;
    // A pair may be closed (ACTIVE or REDUCING, paused or not).
    virtual bool may_close() const = 0;
    // Measured delay of a stage at a venue; zero while nothing was measured.
    virtual Duration latency(VenueId venue, Stage stage) const = 0;
};

// Buy here, sell there: legs, timeouts, partial fills and rollback are the executor's.
using exec::Leg;
using exec::Plan;
using TradePair = exec::PairPlan;

// The maker leg of the running pair trade should not rest any more; what it filled is hedged all
// the same. To rest elsewhere, begin anew when the desk is not busy.
struct Withdraw {};

// Close every position now, reduce-only, whatever keeps new pair trades from beginning (ACTIVE and
// REDUCING; in every other mode closing is the engine's own business).
struct CloseAll {};

// This strategy cannot go on: the desk stops as an operator would stop it, and says why.
struct Stop {
    std::string why;
};

using Wish = std::variant<TradePair, Withdraw, CloseAll, Stop>;

struct Wishes {
    std::vector<Wish> list;
    std::optional<Evaluated> evaluated;  // what was seen, when it was looked at
    std::optional<Outlook> outlook;      // and what would come of it
    // For people: said in any case, and said only if the pair trade wished for begins.
    std::vector<Notice> notices;
    std::vector<Notice> notices_if_begun;
    void clear() {
        list.clear();
        evaluated.reset();
        outlook.reset();
        notices.clear();
        notices_if_begun.clear();
    }
};

class Strategy {
public:
    virtual ~Strategy() = default;
    virtual std::string_view name() const = 0;
    // Called after the books and the portfolio know the event. Deterministic: no clock, no
    // randomness, no state outside the object.
    virtual void on_event(const Event& event, const View& view, Wishes& out) = 0;
    // The longest it wants to sleep without an event; zero: only events.
    virtual Duration check_interval() const { return {}; }
    // Other parameters while it runs, all of them; what it has seen so far stays. Refused: it goes
    // on as before.
    // Errors: as when it was made, and conflict for what may only change with a new start.
    virtual Result<void> reconfigure(const std::map<std::string, std::string>&) {
        return fail(Errc::conflict, "this strategy's parameters change only with a new start");
    }
};

}  // namespace twinleg::strategy
