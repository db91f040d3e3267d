#include "book/order_book.h"

#include <algorithm>
#include <numeric>

namespace twinleg::book {
namespace {

// 900 million: every key and every sum of two keys stays within 64 bits.
constexpr std::int64_t kHighestPrice = Price::from_units(900'000'000).raw();

std::string text(const Level& level) {
    return to_text(level.price) + " x " + to_text(level.quantity);
}

// The inverse of an odd number modulo 2^64, by Newton's iteration: each step doubles the bits that
// are right, from 3.
std::uint64_t inverse_of_odd(std::uint64_t odd) {
    std::uint64_t inverse = odd;
    for (int i = 0; i < 5; ++i)
        inverse *= 2 - odd * inverse;
    return inverse;
}

}  // namespace

OrderBook::Grid::Grid(std::int64_t step_raw)
    : step(step_raw),
      highest(kHighestPrice / step_raw),
      inverse(inverse_of_odd(static_cast<std::uint64_t>(step_raw) >>
                             std::countr_zero(static_cast<std::uint64_t>(step_raw)))),
      shift(static_cast<unsigned>(std::countr_zero(static_cast<std::uint64_t>(step_raw)))) {}

OrderBook::OrderBook(const Rules& rules) : rules_(rules), grid_(rules.tick.raw()) {
    CHECK(rules.tick.is_positive());
}

std::unexpected<Error> OrderBook::broken(Errc code, std::string message) {
    ready_ = false;
    return fail(code, std::move(message));
}

void OrderBook::invalidate() {
    ready_ = false;
    spanned_ = false;
    sequence_ = 0;
    bids_.clear();
    asks_.clear();
    waiting_.increments.clear();
    waiting_.levels.clear();
}

// One level that may be anything.
Result<void> OrderBook::set_slowly(Side which, const Level& level) {
    const std::int64_t raw = level.price.raw();
    if (level.quantity.is_negative()) {
        return broken(Errc::out_of_range, "a book level has the quantity " +
                                              to_text(level.quantity) + ", which is negative");
    }
    if (raw <= 0 || raw > kHighestPrice) {
        return broken(Errc::out_of_range, "a book level has the price " + to_text(level.price) +
                                              ", which is not in (0, 900000000]");
    }
    if (grid_.index(raw) == 0) {
        if (level.quantity.is_zero()) return {};  // off the grid there was no such level
        make_finer(raw);
    }
    const std::int64_t index = grid_.index(raw);
    CHECK(index > 0);
    if (which == Side::buy) {
        bids_.set(-index, level.quantity.raw());
    } else {
        asks_.set(index, level.quantity.raw());
    }
    return {};
}

void OrderBook::make_finer(std::int64_t raw) {
    const std::int64_t finer = std::gcd(grid_.step, raw);
    const std::int64_t times = grid_.step / finer;
    std::vector<FarLevels::Entry> entries;
    for (Ladder* ladder : {&bids_, &asks_}) {
        entries.clear();
        ladder->walk([&](std::int64_t key, std::int64_t quantity) {
            entries.push_back({key * times, quantity});
            return true;
        });
        ladder->clear();
        for (const FarLevels::Entry& entry : entries)
            ladder->set(entry.key, entry.quantity);
    }
    grid_ = Grid{finer};
}

// Setting a level twice is setting it once: what was set before the odd one does no harm.
Result<void> OrderBook::why_not(std::span<const Level> bids, std::span<const Level> asks) {
    for (const Level& level : bids) {
        if (auto done = set_slowly(Side::buy, level); !done) return done;
    }
    for (const Level& level : asks) {
        if (auto done = set_slowly(Side::sell, level); !done) return done;
    }
    if (!crossed()) return {};
    return broken(Errc::crossed,
                  "the book is crossed: bid " + text(best_bid()) + ", ask " + text(best_ask()));
}

Result<void> OrderBook::apply(const BookSnapshot& snapshot, Time now) {
    if (rules_.first_spans_snapshot && ready_ && snapshot.sequence < sequence_) return {};
    bids_.clear();
    asks_.clear();
    sequence_ = snapshot.sequence;
    updated_ = now;
    spanned_ = false;
    ready_ = true;
    if (!set_levels(snapshot.bids, snapshot.asks)) {
        if (auto done = why_not(snapshot.bids, snapshot.asks); !done) return done;
    }
    return apply_waiting();
}

Result<void> OrderBook::apply_next(const BookDelta& delta) {
    switch (fit(delta)) {
        case Fit::old:
            return {};
        case Fit::gap:
            return broken(Errc::sequence_gap,
                          "an increment is missing: the book is at " + std::to_string(sequence_) +
                              ", the next one goes from " + std::to_string(delta.first) + " to " +
                              std::to_string(delta.last) + " after " +
                              std::to_string(delta.previous));
        case Fit::next:
            break;
    }
    spanned_ = true;
    if (rules_.sequence != SequenceRule::none) sequence_ = delta.last;
    if (set_levels(delta.bids, delta.asks)) return {};
    return why_not(delta.bids, delta.asks);
}

// Anything but the next increment of a book that is ready.
Result<void> OrderBook::apply_otherwise(const BookDelta& delta, Time now) {
    if (!ready_) {
        if (rules_.first_spans_snapshot) keep(delta);
        return {};
    }
    // What is older than the book is no sign of life: it may have been on its way for long.
    if (fit(delta) != Fit::old) updated_ = now;
    auto done = apply_next(delta);
    // What did not fit may fit on the snapshot that is now needed.
    if (!done && done.error().code == Errc::sequence_gap && rules_.first_spans_snapshot) {
        keep(delta);
    }
    return done;
}

Result<void> OrderBook::apply(const Quote& quote, Time now) {
    if (!rules_.from_quotes) return {};
    if (quote.sequence != 0 && ready_ && quote.sequence < sequence_) return {};
    // One level a side: what stood there goes, wherever it was.
    if (!bids_.empty()) bids_.set(bids_.best_key(), 0);
    if (!asks_.empty()) asks_.set(asks_.best_key(), 0);
    ready_ = true;
    sequence_ = quote.sequence;
    updated_ = now;
    const std::size_t bids = quote.bid.quantity.is_zero() ? 0 : 1;
    const std::size_t asks = quote.ask.quantity.is_zero() ? 0 : 1;
    const std::span<const Level> bid{&quote.bid, bids};
    const std::span<const Level> ask{&quote.ask, asks};
    if (set_levels(bid, ask)) [[likely]]
        return {};
    return why_not(bid, ask);
}

void OrderBook::keep(const BookDelta& delta) {
    if (waiting_.increments.size() == kMaxWaiting) {
        // The older half: a snapshot that old will not come any more.
        std::size_t levels = 0;
        for (std::size_t i = 0; i < kMaxWaiting / 2; ++i)
            levels += waiting_.increments[i].bids + waiting_.increments[i].asks;
        waiting_.increments.erase(waiting_.increments.begin(),
                                  waiting_.increments.begin() + kMaxWaiting / 2);
        waiting_.levels.erase(waiting_.levels.begin(),
                              waiting_.levels.begin() + static_cast<std::ptrdiff_t>(levels));
    }
    waiting_.increments.push_back({delta, delta.bids.size(), delta.asks.size()});
    waiting_.levels.insert(waiting_.levels.end(), delta.bids.begin(), delta.bids.end());
    waiting_.levels.insert(waiting_.levels.end(), delta.asks.begin(), delta.asks.end());
}

Result<void> OrderBook::apply_waiting() {
    if (waiting_.increments.empty()) return {};
    Waiting waiting;
    std::swap(waiting, waiting_);
    Result<void> done;
    std::span<const Level> levels{waiting.levels};
    for (const Waiting::Increment& increment : waiting.increments) {
        BookDelta delta = increment.head;
        delta.bids = levels.first(increment.bids);
        delta.asks = levels.subspan(increment.bids, increment.asks);
        levels = levels.subspan(increment.bids + increment.asks);
        if (done) done = apply_next(delta);
        if (!done) keep(delta);
    }
    return done;
}

std::optional<Level> OrderBook::best(Side which) const {
    if (!ready_ || side(which).empty()) return std::nullopt;
    return which == Side::buy ? best_bid() : best_ask();
}

std::size_t OrderBook::levels(Side which, std::span<Level> out) const {
    std::size_t count = 0;
    if (!ready_ || out.empty()) return count;
    side(which).walk([&](std::int64_t key, std::int64_t quantity) {
        out[count++] = {Price::from_raw(std::abs(key) * grid_.step), Quantity::from_raw(quantity)};
        return count < out.size();
    });
    return count;
}

std::vector<Level> OrderBook::levels(Side which, std::size_t count) const {
    std::vector<Level> out(ready_ ? std::min(count, side(which).size()) : 0);
    out.resize(levels(which, std::span<Level>{out}));
    return out;
}

Quantity OrderBook::at(Side which, Price price) const {
    if (!ready_) return {};
    const std::int64_t index = grid_.index(price.raw());
    if (index == 0) return {};
    return Quantity::from_raw(side(which).at(which == Side::buy ? -index : index));
}

Sweep OrderBook::sweep(Side taker, Quantity quantity, std::optional<Price> limit) const {
    Sweep out;
    if (!ready_ || !quantity.is_positive()) return out;
    side(opposite(taker)).walk([&](std::int64_t key, std::int64_t here) {
        const Price price = Price::from_raw(std::abs(key) * grid_.step);
        if (limit && (taker == Side::buy ? price > *limit : price < *limit)) return false;
        const Quantity taken = std::min(Quantity::from_raw(here), quantity - out.quantity);
        out.quantity += taken;
        out.cost += taken * price;
        out.worst = price;
        return out.quantity < quantity;
    });
    return out;
}

Quantity OrderBook::depth(Side taker, Price limit) const {
    return sweep(taker, Quantity::from_raw(INT64_MAX), limit).quantity;
}

}  // namespace twinleg::book
