#pragma once
// What the desk may do, and who lets it do more again.

#include <string>
#include <string_view>

#include "core/command.h"
#include "core/time.h"
#include "exec/executor.h"
#include "risk/breaker.h"
#include "risk/limits.h"

namespace twinleg::engine {

// starting → active ↔ reducing → halted → starting …; stopping and ended from everywhere.
// The breaker's halt ends by itself, through the steps of a start; every other halt latches until
// an operator's reset.
class ModeControl {
public:
    explicit ModeControl(const risk::Limits& limits) : limits_(limits) {}

    Mode mode() const { return mode_; }
    bool latched() const { return latched_; }
    bool paused() const { return paused_; }
    void pause(bool paused) { paused_ = paused; }
    void restate(const risk::Limits& limits) { limits_ = limits; }

    void start(Time now, std::string why, Commands& out);
    // Latches unless it resumes at a known time.
    void halt(Time now, std::string why, Time resume_at, Commands& out);
    void stop(Time now, Commands& out);

    // Follows what the executor and the market allow. `cause`: why no new risk should be taken now;
    // empty where nothing speaks against it. True if a halt of the breaker is over: the caller
    // starts the steps again.
    bool settle(Time now, const exec::Executor& executor, std::string_view cause, Commands& out);
    Time wake() const { return wake_; }

private:
    void enter(Mode mode, std::string why, Commands& out);

    risk::Limits limits_;
    Mode mode_{Mode::starting};
    bool latched_{false};
    bool paused_{false};
    Time resume_at_;
    Time clear_since_;
    Time wake_{kNever};
};

}  // namespace twinleg::engine
