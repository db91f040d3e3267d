#include "risk/breaker.h"

#include <algorithm>

namespace twinleg::risk {
namespace {

constexpr std::size_t kRateSample = 20;  // outcomes before a rate means anything
constexpr std::int64_t kDay = 86'400'000'000'000;

}  // namespace

void Breaker::on_error(Time now) {
    outcomes_.push_back({now, true});
    ++errors_;
}

void Breaker::on_success(Time now) {
    outcomes_.push_back({now, false});
}

bool Breaker::tripped(Time now) {
    while (!outcomes_.empty() && now - outcomes_.front().at > limits_.breaker_window) {
        if (outcomes_.front().error) --errors_;
        outcomes_.pop_front();
    }
    const bool many = limits_.breaker_errors > 0 && errors_ >= limits_.breaker_errors;
    const bool often =
        !limits_.breaker_error_rate.is_zero() && outcomes_.size() >= kRateSample &&
        static_cast<std::int64_t>(errors_) * Ratio::kOne >
            limits_.breaker_error_rate.raw() * static_cast<std::int64_t>(outcomes_.size());
    if (!many && !often) return false;
    clear();
    return true;
}

void Breaker::clear() {
    outcomes_.clear();
    errors_ = 0;
}

std::optional<std::string_view> LossGuard::look(Time now, Notional pnl) {
    const std::int64_t day = now.ns / kDay;
    if (day != day_) {
        if (day_ < 0) highest_ = pnl;
        day_ = day;
        at_day_start_ = pnl;
    }
    highest_ = std::max(highest_, pnl);
    if (!limits_.daily_loss.is_zero() && at_day_start_ - pnl >= limits_.daily_loss)
        return "daily_loss";
    if (!limits_.max_drawdown.is_zero() && highest_ - pnl >= limits_.max_drawdown)
        return "max_drawdown";
    return std::nullopt;
}

void LossGuard::clear(Notional pnl) {
    at_day_start_ = pnl;
    highest_ = pnl;
}

}  // namespace twinleg::risk
