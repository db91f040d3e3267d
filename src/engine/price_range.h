#pragma once
// How far a price has moved lately.

#include <algorithm>
#include <array>
#include <limits>

#include "core/money.h"
#include "core/time.h"

namespace twinleg::engine {

// Highest and lowest price of the last window, kept in slices of a thirtieth of it: what is older
// than the window counts for at most one slice longer.
class PriceRange {
public:
    void add(Time now, Price price, Duration window) {
        if (now >= slice_end_) begin_slice(now, window);
        Slice& slice = slices_[newest_];
        slice.low = std::min(slice.low, price);
        slice.high = std::max(slice.high, price);
    }

    // Whether the highest lies more than `share` of the lowest above it.
    bool moved_more_than(Ratio share, Time now, Duration window) const {
        Slice all;
        for (const Slice& slice : slices_) {
            if (!slice.began.known() || now - slice.began > window) continue;
            all.low = std::min(all.low, slice.low);
            all.high = std::max(all.high, slice.high);
        }
        return all.high > all.low && all.high > scale_toward_zero(all.low, share);
    }

private:
    static constexpr std::size_t kSlices = 30;
    struct Slice {
        Time began;
        Price low{Price::from_raw(std::numeric_limits<Price::rep>::max())};
        Price high;
    };

    void begin_slice(Time now, Duration window) {
        newest_ = (newest_ + 1) % kSlices;
        slices_[newest_] = {.began = now};
        slice_end_ = now + window / static_cast<std::int64_t>(kSlices);
    }

    std::array<Slice, kSlices> slices_;
    std::size_t newest_{0};
    Time slice_end_;
};

}  // namespace twinleg::engine
