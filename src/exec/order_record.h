#pragma once
// What we know of one order: a join of facts that only adds.

#include <cstdint>

#include "core/command.h"
#include "core/order.h"

namespace twinleg::exec {

// Facts come twice, late, in any order, from the stream, from replies and from questions, before
// or after a restart: any permutation of the same facts, with duplicates, ends in the same record
// (fills are told apart by their ids before they come here).
class OrderRecord {
public:
    OrderRecord(const Order& order, PairTradeId pair, Time sent)
        : order_(order), pair_(pair), sent_(sent) {}

    const Order& order() const { return order_; }
    PairTradeId pair() const { return pair_; }
    Time sent() const { return sent_; }
    bool taker() const { return order_.time_in_force != TimeInForce::post_only; }

    // --- Facts.

    void learn(const OrderReport& report);
    // A fill of this order that was not known before.
    void learn_fill(Quantity quantity, Price price);
    // The connector is sure that no byte left.
    void learn_never_sent() { never_sent_ = true; }
    // The venue does not know it, and says so about a time after the validity. Two such answers at
    // least `gap` apart count as its end, unless a fill or a stream has spoken for it.
    void learn_not_found(Time now, Duration gap);
    // Its nonce was used by another transaction: it can never be accepted.
    void learn_burned() { burned_ = true; }

    // --- What follows from them.

    const VenueOrderId& venue_order_id() const { return venue_order_id_; }
    Quantity fills() const { return fills_; }
    Quantity cumulative() const { return cumulative_; }
    Quantity filled() const { return std::max(cumulative_, fills_); }
    Price average_fill() const;

    // The part of the cumulative figure that no fill stands for yet. Computed, never stored, so it
    // shrinks by itself as the fills come.
    Quantity stand_in() const { return std::max(Quantity{}, cumulative_ - fills_); }
    Price stand_in_price() const {
        return average_price_.is_zero() ? order_.price : average_price_;
    }
    // The venue's own average of the cumulative figure; zero while it has not told one.
    Price average_known() const { return average_price_; }

    // Any word of the venue that this order reached it.
    bool acknowledged() const {
        return accepted_ || ended_ || rejected_ || rejected_surely_ || filled().is_positive();
    }
    bool accepted() const { return accepted_ || filled().is_positive(); }
    bool never_sent() const { return never_sent_; }
    bool expired() const { return expired_; }
    // Ended by a refusal, for this reason; none otherwise.
    Reason refusal() const {
        return (rejected_ || rejected_surely_) && !accepted() ? reason_ : Reason::none;
    }
    Reason reason() const { return reason_; }

    // All filled, or a terminal word and the final cumulative reached by fills. A terminal word
    // that overtakes its fills is half a fact.
    bool final() const;
    // The venue has said its last word, whether or not all fills are here.
    bool ended() const;
    // A terminal word came without its figure: how much was filled, only a question can tell.
    bool lacks_figure() const { return ended_without_figure_ && !ended(); }
    // What may still be filled; zero once final.
    Quantity rest() const;

private:
    Order order_;
    PairTradeId pair_;
    Time sent_;

    VenueOrderId venue_order_id_;
    Quantity cumulative_;
    Quantity average_of_;  // the figure that the average below is of
    Price average_price_;
    Quantity fills_;
    Notional fills_value_;
    Reason reason_{Reason::none};
    bool accepted_{false};
    bool accepted_surely_{false};  // by the stream or an answer, not only by a reply
    bool rejected_{false};         // by a reply, which any accept outweighs
    bool rejected_surely_{
        false};          // by the stream or an answer, which only their own accept outweighs
    bool ended_{false};  // filled, cancelled or expired, with its cumulative
    bool ended_without_figure_{false};
    bool expired_{false};  // its terminal word was "expired"; for counting only
    bool never_sent_{false};
    bool burned_{false};
    std::uint8_t not_found_{0};
    Time last_not_found_;
};

}  // namespace twinleg::exec
