#include "exec/budget.h"

namespace twinleg::exec {

void Budget::settle(Time now, Notional worst, Notional lost) {
    reserved_ -= worst;
    if (lost.is_positive()) losses_.push_back({now, lost});
    while (!losses_.empty() && now - losses_.front().at > minutes(60))
        losses_.pop_front();
}

void Budget::failed_attempt(Time now) {
    ++attempts_of_pair_;
    ++attempts_;
    last_hour_.push_back(now);
    while (now - last_hour_.front() > minutes(60))
        last_hour_.pop_front();
}

bool Budget::allows(Time now, Notional worst) const {
    if (attempts_of_pair_ >= config_.attempts_per_pair) return false;
    std::size_t recent = 0;
    for (const Time at : last_hour_)
        recent += now - at <= minutes(60) ? 1U : 0U;
    if (recent >= config_.attempts_per_hour) return false;
    Notional lost = reserved_ + worst;
    for (const auto& loss : losses_) {
        if (now - loss.at <= minutes(60)) lost += loss.amount;
    }
    return config_.loss_per_hour.is_zero() || lost <= config_.loss_per_hour;
}

void Budget::clear() {
    attempts_of_pair_ = 0;
    last_hour_.clear();
    losses_.clear();
}

}  // namespace twinleg::exec
