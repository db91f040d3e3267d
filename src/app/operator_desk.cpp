#include "app/operator_desk.h"

#include <algorithm>

namespace twinleg::app {

namespace {

constexpr Duration kWishEvery = milliseconds(50);

}  // namespace

void OperatorDesk::ask(Operator what, const Asker& by) {
    put(OperatorAsked{what, by});
}

void OperatorDesk::put(Wish wish) {
    const std::scoped_lock hold(mutex_);
    wishes_.push_back(wish);
    waiting_.store(true, std::memory_order_release);
}

Result<void> OperatorDesk::trade_by_itself(bool yes, const Asker& by) {
    if (has_parameter_)
        put(SettingAsked{.name = *Text<48>::from("parameter.trading"),
                         .value = *Text<48>::from(yes ? "auto" : "remind"),
                         .by = by});
    // To trade means that it is not paused either.
    if (yes || !has_parameter_) ask(yes ? Operator::resume : Operator::pause, by);
    return {};
}

std::optional<OperatorDesk::Wish> OperatorDesk::take() {
    if (!waiting_.load(std::memory_order_acquire)) return std::nullopt;
    const std::scoped_lock hold(mutex_);
    if (wishes_.empty()) return std::nullopt;
    const auto what = wishes_.front();
    wishes_.pop_front();
    waiting_.store(!wishes_.empty(), std::memory_order_release);
    return what;
}

bool OperatorSource::next(Time wake_at, Event& event) {
    while (true) {
        // The first event is the start, and nothing comes before it.
        if (!more_ && last_.known()) {
            if (const auto wish = desk_.take()) {
                event.time = last_;
                event.more = false;
                std::visit([&](const auto& what) { event.what = what; }, *wish);
                return true;
            }
        }
        const Time look = last_.known() ? last_ + kWishEvery : wake_at;
        if (!inner_.next(std::min(wake_at, look), event)) return false;
        last_ = event.time;
        more_ = event.more;
        if (event.time >= wake_at || !std::holds_alternative<Timer>(event.what)) return true;
        if (pulse_) pulse_();
    }
}

}  // namespace twinleg::app
