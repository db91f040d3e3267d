#include "engine/mode_control.h"

namespace twinleg::engine {

void ModeControl::enter(Mode mode, std::string why, Commands& out) {
    if (mode == mode_) return;
    out.push_back(ModeChanged{mode_, mode, latched_, std::move(why)});
    mode_ = mode;
    clear_since_ = {};
}

void ModeControl::start(Time, std::string why, Commands& out) {
    if (mode_ == Mode::stopping || mode_ == Mode::ended) return;
    latched_ = false;
    resume_at_ = {};
    enter(Mode::starting, std::move(why), out);
}

void ModeControl::halt(Time, std::string why, Time resume_at, Commands& out) {
    if (mode_ == Mode::stopping || mode_ == Mode::ended) return;
    const bool latches = !resume_at.known();
    if (mode_ == Mode::halted) {
        latched_ |= latches;
        return;
    }
    latched_ = latches;
    resume_at_ = resume_at;
    enter(Mode::halted, std::move(why), out);
}

void ModeControl::stop(Time, Commands& out) {
    if (mode_ == Mode::ended) return;
    enter(Mode::stopping, "asked to stop", out);
}

bool ModeControl::settle(Time now, const exec::Executor& executor, std::string_view cause,
                         Commands& out) {
    wake_ = kNever;
    switch (mode_) {
        case Mode::ended:
            return false;
        case Mode::stopping:
            if (executor.stopped()) {
                enter(Mode::ended,
                      executor.stop_timed_out() ? "stopped with something open"
                                                : "everything is final",
                      out);
            }
            return false;
        case Mode::halted:
            if (latched_) return false;
            if (now >= resume_at_) {
                start(now, "the breaker's pause is over", out);
                return true;
            }
            wake_ = resume_at_;
            return false;
        case Mode::starting:
            if (!executor.started()) return false;
            enter(executor.all_joined() && cause.empty() ? Mode::active : Mode::reducing,
                  cause.empty() ? (executor.all_joined() ? "orders, fills and positions agree"
                                                         : "a venue is set aside")
                                : std::string{cause},
                  out);
            return false;
        case Mode::active:
            if (!cause.empty()) enter(Mode::reducing, std::string{cause}, out);
            return false;
        case Mode::reducing:
            if (!cause.empty()) {
                clear_since_ = {};
                return false;
            }
            if (!clear_since_.known()) clear_since_ = now;
            if (now - clear_since_ >= limits_.reducing_hold) {
                enter(Mode::active, "the cause is gone", out);
            } else {
                wake_ = clear_since_ + limits_.reducing_hold;
            }
            return false;
    }
    return false;
}

}  // namespace twinleg::engine
