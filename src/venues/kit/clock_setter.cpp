#include "venues/kit/clock_setter.h"

#include <utility>

namespace twinleg::venues::kit {
namespace {

constexpr int kSamples = 3;
constexpr Duration kResolution = milliseconds(1);  // of the times that venues say

}  // namespace

void ClockSetter::begin(std::function<void(std::optional<Error>)> done) {
    ask(kSamples, std::move(done));
}

void ClockSetter::open(Time now) {
    renewing_ = false;  // an answer that a closed door kept never comes
    tell(watch_.open(now));
}

void ClockSetter::tick(Time now) {
    if (watch_.due(now)) renew();
}

void ClockSetter::renew() {
    if (std::exchange(renewing_, true)) return;
    watch_.asked(desk_.now());
    ask(2, [this](const std::optional<Error>&) { renewing_ = false; });
}

void ClockSetter::ask(int times, std::function<void(std::optional<Error>)> done) {
    question_([this, times, done = std::move(done)](const Result<TimeTold>& told) {
        if (!told) return done(told.error());
        tell(watch_.heard(told->received,
                          certain_offset(told->sent, told->received, told->venue, kResolution)));
        const bool unsure = desk_.clock.sample(told->sent, told->received, told->venue);
        if (times <= 1 && !unsure) return done(std::nullopt);
        if (times <= -2 * kSamples) return done(std::nullopt);  // it jumps about; as it is, then
        ask(times - 1, done);
    });
}

void ClockSetter::tell(std::optional<Duration> offset) {
    if (offset) desk_.tell(desk_.now(), LatencyMeasured{desk_.slot.venue, Stage::clock, *offset});
}

}  // namespace twinleg::venues::kit
