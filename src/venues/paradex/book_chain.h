#pragma once
// Whether an increment follows on the book we have.

#include <cstdint>
#include <string_view>

#include "venues/update.h"

namespace twinleg::venues::paradex {

// On a delta channel every increment has the number after the last one's. A gap, a repetition and a
// step back all mean that the book is not right any more; a snapshot begins anew, whatever went
// before. (page, 7 and 12.6)
class BookChain {
public:
    enum class Step : std::uint8_t {
        applied,
        dropped,  // an increment without a snapshot before it
        invalid,  // does not follow: the book is void until the next snapshot
    };

    Step take(const BookUpdate& update) {
        if (update.snapshot) {
            sequence_ = update.last;
            whole_ = true;
            return Step::applied;
        }
        if (!whole_) return Step::dropped;
        if (update.last != sequence_ + 1) {
            whole_ = false;
            return Step::invalid;
        }
        sequence_ = update.last;
        return Step::applied;
    }

    void invalidate() { whole_ = false; }
    bool whole() const { return whole_; }
    std::uint64_t sequence() const { return sequence_; }

private:
    std::uint64_t sequence_{0};
    bool whole_{false};
};

constexpr std::string_view name(BookChain::Step step) {
    switch (step) {
        case BookChain::Step::applied:
            return "applied";
        case BookChain::Step::dropped:
            return "dropped";
        case BookChain::Step::invalid:
            return "invalid";
    }
    return {};
}

}  // namespace twinleg::venues::paradex
