#pragma once
// Lets a virtual clock run no faster than the wall, and lets a person stop it at any moment.

#include <functional>

#include "core/time.h"
#include "runtime/loop.h"
#include "runtime/stop_once.h"

namespace twinleg::app {

// The clock outside, so that a test needs none.
class Wall {
public:
    virtual ~Wall() = default;
    // Monotone; its zero means nothing.
    virtual Duration now() = 0;
    // Waits so long, or less.
    virtual void wait(Duration duration) = 0;
};

class SteadyWall : public Wall {
public:
    Duration now() override;
    void wait(Duration duration) override;
};

struct Pace {
    std::int64_t speed{1};  // virtual seconds in one of the wall's; zero: as fast as it goes
    Time stop_at{kNever};   // virtual; Operator::stop is asked then
    Duration step{milliseconds(2)};  // longest wait at a time
};

// Wraps a source whose events may not be looked at before their time (what the engine does
// meanwhile would change them): it is asked only up to the moment the wall has reached.
//
// Threads: the loop's.
class PacedSource : public runtime::Source {
public:
    // `start` is the source's time now. `interrupted` is asked again and again; once true,
    // Operator::stop is asked, once. All must outlive it.
    PacedSource(runtime::Source& inner, Wall& wall, Time start, Pace pace,
                std::function<bool()> interrupted);

    bool next(Time wake_at, Event& event) override;

private:
    Time reached() const;

    runtime::Source& inner_;
    Wall& wall_;
    Time start_;
    Pace pace_;
    runtime::StopOnce stop_;
    Duration wall_start_;
    Time last_;         // of the last event, told or swallowed
    bool more_{false};  // another of the same instant follows: nothing may come between
};

}  // namespace twinleg::app
