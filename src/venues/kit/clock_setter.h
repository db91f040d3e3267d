#pragma once
// Asking a venue for its time.

#include <functional>
#include <optional>

#include "core/result.h"
#include "venues/kit/clock_watch.h"
#include "venues/kit/desk_side.h"

namespace twinleg::venues::kit {

// What the venue said its time was, between our `sent` and `received`.
struct TimeTold {
    Time sent;
    Time received;
    Time venue;
};

// Sets the desk's clock by the venue's: asks again while samples do not agree, a few times at most.
//
// Threads: the loop's.
class ClockSetter {
public:
    // One question; its callback comes once, or never where the connector was closed.
    using Question = std::function<void(std::function<void(Result<TimeTold>)>)>;

    ClockSetter(DeskSide& desk, Question question)
        : desk_(desk), question_(std::move(question)), watch_(desk.clock_every) {}

    // At the start: three times, so that one slow answer does not set it. The error of the first
    // question that failed, or none.
    void begin(std::function<void(std::optional<Error>)> done);
    // Trading begins: from here on the engine is told, and the clock is asked again when it is due.
    void open(Time now);
    void tick(Time now);
    // At once; silent.
    void renew();

private:
    void ask(int times, std::function<void(std::optional<Error>)> done);
    void tell(std::optional<Duration> offset);

    DeskSide& desk_;
    const Question question_;
    ClockWatch watch_;
    bool renewing_{false};
};

}  // namespace twinleg::venues::kit
