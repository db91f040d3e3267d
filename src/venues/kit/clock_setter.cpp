#include "venues/kit/clock_setter.h"

namespace twinleg::venues::kit {
namespace {

constexpr int kSamples = 3;

}  // namespace

void ClockSetter::begin(std::function<void(std::optional<Error>)> done) {
    ask(kSamples, std::move(done));
}

void ClockSetter::renew() {
    if (renewing_) return;
    renewing_ = true;
    ask(2, [this](const std::optional<Error>&) { renewing_ = false; });
}

void ClockSetter::ask(int times, std::function<void(std::optional<Error>)> done) {
    question_([this, times, done = std::move(done)](const Result<TimeTold>& told) {
        if (!told) return done(told.error());
        const bool unsure = clock_.sample(told->sent, told->received, told->venue);
        if (times <= 1 && !unsure) return done(std::nullopt);
        if (times <= -2 * kSamples) return done(std::nullopt);  // it jumps about; as it is, then
        ask(times - 1, done);
    });
}

}  // namespace twinleg::venues::kit
