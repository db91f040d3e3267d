#pragma once
// A venue in memory: markets, one account, a network and its faults, on a virtual clock.

#include <cstdint>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "core/command.h"
#include "core/event.h"
#include "exec/traits.h"
#include "sim/courier.h"
#include "sim/crowd.h"
#include "sim/faults.h"
#include "sim/ledger.h"
#include "sim/matching.h"
#include "sim/timeline.h"

namespace twinleg::sim {

// What this venue is like; everything that can be told of it to the engine is in `traits`.
struct SimVenueConfig {
    exec::VenueTraits traits;
    std::vector<Instrument> instruments;  // all settle in one currency
    Notional collateral{Notional::from_units(10'000)};
    Latencies latencies;
    Duration cancel_delay;  // a cancel waits so long before it is done
    SelfTrade self_trade{SelfTrade::expire_taker};
    LedgerRules ledger;
    Ratio price_band{basis_points(500)};  // no order further from the mark
    // A reduce-only order larger than the position is cut to it; otherwise it is refused whole.
    bool reduce_only_cuts{true};
    // A cancel reaches a taker that is still held; otherwise it finds nothing, and the order lives.
    bool cancel_finds_held{true};
    // The reply comes at the door, and says no more than that the door has taken the order; its
    // sequencer may still drop it, and nobody who asks before that finds it.
    bool replies_at_door{false};
    // Client order ids are refused a second time for ever; otherwise only while the first is open.
    bool ids_for_ever{true};
    // Per thousand terminal words of the stream that carry no cumulative quantity.
    std::uint32_t bare_words{0};
    Duration mark_period{seconds(1)};
    Duration funding_period;  // zero: no funding
    Ratio funding_rate;
};

// Its clock, orders and account live on whatever becomes of the engine.
//
// Threads: none of its own; it belongs to a World, which alone calls it.
class SimVenue : public Crowd {
public:
    SimVenue(SimVenueConfig config, const FaultProfile& faults, std::uint64_t number,
             Timeline& timeline, Letters& letters, FaultCounts& counts);

    // Plans what happens by itself: marks, funding, windows of faults.
    void open();

    // --- The engine's side.
    using Request = std::variant<Order, CancelOrder, CancelAll, Ask, BurnNonce, Resync, ArmDeadMan>;
    // The request that a command is to a venue; nothing if it is for people.
    static std::optional<Request> request_of(const Command& command);
    // Leaves now, arrives later, is answered later still.
    void send(const Request& request);
    // Its streams come up after a moment, and tell what they tell at their beginning.
    void connect(Duration after);
    // The process died: nothing more is for it. The next one is `process`.
    void forget(std::uint32_t process);

    // --- The timeline's side.
    void run(const Task& task);

    // --- The crowd's side.
    const Instrument& instrument(InstrumentId id) const override { return ledger_.instrument(id); }
    Placed crowd(InstrumentId instrument, Side side, TimeInForce tif, Price price,
                 Quantity quantity) override;
    bool crowd_cancel(InstrumentId instrument, Handle handle) override;
    bool crowd_rests(InstrumentId instrument, Handle handle) const override {
        return market(instrument).book.left(handle).has_value();
    }
    void set_mark(InstrumentId instrument, Price mark) override;
    void publish() override;
    bool still() const override;

    // Somebody trades by hand, at the best price there is.
    void person_trades(InstrumentId instrument, Side side, Quantity quantity);

    // No faults from here on, and those that last end.
    void calm();
    // Nobody but the engine trades on the account from now on.
    void alone() { alone_ = true; }

    // --- For looking on.
    const SimVenueConfig& config() const { return config_; }
    const Ledger& ledger() const { return ledger_; }
    const MatchingBook& book(InstrumentId instrument) const { return market(instrument).book; }
    MarketMode mode(InstrumentId instrument) const { return market(instrument).mode; }
    Price mark(InstrumentId instrument) const { return market(instrument).mark; }
    Time venue_time() const { return timeline_.now() + skew_; }
    // Frozen, in maintenance, not connected, or in a market mode that refuses orders.
    bool impaired() const;
    // Venue time of the newest change of the position that no order of the desk made.
    Time foreign_change() const { return foreign_change_; }
    std::size_t open_orders() const { return open_.size(); }
    std::uint64_t orders_taken() const { return orders_taken_; }
    std::uint32_t connection() const { return courier_.connection(); }
    std::uint64_t self_trades() const { return self_trades_; }
    std::uint64_t duplicate_ids() const { return duplicate_ids_; }
    // When the dead man's switch fires; unknown: it is not set.
    Time dead_man_at() const { return dead_man_at_; }
    // Orders that it cancelled.
    std::uint64_t dead_man_struck() const { return dead_man_struck_; }

private:
    struct Market {
        Instrument instrument;
        MatchingBook book;
        Price mark;
        MarketMode mode{MarketMode::normal};
        std::uint64_t sequence{0};
        std::uint64_t trades{0};
    };
    struct Bucket {
        std::int64_t credit{0};
        Time since;
    };

    Market& market(InstrumentId id);
    const Market& market(InstrumentId id) const;

    // Requests.
    void request_arrives(std::uint32_t number);
    std::uint32_t keep(const Request& request);
    void arrives(const Order& order);
    void arrives(const CancelOrder& cancel);
    void arrives(const CancelAll& cancel);
    void arrives(const Ask& ask);
    void arrives(const BurnNonce& burn);
    void arrives(const Resync& resync);
    void arrives(const ArmDeadMan& arm);
    void dead_man_comes_due(std::uint32_t number);
    void unanswered(const Request& request, Duration after,
                    SendOutcome outcome = SendOutcome::unknown);
    bool within(Bucket& bucket, std::uint32_t per_minute);
    // Uses the nonce up, or says why not.
    Reason take_nonce(Nonce nonce);

    // Orders.
    Reason refusal(const Order& order) const;
    Reason sequencer_refusal(const Order& order) const;
    void sequence(std::uint32_t number);
    std::size_t accept(const Order& order);
    bool margin_allows(const Order& order, Quantity quantity) const;
    void match(std::size_t index);
    void crowd_goes_first(const VenueOrder& order);
    void cancel_comes_due(std::size_t index);
    void cancel_now(std::size_t index, Reason reason);
    void settle(InstrumentId instrument, Side taker_side, const std::vector<Execution>& executions,
                std::size_t taker);
    void shrink_reduce_only(InstrumentId instrument);
    void finish(std::size_t index, OrderWord word, Reason reason);
    void tell_order(std::size_t index);
    void tell_fill(const Fill& fill);
    void reply_order(const OrderReport& report, bool was_cancel);
    void refuse(const Order& order, Reason reason);

    // Markets.
    void tell_snapshot(Market& market);
    void tell_mode(const Market& market);
    void tell_marks();
    void pay_funding();
    void liquidate();

    // Faults that last.
    void plan_window(Fault fault);
    void begin_window(Fault fault);
    void end_window(Fault fault);
    const Window& window(Fault fault) const;
    void set_mode(MarketMode mode);
    void somebody_trades();
    void deleverage();
    void disconnect();
    void reconnect();

    SimVenueConfig config_;
    const FaultProfile& faults_;
    Timeline& timeline_;
    FaultCounts& counts_;
    Courier courier_;
    Prng prng_;
    Ledger ledger_;
    std::vector<Market> markets_;
    std::deque<Request> requests_;
    std::vector<std::uint32_t> free_requests_;
    std::vector<std::size_t> open_;  // orders that are not final
    std::vector<Execution> executions_;
    std::vector<Level> bids_;
    std::vector<Level> asks_;
    Bucket order_bucket_;
    Bucket question_bucket_;
    std::vector<std::int64_t> next_nonces_;  // of each key
    Time dead_man_at_;                       // unknown: not set
    std::uint32_t dead_man_number_{0};       // of the last setting; what was set before is void
    Duration skew_;
    Time frozen_until_;
    Time frozen_since_;
    Time matching_frozen_until_;
    Time maintenance_until_;
    Time foreign_change_;
    bool calm_{false};
    bool alone_{false};
    bool wanted_up_{false};  // the engine's process lives
    std::uint64_t orders_taken_{0};
    std::uint64_t self_trades_{0};
    std::uint64_t duplicate_ids_{0};
    std::uint64_t dead_man_struck_{0};
};

}  // namespace twinleg::sim
