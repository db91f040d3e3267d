#include "runtime/log_pipe.h"

#include <chrono>
#include <utility>

namespace twinleg::runtime {

LogPipe::LogPipe(std::unique_ptr<store::DailyLogs> logs, Options options)
    : logs_(std::move(logs)), options_(options), ring_(options.rows), thread_([this] { run(); }) {}

LogPipe::~LogPipe() {
    (void)close();
}

void LogPipe::write(const store::BboRow& row) {
    thin(row);
}
void LogPipe::write(const store::SnapshotRow& row) {
    thin(row);
}
void LogPipe::write(const store::TradeRow& row) {
    keep(row);
}
void LogPipe::write(LogLine line) {
    keep(std::move(line));
}

void LogPipe::thin(Row row) {
    if (ring_.waiting() >= ring_.capacity() / 2 || !ring_.push(std::move(row)))
        thinned_.store(thinned_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

void LogPipe::keep(Row row) {
    // Behind what already overflows, so that rows keep their order.
    if (!overflowing_.load(std::memory_order_acquire) && ring_.push(std::move(row))) return;
    const std::scoped_lock hold(mutex_);
    overflow_.push_back(std::move(row));
    overflowing_.store(true, std::memory_order_release);
}

void LogPipe::put(const Row& row) {
    std::visit(
        [&]<typename T>(const T& what) {
            if constexpr (std::is_same_v<T, LogLine>)
                logs_->write(what.time, what.severity, what.text);
            else
                logs_->write(what);
        },
        row);
}

bool LogPipe::take_waiting() {
    bool any = false;
    Row row;
    while (ring_.pop(row)) {
        put(row);
        any = true;
    }
    if (overflowing_.load(std::memory_order_acquire)) {
        std::vector<Row> rows;
        {
            const std::scoped_lock hold(mutex_);
            rows.swap(overflow_);
            overflowing_.store(false, std::memory_order_release);
        }
        for (const Row& kept : rows)
            put(kept);
        any = true;
    }
    return any;
}

void LogPipe::flush() {
    const auto flushed = logs_->flush();
    const std::scoped_lock hold(mutex_);
    trouble_ = flushed ? std::string{} : flushed.error().message;
}

void LogPipe::run() {
    using Clock = std::chrono::steady_clock;
    constexpr auto kPause = std::chrono::milliseconds(20);
    const auto every = std::chrono::nanoseconds(options_.flush_every.ns);
    auto flushed = Clock::now();
    for (;;) {
        take_waiting();
        if (Clock::now() - flushed >= every) {
            flush();
            flushed = Clock::now();
        }
        std::unique_lock hold(mutex_);
        if (wake_.wait_for(hold, kPause, [this] { return ending_; })) break;
    }
    take_waiting();
    flush();
}

std::string LogPipe::trouble() const {
    const std::scoped_lock hold(mutex_);
    return trouble_;
}

Result<void> LogPipe::close() {
    {
        const std::scoped_lock hold(mutex_);
        ending_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
    if (const std::string why = trouble(); !why.empty()) return fail(Errc::io, why);
    return {};
}

}  // namespace twinleg::runtime
