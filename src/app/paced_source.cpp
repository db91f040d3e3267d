#include "app/paced_source.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace twinleg::app {

Duration SteadyWall::now() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()};
}

void SteadyWall::wait(Duration duration) {
    std::this_thread::sleep_for(std::chrono::nanoseconds(duration.ns));
}

PacedSource::PacedSource(runtime::Source& inner, Wall& wall, Time start, Pace pace,
                         std::function<bool()> interrupted)
    : inner_(inner),
      wall_(wall),
      start_(start),
      pace_(pace),
      stop_(pace.stop_at, std::move(interrupted)),
      wall_start_(wall.now()),
      last_(start) {}

bool PacedSource::next(Time wake_at, Event& event) {
    while (true) {
        if (!more_ && stop_.due(last_)) {
            event = Event{.time = last_, .more = false, .what = OperatorAsked{Operator::stop}};
            return true;
        }
        const Time stop_at = stop_.at();
        const Time until = std::max(last_, std::min(reached(), stop_at));
        if (!inner_.next(std::min(wake_at, until), event)) return false;
        last_ = event.time;
        more_ = event.more;
        const bool asked_for = event.time >= wake_at;
        if (asked_for || !std::holds_alternative<Timer>(event.what)) return true;
        if (pace_.speed > 0 && event.time < stop_at) wall_.wait(pace_.step);
    }
}

Time PacedSource::reached() const {
    if (pace_.speed == 0) return kNever;
    return start_ + (wall_.now() - wall_start_) * pace_.speed;
}

}  // namespace twinleg::app
