#include "replay/queue_place.h"

#include <algorithm>

namespace twinleg::replay {
namespace {

// quantity × part ÷ whole, cut toward zero; 0 ≤ part ≤ whole.
Quantity share(Quantity quantity, Quantity part, Quantity whole) {
    if (whole.is_zero()) return {};
    const Int128 product = static_cast<Int128>(quantity.raw()) * part.raw();
    return Quantity::from_raw(static_cast<std::int64_t>(product / whole.raw()));
}

}  // namespace

void QueuePlace::level_is(Quantity here) {
    if (here < seen_) {
        const Quantity gone = seen_ - here;
        const Quantity traded = std::min(gone, traded_);
        const Quantity cancelled = gone - traded;
        const Quantity others = seen_ - traded;
        traded_ -= traded;
        cancelled_ = cancelled;
        ahead_ -= std::min(ahead_, share(cancelled, std::min(ahead_, others), others));
    }
    seen_ = here;
    ahead_ = std::min(ahead_, here);
}

Quantity QueuePlace::traded(Quantity quantity) {
    // What an increment has shown already was counted then.
    const Quantity known = std::min(quantity, cancelled_);
    cancelled_ -= known;
    const Quantity fresh = quantity - known;
    traded_ += fresh;
    const Quantity before = std::min(fresh, ahead_);
    ahead_ -= before;
    return fresh - before;
}

}  // namespace twinleg::replay
