#pragma once
// One side of a book: quantities by price key, where the lowest key is the best price.

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

namespace twinleg::book {

// Levels too far from the best to be worth a place in the window: a hash table, so that a change
// costs the same wherever it is. Sorted only when somebody walks that far.
class FarLevels {
public:
    struct Entry {
        std::int64_t key{0};
        std::int64_t quantity{0};  // zero: a free slot
    };

    FarLevels();

    // Quantity zero removes.
    void set(std::int64_t key, std::int64_t quantity);
    std::int64_t at(std::int64_t key) const;
    std::size_t size() const { return size_; }
    void clear();

    // Every entry, best first; lives until the next change.
    const std::vector<Entry>& sorted() const;
    // Moves every entry to the end of `out`, in no order.
    void take_all(std::vector<Entry>& out);

private:
    std::size_t home(std::int64_t key) const {
        return static_cast<std::size_t>((static_cast<std::uint64_t>(key) * 0x9E3779B97F4A7C15ULL) >>
                                        shift_);
    }
    void grow();

    std::vector<Entry> slots_;  // a power of two, at most half full
    std::size_t size_{0};
    unsigned shift_{0};
    mutable std::vector<Entry> sorted_;
    mutable bool sorted_valid_{false};
};

// Invariants: quantities are > 0; if there is any level, the best one is in the window; every far
// level is worse than the whole window.
//
// A window of kWindow keys holds one quantity a key and three layers of occupancy bits, so that a
// change and the best level after it cost the same at any depth.
class Ladder {
public:
    static constexpr std::int64_t kWindow = 1 << 15;

    Ladder();

    // Quantity zero removes. |key| < 2^62.
    void set(std::int64_t key, std::int64_t quantity) {
        const auto offset = static_cast<std::uint64_t>(key - low_);
        if (offset < static_cast<std::uint64_t>(kWindow)) [[likely]] {
            set_in_window(static_cast<std::uint32_t>(offset), quantity);
        } else {
            set_outside(key, quantity);
        }
    }

    bool empty() const { return best_ == kNone; }
    // Only where not empty().
    std::int64_t best_key() const { return low_ + best_; }
    std::int64_t best_quantity() const { return quantities_[best_]; }

    std::int64_t at(std::int64_t key) const;
    std::size_t size() const;
    void clear();

    // Calls visit(key, quantity), best first, until it answers false.
    template <typename Visit>
    void walk(Visit&& visit) const {
        for (std::uint32_t at = best_; at != kNone; at = next(at + 1)) {
            if (!visit(low_ + at, quantities_[at])) return;
        }
        if (far_.size() == 0) return;
        for (const FarLevels::Entry& entry : far_.sorted()) {
            if (!visit(entry.key, entry.quantity)) return;
        }
    }

private:
    static constexpr std::uint32_t kNone = UINT32_MAX;
    static constexpr std::uint32_t kWords = kWindow / 64;
    static constexpr std::uint32_t kGroups = kWords / 64;
    static_assert(kGroups >= 1 && kGroups <= 64);

    void set_in_window(std::uint32_t offset, std::int64_t quantity) {
        std::int64_t& slot = quantities_[offset];
        const bool was = slot != 0;
        slot = quantity;
        const std::uint32_t word = offset / 64;
        if (quantity != 0) {
            if (!was) {
                words_[word] |= std::uint64_t{1} << (offset % 64);
                groups_[word / 64] |= std::uint64_t{1} << (word % 64);
                top_ |= std::uint64_t{1} << (word / 64);
            }
            if (offset < best_) best_ = offset;
            return;
        }
        if (!was) return;
        words_[word] &= ~(std::uint64_t{1} << (offset % 64));
        if (words_[word] == 0) {
            groups_[word / 64] &= ~(std::uint64_t{1} << (word % 64));
            if (groups_[word / 64] == 0) top_ &= ~(std::uint64_t{1} << (word / 64));
        }
        if (offset != best_) return;
        best_ = next(offset);
        if (best_ == kNone && far_.size() != 0) anchor(far_.sorted().front().key);
    }

    // The first occupied offset at or behind `from`.
    std::uint32_t next(std::uint32_t from) const {
        if (from >= kWindow) return kNone;
        std::uint32_t word = from / 64;
        const std::uint64_t rest = words_[word] & (~std::uint64_t{0} << (from % 64));
        if (rest != 0) return word * 64 + static_cast<std::uint32_t>(std::countr_zero(rest));
        std::uint32_t group = word / 64;
        // Bits above `word` in its group; the double shift keeps 63 + 1 defined.
        std::uint64_t words = groups_[group] & ((~std::uint64_t{0} << (word % 64)) << 1);
        if (words == 0) {
            const std::uint64_t groups = top_ & ((~std::uint64_t{0} << group) << 1);
            if (groups == 0) return kNone;
            group = static_cast<std::uint32_t>(std::countr_zero(groups));
            words = groups_[group];
        }
        word = group * 64 + static_cast<std::uint32_t>(std::countr_zero(words));
        return word * 64 + static_cast<std::uint32_t>(std::countr_zero(words_[word]));
    }

    void set_outside(std::int64_t key, std::int64_t quantity);
    // Moves the window so that `best` has a quarter of it before it.
    void anchor(std::int64_t best);
    void take_window(std::vector<FarLevels::Entry>& out);

    struct Free {
        void operator()(std::int64_t* memory) const { std::free(memory); }
    };
    std::unique_ptr<std::int64_t[], Free>
        quantities_;             // calloc: pages that are never used cost nothing
    std::int64_t low_{0};        // key of offset 0
    std::uint32_t best_{kNone};  // offset
    std::uint64_t top_{0};
    std::uint64_t groups_[kGroups]{};
    std::uint64_t words_[kWords]{};
    FarLevels far_;
    std::vector<FarLevels::Entry> moving_;
};

}  // namespace twinleg::book
