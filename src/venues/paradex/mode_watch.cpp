#include "venues/paradex/mode_watch.h"

#include <string>

#include "venues/paradex/words.h"

namespace twinleg::venues::paradex {
namespace {

constexpr Duration kAskEvery = seconds(2);
constexpr Duration kAskOften = milliseconds(500);

std::string_view words(MarketMode mode) {
    switch (mode) {
        case MarketMode::normal:
            return "all orders";
        case MarketMode::post_only:
            return "post-only orders alone";
        case MarketMode::cancel_only:
            return "cancels alone";
        case MarketMode::halted:
            return "no orders";
    }
    return {};
}

}  // namespace

void ModeWatch::tell(Time at) {
    station_.tell(at, MarketState{.instrument = station_.slot.instrument, .mode = mode()});
}

void ModeWatch::learn(MarketMode mode, Time at) {
    if (mode == mode_) return;
    mode_ = mode;
    station_.say("the venue takes " + std::string{words(mode)} + " now");
    if (!halted_) tell(at);
}

void ModeWatch::heard(std::string_view code) {
    const MarketMode said = mode_of_refusal(code);
    if (said == MarketMode::normal) return;
    learn(said, station_.now());
    asked_ = station_.now();  // so that the next look comes soon
}

void ModeWatch::halt() {
    if (halted_) return;
    halted_ = true;
    tell(station_.now());
}

void ModeWatch::repeat() {
    if (mode() != MarketMode::normal) tell(station_.now());
}

void ModeWatch::tick(Time now) {
    if (asking_ || now - asked_ < (mode_ == MarketMode::normal ? kAskEvery : kAskOften)) return;
    asking_ = true;
    asked_ = now;
    rest_.get_public(std::string{target::kState}, [this](const Reply& reply) {
        asking_ = false;
        // 503 is what maintenance can look like from outside; other silence says nothing.
        if (reply.status == 503) return learn(MarketMode::halted, reply.received);
        if (!reply.good()) return;
        if (const auto status = answers_.status(reply.body))
            learn(mode_of(*status), reply.received);
    });
}

}  // namespace twinleg::venues::paradex
