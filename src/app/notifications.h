#pragma once
// What a run tells people who are elsewhere, and what they may ask of it.

#include <atomic>
#include <deque>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>

#include "app/line_writer.h"
#include "app/run_settings.h"
#include "notify/notifier.h"
#include "notify/watch.h"
#include "runtime/loop.h"

namespace twinleg::app {

// Wishes of people on their way into the loop. A strategy that can only tell is asked to; with any
// other, the desk is paused: it goes on to evaluate, and that is told.
//
// Threads: any.
class OperatorDesk final : public notify::Controls {
public:
    void ask(Operator what, const Asker& by) override;
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
    // Both must outlive it.
    OperatorSource(runtime::Source& inner, OperatorDesk& desk) : inner_(inner), desk_(desk) {}

    bool next(Time wake_at, Event& event) override;

private:
    runtime::Source& inner_;
    OperatorDesk& desk_;
    Time last_;         // of the last event, told or swallowed
    bool more_{false};  // another of the same instant follows: nothing may come between
};

// Reads the settings of the notifiers. Throws CannotStart, naming the variable.
void read_notify(const Environment& environment, RunSettings& settings);

// One desk's. Without a channel it does nothing, and has no thread.
//
// Threads: the loop's.
class Notifications {
public:
    // `writer` must outlive it. Throws CannotStart if the file cannot be written.
    Notifications(const RunSettings& settings, const engine::Config& config, LineWriter& writer);

    // Has the loop watched, and wishes heard: the loop turns the source it answers with, which is
    // `inner` itself where nobody may wish.
    runtime::Source& source(runtime::Source& inner);
    void observe(runtime::Loop& loop);

    // Sends what waits, within ten seconds.
    void close();

private:
    OperatorDesk desk_;
    std::optional<OperatorSource> source_;
    std::ofstream file_;
    std::unique_ptr<LineWriter> file_writer_;
    std::unique_ptr<notify::Notifier> notifier_;
    std::optional<notify::Watch> watch_;
    LineWriter& writer_;
    bool commands_{false};
};

// Tells by every channel that the program could not begin (D073); waits some seconds for it.
void tell_not_started(const RunSettings& settings, const std::string& why, std::ostream& err);

}  // namespace twinleg::app
