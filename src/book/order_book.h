#pragma once
// The order book of one instrument at one venue, built from a snapshot and the increments after it.

#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "book/ladder.h"
#include "core/event.h"
#include "core/instrument.h"
#include "core/result.h"

namespace twinleg::book {

// How a venue lets a listener notice that an increment is missing.
enum class SequenceRule : std::uint8_t {
    none,         // snapshots only, or increments without numbers
    previous_id,  // delta.previous == last applied delta.last (Binance and Aster futures, Lighter's
                  // nonces)
    next_first,   // delta.first == last applied delta.last + 1 (Binance spot, Backpack)
    next_last,    // delta.last == last applied delta.last + 1 (Paradex, offsets)
};

struct Rules {
    SequenceRule sequence{SequenceRule::none};
    // The snapshot is fetched by REST beside the stream. Increments that come before it are kept
    // (the newest kMaxWaiting of them) and applied after it; those older than it are dropped, and
    // the first one applied must span it: first ≤ sequence ≤ last, for next_first first ≤ sequence
    // + 1 ≤ last. Otherwise the snapshot is part of the stream and the chain starts at it.
    bool first_spans_snapshot{false};
    // No event for so long: the book is stale, and not ready until the next event. Zero: never.
    Duration stale_after{};
    Price tick;
    // Quotes are the book: the instrument has no depth feed.
    bool from_quotes{false};
};

struct Bbo {
    Level bid;
    Level ask;
};

// What a taking order would meet.
struct Sweep {
    Quantity quantity;  // of what was asked for, as far as the book has it
    Notional cost;      // Σ price × quantity, exact (for inverse contracts it is no money)
    Price worst;        // of the last level touched; zero where there was none
};

// Invariants, whenever ready(): no level is empty, and the best bid is below the best ask. After
// an error it is not ready until the next snapshot (for from_quotes: the next good quote).
//
// Prices may lie anywhere in (0, 900 million]; near the best a change and the best price after it
// cost the same at any depth. A price off the tick grid makes the grid finer (and that one change
// slow), it is never moved. Nothing is allocated in steady state.
//
// Threads: none of its own; it belongs to one owner, who alone calls it.
class OrderBook {
public:
    static constexpr std::size_t kMaxWaiting = 4096;

    // rules.tick > 0.
    explicit OrderBook(const Rules& rules);

    // Replaces every level, and makes the book ready. `now` is when it reached us. Where the first
    // increment must span the snapshot, one older than a ready book changes nothing.
    //
    // Errors: crossed, out_of_range (a price or quantity no book can hold), sequence_gap (the
    // increments kept so far do not fit on it).
    [[nodiscard]] Result<void> apply(const BookSnapshot& snapshot, Time now);

    // Applies one increment. A quantity of zero removes the level. An increment older than the
    // book changes nothing and is no error: venues repeat them after a reconnect. While there is
    // no snapshot it is kept or dropped (see Rules), and that is no error either.
    //
    // Errors: sequence_gap, crossed, out_of_range. The caller asks the venue for a snapshot.
    [[nodiscard]] Result<void> apply(const BookDelta& delta, Time now) {
        if (ready_ && fit(delta) == Fit::next) [[likely]] {
            updated_ = now;
            spanned_ = true;
            if (rules_.sequence != SequenceRule::none) sequence_ = delta.last;
            if (set_levels(delta.bids, delta.asks)) [[likely]]
                return {};
            return why_not(delta.bids, delta.asks);
        }
        return apply_otherwise(delta, now);
    }

    // The whole book of an instrument without a depth feed. Elsewhere (not from_quotes) it changes
    // nothing. A side with quantity zero is empty.
    //
    // Errors: crossed, out_of_range.
    [[nodiscard]] Result<void> apply(const Quote& quote, Time now);

    // Forgets everything: the connection is gone.
    void invalidate();

    // Whether it may be believed at `now`: complete, uncrossed and not stale.
    bool ready(Time now) const {
        return ready_ && (rules_.stale_after.ns == 0 || now - updated_ <= rules_.stale_after);
    }
    // The same but for age.
    bool complete() const { return ready_; }

    // The best bid and ask; nothing while the book is not ready or a side is empty.
    std::optional<Bbo> bbo(Time now) const {
        if (!ready(now)) return std::nullopt;
        return bbo();
    }
    // The same but for age.
    std::optional<Bbo> bbo() const {
        if (!ready_ || bids_.empty() || asks_.empty()) return std::nullopt;
        return Bbo{best_bid(), best_ask()};
    }
    // The best level of a side (buy: bids); nothing while the book is not complete or the side is
    // empty.
    std::optional<Level> best(Side side) const;

    // Of the last increment or snapshot applied; the venue's own count.
    std::uint64_t sequence() const { return sequence_; }
    // When it last changed, or was told that nothing changed.
    Time last_update() const { return updated_; }
    const Rules& rules() const { return rules_; }

