#include "sim/wire/recorded_flow.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace twinleg::sim::wire {
namespace {

constexpr std::size_t kDepth = 50;
constexpr Duration kPause = seconds(1);  // between the end of a recording and its beginning

}  // namespace

RecordedFlow::RecordedFlow(Exchange& exchange, InstrumentId instrument, OpenRecording open)
    : exchange_(exchange), instrument_(exchange.instrument(instrument)), open_(std::move(open)) {
    recording_ = open_();
}

// Holds the next event, if there is one.
bool RecordedFlow::advance() {
    if (held_) return true;
    held_ = recording_ != nullptr && recording_->next(event_);
    if (held_) ++since_start_;
    return held_;
}

std::optional<Duration> RecordedFlow::tick(Time now) {
    while (true) {
        if (!advance()) {
            if (since_start_ == 0) return std::nullopt;
            recording_ = open_();
            since_start_ = 0;
            if (!advance()) return std::nullopt;
            shift_ = now + kPause - event_.time;
        }
        if (!shift_) shift_ = now - event_.time;
        const Time due = event_.time + *shift_;
        if (due > now) {
            if (moved_) lay_books();
            exchange_.publish();
            return due - now;
        }
        if (since_start_ == 1) {
            bids_.clear();
            asks_.clear();
        }
        apply(event_);
        held_ = false;
    }
}

void RecordedFlow::apply(const Event& event) {
    std::visit(
        [&]<typename T>(const T& what) {
            if constexpr (std::is_same_v<T, BookSnapshot> || std::is_same_v<T, BookDelta> ||
                          std::is_same_v<T, Quote> || std::is_same_v<T, PublicTrade>) {
                apply(what);
            } else if constexpr (std::is_same_v<T, MarkPrice>) {
                marked_ = true;
                exchange_.set_index(instrument_.id, what.mark,
                                    what.index.is_positive() ? what.index : what.mark);
            } else if constexpr (std::is_same_v<T, FundingRate>) {
                exchange_.set_funding_rate(instrument_.id, what.rate);
            }
        },
        event.what);
}

void RecordedFlow::set_levels(Levels& levels, std::span<const Level> changes) {
    for (const Level& change : changes) {
        if (change.quantity.is_positive()) {
            levels[change.price] = change.quantity;
        } else {
            levels.erase(change.price);
        }
    }
    moved_ = true;
}

void RecordedFlow::apply(const BookSnapshot& snapshot) {
    deep_ = true;
    bids_.clear();
    asks_.clear();
    set_levels(bids_, snapshot.bids);
    set_levels(asks_, snapshot.asks);
}

void RecordedFlow::apply(const BookDelta& delta) {
    if (!std::exchange(deep_, true)) {
        bids_.clear();
        asks_.clear();
    }
    set_levels(bids_, delta.bids);
    set_levels(asks_, delta.asks);
}

void RecordedFlow::apply(const Quote& quote) {
    if (deep_) return;
    bids_.clear();
    asks_.clear();
    set_levels(bids_, {&quote.bid, 1});
    set_levels(asks_, {&quote.ask, 1});
}

void RecordedFlow::apply(const PublicTrade& trade) {
    if (moved_) lay_books();
    const Quantity quantity = std::max(cut_to(trade.quantity, instrument_.lot), instrument_.lot);
    const Price price = trade.taker_side == Side::buy ? ceil_to(trade.price, instrument_.tick)
                                                      : floor_to(trade.price, instrument_.tick);
    if (!price.is_positive()) return;
    exchange_.crowd(instrument_.id, trade.taker_side, TimeInForce::ioc, price, quantity);
}

// The best levels on the market's own grid, never better than recorded. None that the other side
// would meet: a recording may be crossed for a moment.
RecordedFlow::Levels RecordedFlow::wanted(Side side) const {
    Levels out;
    const auto add = [&](Price recorded, Quantity quantity) {
        const Price price = side == Side::buy ? floor_to(recorded, instrument_.tick)
                                              : ceil_to(recorded, instrument_.tick);
        if (!price.is_positive()) return;
        const Levels& others = side == Side::buy ? asks_ : bids_;
        if (!others.empty()) {
            const bool crossed = side == Side::buy ? recorded >= others.begin()->first
                                                   : recorded <= others.rbegin()->first;
            if (crossed) return;
        }
        out[price] += quantity;
    };
    if (side == Side::buy) {
        for (auto level = bids_.rbegin(); level != bids_.rend() && out.size() < kDepth; ++level)
            add(level->first, level->second);
    } else {
        for (auto level = asks_.begin(); level != asks_.end() && out.size() < kDepth; ++level)
            add(level->first, level->second);
    }
    for (auto& [price, quantity] : out)
        quantity = std::max(cut_to(quantity, instrument_.lot), instrument_.lot);
    return out;
}

void RecordedFlow::withdraw(Side side, const Levels& wanted) {
    Orders& laid = side == Side::buy ? laid_bids_ : laid_asks_;
    std::erase_if(laid, [&](const auto& order) {
        const auto still = wanted.find(order.first);
        if (still != wanted.end() && still->second == order.second.quantity) return false;
        exchange_.crowd_cancel(instrument_.id, order.second.handle);
        return true;
    });
}

void RecordedFlow::lay(Side side, const Levels& wanted) {
    Orders& laid = side == Side::buy ? laid_bids_ : laid_asks_;
    for (const auto& [price, quantity] : wanted) {
        if (laid.contains(price)) continue;
        const Placed placed =
            exchange_.crowd(instrument_.id, side, TimeInForce::gtc, price, quantity);
        laid[price] = {quantity, placed.resting ? placed.handle : Handle{}};
    }
}

// Everything that goes goes first, so that the crowd does not meet itself.
void RecordedFlow::lay_books() {
    moved_ = false;
    const Levels bids = wanted(Side::buy);
    const Levels asks = wanted(Side::sell);
    withdraw(Side::buy, bids);
    withdraw(Side::sell, asks);
    lay(Side::buy, bids);
    lay(Side::sell, asks);
    if (marked_ || bids.empty() || asks.empty()) return;
    const std::int64_t bid = bids.rbegin()->first.raw();
    const std::int64_t ask = asks.begin()->first.raw();
    exchange_.set_mark(instrument_.id,
                       floor_to(Price::from_raw(bid + (ask - bid) / 2), instrument_.tick));
}

}  // namespace twinleg::sim::wire
