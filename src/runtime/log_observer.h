#pragma once
// Fills the log files with what the engine sees and does.

#include "runtime/log_pipe.h"
#include "runtime/loop.h"
#include "store/describe.h"

namespace twinleg::runtime {

// Threads: the loop's.
class LogObserver final : public Observer {
public:
    struct Options {
        Duration bbo_every{milliseconds(100)};  // a row at most so often, and only of a change
        Duration snapshot_every{seconds(1)};    // the same; a signal is always written
    };

    // Both must outlive it.
    LogObserver(LogPipe& pipe, const engine::Config& config)
        : LogObserver(pipe, config, Options{}) {}
    LogObserver(LogPipe& pipe, const engine::Config& config, Options options);

    void on_step(const Event& event, std::span<const Command> commands,
                 const engine::Engine& engine) override;

private:
    void on_books(Time now, const engine::Engine& engine);
    void on_evaluated(Time now, const Evaluated& evaluated, const engine::Engine& engine);
    void on_closed(Time now, const PairClosed& closed);
    void say(Time now, Severity severity, std::string text);

    LogPipe& pipe_;
    const Options options_;
    const store::Names names_;
    store::BboRow bbo_;  // the last one written
    Time snapshot_;      // of the last one written
    Side first_side_{Side::buy};
    PairTradeId pair_;
};

}  // namespace twinleg::runtime
