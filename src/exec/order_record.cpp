#include "exec/order_record.h"

#include <algorithm>
#include <tuple>

namespace twinleg::exec {
namespace {

// Refusals that may answer a second copy of the order, and so say nothing about the first.
bool ambiguous(Reason reason) {
    return reason == Reason::duplicate_id || reason == Reason::nonce_used ||
           reason == Reason::not_found || reason == Reason::unavailable;
}

}  // namespace

void OrderRecord::learn(const OrderReport& report) {
    if (venue_order_id_.empty()) venue_order_id_ = report.venue_order_id;
    if (report.has_cumulative) {
        cumulative_ = std::max(cumulative_, report.cumulative);
        // The average of the furthest figure that has one, whichever came first.
        if (!report.average_price.is_zero()) {
            std::tie(average_of_, average_price_) =
                std::max(std::tuple{average_of_, average_price_},
                         std::tuple{report.cumulative, report.average_price});
        }
    }
    switch (report.word) {
        case OrderWord::accepted:
            accepted_ = true;
            if (report.source != Source::reply) accepted_surely_ = true;
            break;
        case OrderWord::rejected:
            // Told by the order stream, or asked for by its id, it is a state of this very order.
            if (report.has_cumulative && report.source != Source::reply) ended_ = true;
            if (!ambiguous(report.reason)) {
                (report.source == Source::reply ? rejected_ : rejected_surely_) = true;
                reason_ = std::max(reason_, report.reason);
            }
            break;
        case OrderWord::filled:
        case OrderWord::cancelled:
        case OrderWord::expired:
            accepted_ = true;
            accepted_surely_ = true;
            expired_ = expired_ || report.word == OrderWord::expired;
            (report.has_cumulative ? ended_ : ended_without_figure_) = true;
            reason_ = std::max(reason_, report.reason);
            break;
    }
}

void OrderRecord::learn_fill(Quantity quantity, Price price) {
    fills_ += quantity;
    fills_value_ += quantity * price;
}

void OrderRecord::learn_not_found(Time now, Duration gap) {
    if (not_found_ == 0 || now - last_not_found_ >= gap) {
        last_not_found_ = now;
        if (not_found_ < 2) ++not_found_;
    }
}

Price OrderRecord::average_fill() const {
    if (!fills_.is_positive()) return {};
    return Price::from_raw(static_cast<std::int64_t>(fills_value_.raw() / fills_.raw()));
}

bool OrderRecord::ended() const {
    if (never_sent_) return true;
    if (filled() >= order_.quantity) return true;
    if (ended_) return true;
    if (filled().is_positive()) return false;
    if (rejected_surely_ && !accepted_surely_) return true;
    if (rejected_ && !accepted_) return true;
    if (burned_) return true;
    return not_found_ >= 2 && !accepted_surely_;
}

bool OrderRecord::final() const {
    return ended() && fills_ >= cumulative_;
}

Quantity OrderRecord::rest() const {
    if (final()) return {};
    return std::max(Quantity{}, order_.quantity - filled());
}

}  // namespace twinleg::exec
