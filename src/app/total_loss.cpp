#include "app/total_loss.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "app/story.h"
#include "engine/engine.h"
#include "portfolio/portfolio.h"

namespace twinleg::app {

namespace {

constexpr Duration kTellEvery = milliseconds(100);

risk::Limits only_daily(Notional limit) {
    risk::Limits limits;
    limits.daily_loss = limit;
    limits.max_drawdown = {};
    return limits;
}

}  // namespace

std::optional<Notional> total_daily_loss(std::span<const Instance> desks) {
    if (const auto said = desks.front().settings.total_daily_loss)
        return said->is_zero() ? std::nullopt : said;
    if (desks.size() < 2) return std::nullopt;
    Notional most;
    for (const auto& desk : desks) {
        const Notional own = desk.settings.strategy.daily_loss;
        if (own.is_zero()) return std::nullopt;
        most = std::max(most, own);
    }
    return most;
}

TotalLoss::TotalLoss(Notional limit, std::vector<OperatorDesk*> desks, Say say)
    : limit_(limit), say_(std::move(say)), guard_(only_daily(limit)) {
    for (auto* desk : desks)
        desks_.push_back({.operators = desk, .first = {}, .last = {}});
}

Notional TotalLoss::earned() const {
    Notional sum;
    for (const auto& desk : desks_)
        if (desk.first) sum += desk.last - *desk.first;
    return sum;
}

void TotalLoss::tell(std::size_t desk, Time now, Notional pnl) {
    const std::scoped_lock hold(mutex_);
    auto& told = desks_[desk];
    if (!told.first) told.first = pnl;
    told.last = pnl;
    // Desks that trade in simulated time are not at the same one.
    latest_ = std::max(latest_, now);
    if (!guard_.look(latest_, earned()) || std::exchange(broken_, true)) return;
    say_(
        fmt::format("all pairs together have lost more than {} today (--total-daily-loss), {} "
                    "since the start: each is halted and closed, and waits for a reset",
                    to_text(limit_), signed_text(earned(), 2)));
    for (const auto& each : desks_)
        each.operators->ask(Operator::kill, *Asker::from("total daily loss"));
}

void TotalLoss::forgive() {
    const std::scoped_lock hold(mutex_);
    if (!std::exchange(broken_, false)) return;
    guard_.clear(earned());
}

void TotalLossShare::on_step(const Event& event, std::span<const Command>,
                             const engine::Engine& engine) {
    const auto* const asked = std::get_if<OperatorAsked>(&event.what);
    if (asked != nullptr && asked->what == Operator::reset) total_.forgive();
    if (told_.known() && event.time - told_ < kTellEvery) return;
    told_ = event.time;
    total_.tell(desk_, event.time, engine.portfolio().total());
}

}  // namespace twinleg::app
