#include "exec/fills.h"

#include <algorithm>

namespace twinleg::exec {

bool KnownFills::learn(const Fill& fill) {
    if (!ids_.emplace(fill.fill_id.view()).second) return false;
    recent_.push_back(
        {fill.instrument, fill.venue_time, fill.quantity * sign(fill.side), fill.fill_id});
    return true;
}

Quantity KnownFills::after(InstrumentId id, Time at) const {
    Quantity sum;
    for (const auto& entry : recent_) {
        if (entry.instrument == id && entry.at > at) sum += entry.contracts;
    }
    return sum;
}

bool KnownFills::any_after(Time at) const {
    return std::any_of(recent_.begin(), recent_.end(), [&](const Entry& e) { return e.at > at; });
}

void KnownFills::note(InstrumentId id, Quantity signed_contracts, Time at) {
    recent_.push_back({id, at, signed_contracts, {}});
}

void KnownFills::forget_before(Time limit) {
    while (!recent_.empty() && recent_.front().at < limit) {
        if (!recent_.front().id.empty()) ids_.erase(std::string{recent_.front().id.view()});
        recent_.pop_front();
    }
}

}  // namespace twinleg::exec