    // Fills `out` with the best levels of a side (buy: bids), best first; answers how many.
    std::size_t levels(Side side, std::span<Level> out) const;
    std::vector<Level> levels(Side side, std::size_t count = SIZE_MAX) const;
    // Quantity at exactly this price on a side (buy: bids); zero where there is no such level.
    Quantity at(Side side, Price price) const;

    // What an order of `taker` would get (buy: from the asks), no worse than `limit`.
    Sweep sweep(Side taker, Quantity quantity, std::optional<Price> limit = std::nullopt) const;
    // All that an order of `taker` could get no worse than `limit`.
    Quantity depth(Side taker, Price limit) const;

private:
    // Price ↔ key of a ladder: the lowest key is the best of its side.
    //
    // An exact division by the grid step, 2^s × odd, is a shift and a multiplication with the
    // inverse of `odd` modulo 2^64; off the grid the result is out of range.
    struct Grid {
        std::int64_t step{1};
        std::int64_t highest{0};  // index of the highest price
        std::uint64_t inverse{1};
        unsigned shift{0};

        explicit Grid(std::int64_t step_raw);
        // Zero: not a price of this grid.
        std::int64_t index(std::int64_t raw) const {
            const std::uint64_t turned =
                std::rotr(static_cast<std::uint64_t>(raw) * inverse, static_cast<int>(shift));
            return turned <= static_cast<std::uint64_t>(highest) ? static_cast<std::int64_t>(turned)
                                                                 : 0;
        }
    };

    Level best_bid() const {
        return {Price::from_raw(-bids_.best_key() * grid_.step),
                Quantity::from_raw(bids_.best_quantity())};
    }
    Level best_ask() const {
        return {Price::from_raw(asks_.best_key() * grid_.step),
                Quantity::from_raw(asks_.best_quantity())};
    }
    const Ladder& side(Side which) const { return which == Side::buy ? bids_ : asks_; }

    enum class Fit : std::uint8_t { next, old, gap };
    Fit fit(const BookDelta& delta) const {
        const bool spanning = rules_.first_spans_snapshot && !spanned_;
        switch (rules_.sequence) {
            case SequenceRule::none:
                return Fit::next;
            case SequenceRule::previous_id:
                if (delta.previous == sequence_ && delta.last >= sequence_) return Fit::next;
                if (spanning) {
                    if (delta.last < sequence_) return Fit::old;
                    return delta.first <= sequence_ ? Fit::next : Fit::gap;
                }
                return delta.last <= sequence_ ? Fit::old : Fit::gap;
            case SequenceRule::next_first:
                if (delta.last <= sequence_) return Fit::old;
                if (spanning) return delta.first <= sequence_ + 1 ? Fit::next : Fit::gap;
                return delta.first == sequence_ + 1 ? Fit::next : Fit::gap;
            case SequenceRule::next_last:
                if (delta.last <= sequence_) return Fit::old;
                return delta.last == sequence_ + 1 ? Fit::next : Fit::gap;
        }
        return Fit::gap;
    }
    // False, with the book as far as it came, if a level is not simply set or the book crosses.
    bool set_levels(std::span<const Level> bids, std::span<const Level> asks) {
        for (const Level& level : bids) {
            const std::int64_t index = grid_.index(level.price.raw());
            if (index == 0 || level.quantity.is_negative()) [[unlikely]]
                return false;
            bids_.set(-index, level.quantity.raw());
        }
        for (const Level& level : asks) {
            const std::int64_t index = grid_.index(level.price.raw());
            if (index == 0 || level.quantity.is_negative()) [[unlikely]]
                return false;
            asks_.set(index, level.quantity.raw());
        }
        return !crossed();
    }
    // Bids have negative keys: the sum of both best keys is the distance in grid steps.
    bool crossed() const {
        return !bids_.empty() && !asks_.empty() && bids_.best_key() + asks_.best_key() <= 0;
    }
    Result<void> apply_otherwise(const BookDelta& delta, Time now);
    Result<void> apply_next(const BookDelta& delta);
    Result<void> why_not(std::span<const Level> bids, std::span<const Level> asks);
    Result<void> set_slowly(Side side, const Level& level);
    void make_finer(std::int64_t raw);
    void keep(const BookDelta& delta);
    Result<void> apply_waiting();
    std::unexpected<Error> broken(Errc code, std::string message);

    // Increments that came before their snapshot.
    struct Waiting {
        struct Increment {
            BookDelta head;  // its spans mean nothing here
            std::size_t bids{0};
            std::size_t asks{0};
        };
        std::vector<Increment> increments;
        std::vector<Level> levels;  // bids, asks of the first, bids, asks of the second, …
    };

    Rules rules_;
    Grid grid_;
    Ladder bids_;
    Ladder asks_;
    std::uint64_t sequence_{0};
    Time updated_;
    bool ready_{false};
    bool spanned_{false};  // an increment after the snapshot was applied
    Waiting waiting_;
};

}  // namespace twinleg::book
