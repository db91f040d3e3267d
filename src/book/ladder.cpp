#include "book/ladder.h"

#include <algorithm>
#include <new>

namespace twinleg::book {

namespace {
constexpr unsigned kFirstBits = 9;
}

FarLevels::FarLevels() : slots_(std::size_t{1} << kFirstBits), shift_(64 - kFirstBits) {}

void FarLevels::set(std::int64_t key, std::int64_t quantity) {
    sorted_valid_ = false;
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = home(key);
    while (slots_[at].quantity != 0 && slots_[at].key != key)
        at = (at + 1) & mask;

    if (quantity != 0) {
        const bool added = slots_[at].quantity == 0;
        slots_[at] = {key, quantity};
        if (added && ++size_ * 2 > slots_.size()) grow();
        return;
    }
    if (slots_[at].quantity == 0) return;
    // Closes the hole: whoever may stand in it without being lost moves back.
    --size_;
    std::size_t hole = at;
    for (std::size_t look = (at + 1) & mask; slots_[look].quantity != 0; look = (look + 1) & mask) {
        const std::size_t wants = home(slots_[look].key);
        if (((look - wants) & mask) >= ((look - hole) & mask)) {
            slots_[hole] = slots_[look];
            hole = look;
        }
    }
    slots_[hole].quantity = 0;
}

std::int64_t FarLevels::at(std::int64_t key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = home(key);
    while (slots_[at].quantity != 0 && slots_[at].key != key)
        at = (at + 1) & mask;
    return slots_[at].quantity;
}

void FarLevels::clear() {
    sorted_valid_ = false;
    if (size_ == 0) return;
    std::fill(slots_.begin(), slots_.end(), Entry{});
    size_ = 0;
}

void FarLevels::grow() {
    std::vector<Entry> old(slots_.size() * 2);
    old.swap(slots_);
    --shift_;
    size_ = 0;
    for (const Entry& entry : old) {
        if (entry.quantity != 0) set(entry.key, entry.quantity);
    }
}

const std::vector<FarLevels::Entry>& FarLevels::sorted() const {
    if (sorted_valid_) return sorted_;
    sorted_.clear();
    for (const Entry& entry : slots_) {
        if (entry.quantity != 0) sorted_.push_back(entry);
    }
    std::sort(sorted_.begin(), sorted_.end(),
              [](const Entry& a, const Entry& b) { return a.key < b.key; });
    sorted_valid_ = true;
    return sorted_;
}

void FarLevels::take_all(std::vector<Entry>& out) {
    for (const Entry& entry : slots_) {
        if (entry.quantity != 0) out.push_back(entry);
    }
    clear();
}

Ladder::Ladder()
    : quantities_(static_cast<std::int64_t*>(std::calloc(kWindow, sizeof(std::int64_t)))) {
    if (!quantities_) throw std::bad_alloc{};
}

std::int64_t Ladder::at(std::int64_t key) const {
    const auto offset = static_cast<std::uint64_t>(key - low_);
    if (offset < static_cast<std::uint64_t>(kWindow)) return quantities_[offset];
    return far_.at(key);
}

std::size_t Ladder::size() const {
    std::size_t count = far_.size();
    for (const std::uint64_t word : words_)
        count += static_cast<std::size_t>(std::popcount(word));
    return count;
}

void Ladder::clear() {
    for (std::uint32_t at = best_; at != kNone; at = next(at + 1))
        quantities_[at] = 0;
    std::fill(std::begin(words_), std::end(words_), 0);
    std::fill(std::begin(groups_), std::end(groups_), 0);
    top_ = 0;
    best_ = kNone;
    far_.clear();
}

void Ladder::set_outside(std::int64_t key, std::int64_t quantity) {
    if (best_ == kNone) {
        if (quantity == 0) return;
        anchor(key);  // an empty ladder starts its window here
    } else if (key < low_) {
        if (quantity == 0) return;
        anchor(key);  // better than all there is
    } else {
        far_.set(key, quantity);
        return;
    }
    set_in_window(static_cast<std::uint32_t>(key - low_), quantity);
}

void Ladder::take_window(std::vector<FarLevels::Entry>& out) {
    for (std::uint32_t at = best_; at != kNone; at = next(at + 1)) {
        out.push_back({low_ + at, quantities_[at]});
        quantities_[at] = 0;
    }
    std::fill(std::begin(words_), std::end(words_), 0);
    std::fill(std::begin(groups_), std::end(groups_), 0);
    top_ = 0;
    best_ = kNone;
}

void Ladder::anchor(std::int64_t best) {
    moving_.clear();
    take_window(moving_);
    far_.take_all(moving_);
    low_ = best - kWindow / 4;
    for (const FarLevels::Entry& entry : moving_) {
        // All of them are at or behind `best`, so none lies before the window.
        const std::int64_t offset = entry.key - low_;
        if (offset < kWindow) {
            set_in_window(static_cast<std::uint32_t>(offset), entry.quantity);
        } else {
            far_.set(entry.key, entry.quantity);
        }
    }
}

}  // namespace twinleg::book
