#include "runtime/journal.h"

#include <chrono>
#include <utility>

namespace twinleg::runtime {

JournalRecorder::JournalRecorder(std::unique_ptr<store::JournalWriter> writer, Duration sync_every)
    : writer_(std::move(writer)) {
    if (sync_every.ns > 0) thread_ = std::thread([this, sync_every] { keep_synced(sync_every); });
}

JournalRecorder::~JournalRecorder() {
    (void)close();
}

void JournalRecorder::keep_synced(Duration every) {
    std::uint64_t synced = 0;
    std::unique_lock hold(mutex_);
    while (!ending_) {
        hold.unlock();
        Result<void> outcome = writer_->prepare();
        // Of what is appended now, all will be on the disk.
        if (const std::uint64_t appended = writer_->appended(); appended != synced) {
            auto written = writer_->sync();
            if (written)
                synced = appended;
            else
                outcome = std::move(written);
        }
        hold.lock();
        trouble_ = outcome ? std::string{} : outcome.error().message;
        wake_.wait_for(hold, std::chrono::nanoseconds(every.ns), [this] { return ending_; });
    }
}

std::string JournalRecorder::trouble() const {
    const std::scoped_lock hold(mutex_);
    return trouble_;
}

Result<void> JournalRecorder::close() {
    {
        const std::scoped_lock hold(mutex_);
        ending_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
    return writer_->close();
}

}  // namespace twinleg::runtime
