#pragma once
// A venue that lives in a recording: its market is what was recorded, and our orders meet it there.

#include <algorithm>
#include <cstdint>
#include <variant>
#include <vector>

#include "book/order_book.h"
#include "core/command.h"
#include "core/event.h"
#include "exec/traits.h"
#include "replay/impact.h"
#include "replay/queue_place.h"
#include "sim/ledger.h"

namespace twinleg::replay {

struct RecordedVenueConfig {
    exec::VenueTraits traits;
    Instrument instrument;
    book::Rules rules;
    Notional collateral{Notional::from_units(10'000)};  // in the settlement currency
    Duration outbound{milliseconds(25)};                // order: us → venue
    Duration inbound{milliseconds(25)};                 // everything: venue → us
};

// How our orders fare, so that a good result is not an accident of the model:
//
// * What is received at t left the venue at t − inbound. So an order sent at t meets the market
//   that is received at t + outbound + inbound, which is also when its word comes back: this class
//   counts in times of receipt, and needs no look ahead.
// * A taker gets the recorded levels, best first, no worse than its limit. What it took is gone
//   until the recording shows another quantity at that level.
// * A maker stands behind all that is at its price when it comes. A public trade at its price
//   takes from those before it first; what a level loses without a trade was cancelled before and
//   behind it in proportion. It is filled by what trades beyond those before it, by trades through
//   its price, and by quotes of the other side at or through its price. A trade told after the
//   increment that shows it does not count twice.
// * Nobody reacts to our orders; that is what a recording cannot know.
//
// Threads: none of its own.
class RecordedVenue {
public:
    explicit RecordedVenue(RecordedVenueConfig config);

    // Something of the recording, received at event.time. Ours that comes of it is told then too.
    void market(const Event& event);

    // Leaves now. Commands for other venues, people and files are none of its business.
    void send(const Command& command, Time now);
    void place(const Order& order, Time now);
    // When the next thing sent is answered; kNever if nothing is under way.
    Time due() const;
    // Does it; what came of it is told at due().
    void run_due();

    // What is told to the engine, in order; false if there is no more now. Spans live until the
    // next run_due() or market().
    bool take(Event& event);
    bool has_news() const { return told_at_ < told_.size(); }

    const book::OrderBook& book() const { return book_; }
    const Instrument& instrument() const { return config_.instrument; }
    const sim::Ledger& ledger() const { return ledger_; }
    const RecordedVenueConfig& config() const { return config_; }
    // Of the book; zero before the first.
    Price mid() const { return mid_; }
    Notional equity_change() const { return ledger_.account().equity() - config_.collateral; }
    // Moves the account's mark to the last mid.
    void mark_to_mid();
    // Quantity still before our order in its queue; for tests.
    Quantity ahead_of(ClientOrderId id) const;

private:
    struct Match {
        std::size_t index;
    };
    using Request =
        std::variant<Order, CancelOrder, CancelAll, Ask, BurnNonce, Resync, ArmDeadMan, Match>;
    struct Pending {
        Time due;
        Request request;
    };
    // One of our orders in the book.
    struct Maker {
        std::size_t index;
        Side side;
        Price price;
        QueuePlace place;
    };

    void push(Time due, Request request);
    // What happens at one instant happens in an order, and the venue's times tell it: an answer
    // does not know of a fill that comes after it in the same nanosecond.
    Time venue_time() const { return venue_now_; }
    void pass_to(Time received) {
        now_ = received;
        venue_now_ = std::max(received - config_.inbound, venue_now_ + nanoseconds(1));
    }

    void run(const Order& order);
    void run(const CancelOrder& cancel);
    void run(const CancelAll& cancel);
    void run(const Ask& ask);
    void run(const BurnNonce& burn);
    void run(const Resync& resync);
    void run(const ArmDeadMan& arm);
    void run(const Match& match);

    Reason refusal(const Order& order) const;
    bool margin_allows(const Order& order, Quantity quantity) const;
    void match(std::size_t index);
    Quantity take_levels(std::size_t index, Quantity quantity);
    void rest(std::size_t index);
    void book_changed();
    void trade_passed(const PublicTrade& trade);
    void quoted_through(const Maker& maker);
    Quantity fill_maker(const Maker& maker, Quantity quantity);
    void drop_final_makers();
    void finish(std::size_t index, OrderWord word, Reason reason);
    void tell(decltype(Event::what) what);
    void tell_order(std::size_t index, Source source);
    void liquidate_if_due();

    RecordedVenueConfig config_;
    book::OrderBook book_;
    sim::Ledger ledger_;
    std::vector<Pending> pending_;  // by due time, earliest first
    std::vector<Event> told_;
    std::size_t told_at_{0};
    Impact impact_;
    std::vector<Maker> makers_;
    std::vector<std::size_t> open_;
    Time now_;  // of receipt
    Time venue_now_;
    Price mid_;
    // What answers point into.
    std::vector<Fill> fills_;
    std::vector<OpenOrder> orders_;
    std::vector<PositionEntry> positions_;
    std::vector<Level> bids_;
    std::vector<Level> asks_;
};

}  // namespace twinleg::replay
