#pragma once
// What people ask of a desk that runs, on its way into the loop.

#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>

#include "core/event.h"
#include "notify/commands.h"
#include "runtime/loop.h"

namespace twinleg::app {

// Wishes of people on their way into the loop. A strategy that can only tell is asked to; with any
// other, the desk is paused: it goes on to evaluate, and that is told.
//
// Threads: any.
class OperatorDesk final : public notify::Controls {
public:
    void ask(Operator what, const Asker& by) override;
    // A limit or a parameter of the engine by its name there; what came of it is a notice.
    void change(const SettingAsked& asked) override { put(asked); }
    Result<void> trade_by_itself(bool yes, const Asker& by) override;

    // The strategy knows by itself what only telling means.
    void has_trading_parameter(bool yes) { has_parameter_ = yes; }

    // The oldest wish, if there is one.
    using Wish = std::variant<OperatorAsked, SettingAsked>;
    std::optional<Wish> take();

private:
    void put(Wish wish);

    std::atomic<bool> waiting_{false};
    std::mutex mutex_;
    std::deque<Wish> wishes_;
    std::atomic<bool> has_parameter_{false};
};

// Puts wishes between the events of another source: as soon as an instant is over, and 50 ms later
// at most where nothing happens.
//
// Threads: the loop's.
class OperatorSource final : public runtime::Source {
public:
    // Both must outlive it. `pulse` is called where nothing has happened for those 50 ms.
    OperatorSource(runtime::Source& inner, OperatorDesk& desk, std::function<void()> pulse = {})
        : inner_(inner), desk_(desk), pulse_(std::move(pulse)) {}

    bool next(Time wake_at, Event& event) override;

private:
    runtime::Source& inner_;
    OperatorDesk& desk_;
    const std::function<void()> pulse_;
    Time last_;         // of the last event, told or swallowed
    bool more_{false};  // another of the same instant follows: nothing may come between
};

}  // namespace twinleg::app
