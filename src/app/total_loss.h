#pragma once
// The loss of a day over all pairs of a process.

#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/operator_desk.h"
#include "app/run_plan.h"
#include "core/money.h"
#include "risk/breaker.h"
#include "runtime/loop.h"

namespace twinleg::app {

// What all pairs together may lose in a day: said, or else the largest that one of several may lose
// by itself; nothing for one alone, which has its own limit, or where one of them has none.
std::optional<Notional> total_daily_loss(std::span<const Instance> desks);

// Past its limit every pair is halted and closed, as by the kill switch, and each waits for a
// person's reset; with the first of these, losses count from there. A day begins at midnight UTC,
// the first one when each desk has first told what it has.
//
// Threads: any.
class TotalLoss {
public:
    using Say = std::function<void(std::string)>;

    // Both of `desks` and what `say` needs must outlive it. `limit` is above zero.
    TotalLoss(Notional limit, std::vector<OperatorDesk*> desks, Say say);

    // What a desk has earned since its journal began.
    void tell(std::size_t desk, Time now, Notional pnl);
    // A person has reset a desk.
    void forgive();

private:
    struct Told {
        OperatorDesk* operators{nullptr};
        std::optional<Notional> first;  // when it was heard of first
        Notional last;
    };
    Notional earned() const;

    const Notional limit_;
    const Say say_;
    std::mutex mutex_;
    std::vector<Told> desks_;
    risk::LossGuard guard_;
    Time latest_;
    bool broken_{false};
};

// Tells it of one desk, ten times a second at most.
class TotalLossShare final : public runtime::Observer {
public:
    TotalLossShare(TotalLoss& total, std::size_t desk) : total_(total), desk_(desk) {}

    void on_step(const Event& event, std::span<const Command> commands,
                 const engine::Engine& engine) override;

private:
    TotalLoss& total_;
    const std::size_t desk_;
    Time told_;
};

}  // namespace twinleg::app
