#pragma once
// Asking a venue for its time.

#include <functional>
#include <optional>

#include "core/result.h"
#include "venues/kit/venue_clock.h"

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

    ClockSetter(VenueClock& clock, Question question)
        : clock_(clock), question_(std::move(question)) {}

    // At the start: three times, so that one slow answer does not set it. The error of the first
    // question that failed, or none.
    void begin(std::function<void(std::optional<Error>)> done);
    // While we trade; silent.
    void renew();

private:
    void ask(int times, std::function<void(std::optional<Error>)> done);

    VenueClock& clock_;
    const Question question_;
    bool renewing_{false};
};

}  // namespace twinleg::venues::kit
