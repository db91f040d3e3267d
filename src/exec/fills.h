#pragma once
// Which fills are known already, and what the position was at an earlier moment.

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_set>

#include "core/event.h"

namespace twinleg::exec {

// Per venue. A fill counts once, by its id, whoever tells it and however often.
class KnownFills {
public:
    // True the first time. Remembers ids for ever within `keep`: what is older than that is not
    // told again by a venue (questions reach back less far).
    bool learn(const Fill& fill);

    // Signed contracts of fills of this instrument with venue time after `at`.
    Quantity after(InstrumentId id, Time at) const;

    // Whether any fill of the venue is later than this.
    bool any_after(Time at) const;

    // An adjustment counts like a fill of that time.
    void note(InstrumentId id, Quantity signed_contracts, Time at);

    void forget_before(Time limit);

private:
    struct Entry {
        InstrumentId instrument;
        Time at;
        Quantity contracts;  // signed
        FillId id;
    };
    std::deque<Entry> recent_;  // in order of arrival
    // Asked for membership only, so its order never shows.
    std::unordered_set<std::string> ids_;
};

}  // namespace twinleg::exec
