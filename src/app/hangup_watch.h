#pragma once
// SIGHUP while a desk runs: its settings are read again, or nobody looks on any more.

#include <functional>
#include <vector>

#include "app/hangups.h"
#include "app/lines.h"
#include "app/operator_desk.h"
#include "app/reload.h"

namespace twinleg::app {

// Reads the configuration again: what it changes of a desk that runs with `config`, since it was
// read last. Throws CannotStart for one that cannot be used; the next time is compared with the
// last good one.
using Reread = std::function<std::vector<Change>(const engine::Config& config)>;

// Threads: the desk's.
class HangupWatch {
public:
    // All must outlive it. An empty `reread`: there is no file to read again.
    HangupWatch(const Hangups& signals, const Reread& reread, OperatorDesk& desk,
                const engine::Config& running, Lines& lines)
        : signals_(signals), reread_(reread), desk_(desk), running_(running), lines_(lines) {}

    // To be looked at now and then. True: the terminal is gone, and with it whoever watched.
    bool stop();

private:
    void reload();
    void ask(const Change& change);

    const Hangups& signals_;
    const Reread& reread_;
    OperatorDesk& desk_;
    const engine::Config& running_;
    Lines& lines_;
    int heard_{0};
    bool gone_{false};
};

}  // namespace twinleg::app
