#pragma once
// Fills the log files with what the engine sees and does.

#include <memory>
#include <string>

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

struct LogSettings {
    std::filesystem::path directory{"./logs"};
    std::string ticker;   // "BTC", for the names of files
    std::string account;  // for the names of files; empty where there is but one
    store::Zone zone{store::Zone::utc()};
};

// The log files of one desk, ready to be observed with. Closing (or destroying) it writes what
// waits. Threads: the loop's.
class DeskLogs {
public:
    DeskLogs(const engine::Config& config, const LogSettings& settings);

    Observer& observer() { return observer_; }
    LogPipe& pipe() { return pipe_; }
    Result<void> close() { return pipe_.close(); }

private:
    LogPipe pipe_;
    LogObserver observer_;
};

}  // namespace twinleg::runtime
