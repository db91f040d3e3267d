#pragma once
// Rows for the log files, from the engine's thread to a thread that may wait for the disk.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "core/result.h"
#include "runtime/ring.h"
#include "store/daily_logs.h"

namespace twinleg::runtime {

struct LogLine {
    Time time;
    Severity severity{Severity::info};
    std::string text;
};

// Market data is thinned, and counted, while the ring is more than half full; trades and lines
// never are: should they fill the rest, they wait in a list that grows.
//
// Threads: write() belongs to one; close() to the same or after it; trouble() and thinned() to any.
class LogPipe {
public:
    struct Options {
        std::size_t rows{4096};
        Duration flush_every{seconds(1)};
    };

    explicit LogPipe(std::unique_ptr<store::DailyLogs> logs)
        : LogPipe(std::move(logs), Options{}) {}
    LogPipe(std::unique_ptr<store::DailyLogs> logs, Options options);
    ~LogPipe();
    LogPipe(const LogPipe&) = delete;
    LogPipe& operator=(const LogPipe&) = delete;

    // None of these waits for the disk.
    void write(const store::BboRow& row);
    void write(const store::SnapshotRow& row);
    void write(const store::TradeRow& row);
    void write(LogLine line);

    // Rows of market data left out because the disk was slower than the market.
    std::uint64_t thinned() const { return thinned_.load(std::memory_order_relaxed); }
    // Why the last flush failed; empty while all is well.
    std::string trouble() const;

    // Writes everything that waits, ends the thread. Errors: io, of the last flush.
    Result<void> close();

private:
    using Row = std::variant<store::BboRow, store::SnapshotRow, store::TradeRow, LogLine>;

    void thin(Row row);
    void keep(Row row);
    void run();
    bool take_waiting();
    void flush();
    void put(const Row& row);

    const std::unique_ptr<store::DailyLogs> logs_;  // the thread's, once it runs
    const Options options_;
    Ring<Row> ring_;
    std::atomic<std::uint64_t> thinned_{0};
    std::atomic<bool> overflowing_{false};

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<Row> overflow_;
    std::string trouble_;
    bool ending_{false};
    std::thread thread_;
};

}  // namespace twinleg::runtime
