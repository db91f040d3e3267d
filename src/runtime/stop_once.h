#pragma once
// When the engine is to be asked to stop.

#include <functional>
#include <utility>

#include "core/time.h"

namespace twinleg::runtime {

// At a time, or as soon as `interrupted` (which may be empty) says so; once.
//
// Threads: its owner's.
class StopOnce {
public:
    StopOnce(Time at, std::function<bool()> interrupted)
        : at_(at), interrupted_(std::move(interrupted)) {}

    // True the first time that it is due: whoever asks then stops.
    bool due(Time now) {
        if (asked_) return false;
        asked_ = now >= at_ || (interrupted_ && interrupted_());
        return asked_;
    }
    // When it will be due, as far as that is known: never again once it was.
    Time at() const { return asked_ ? kNever : at_; }

private:
    Time at_;
    std::function<bool()> interrupted_;
    bool asked_{false};
};

}  // namespace twinleg::runtime
