#pragma once
// The journal of a running process: what the loop writes, and the thread that takes it to the disk.

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "runtime/loop.h"
#include "store/journal_writer.h"

namespace twinleg::runtime {

// Threads: append() and close() belong to the loop's thread; everything else may be called by any.
// With `sync_every` a thread of its own syncs what was appended and keeps the next segment ready.
class JournalRecorder final : public Recorder {
public:
    // `sync_every` zero: no thread; the journal then survives the process, and the machine only as
    // far as sync() was called. What replays and simulations want.
    explicit JournalRecorder(std::unique_ptr<store::JournalWriter> writer,
                             Duration sync_every = {});
    ~JournalRecorder() override;

    Result<void> append(const Event& event) override { return writer_->append(event); }
    Result<void> append(const Command& command) override { return writer_->append(command); }
    Result<void> sync() override { return writer_->sync(); }
    bool healthy() const override { return writer_->healthy(); }

    Result<void> append(const store::Header& header) { return writer_->append(header); }

    // Why it is not healthy; empty while it is.
    std::string trouble() const;

    // Ends the thread, cuts the unused space and closes. Errors: io.
    Result<void> close();

    const store::JournalWriter& writer() const { return *writer_; }

private:
    void keep_synced(Duration every);

    std::unique_ptr<store::JournalWriter> writer_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool ending_{false};
    std::string trouble_;
    std::thread thread_;
};

}  // namespace twinleg::runtime
