#pragma once
// Appends to a journal: into memory that is mapped from preallocated files, so that what was
// appended is in the file at once and survives the death of the process, without a system call.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/command.h"
#include "core/event.h"
#include "core/result.h"
#include "store/file.h"
#include "store/journal_format.h"
#include "store/journal_reader.h"
#include "store/lock.h"

namespace twinleg::store {

struct JournalOptions {
    // Space taken at a time, and the size of a file in a directory. Rounded up to whole pages.
    std::size_t segment_bytes{std::size_t{64} << 20};
    Allocate allocate{allocate_space};
    Sync sync{sync_data};
};

// Threads: append() and close() belong to one thread; sync(), prepare() and healthy() may be called
// by others at the same time. append() takes a lock only where a segment ends.
//
// Invariants: a record is either whole in the file or not read; sequences have no gap; space is
// taken from the disk before it is written to, so that a full disk is an error and never a signal.
class JournalWriter {
public:
    // A journal in one file, replacing what was there.
    // Errors: io; conflict, if another process is writing this file.
    static Result<std::unique_ptr<JournalWriter>> create(const std::filesystem::path& file,
                                                         JournalOptions options = {});

    // Goes on in `lock.directory()`/journal where `end` says (default: an empty journal). What
    // stands behind a torn or damaged end is cut; where it was damaged, the files concerned are
    // copied to `*.damaged` first.
    // Errors: io.
    static Result<std::unique_ptr<JournalWriter>> resume(DirectoryLock lock, const JournalEnd& end,
                                                         JournalOptions options = {});
    ~JournalWriter();
    JournalWriter(const JournalWriter&) = delete;
    JournalWriter& operator=(const JournalWriter&) = delete;

    // They return after the bytes are in the file's pages.
    // Errors: io (no space for a further segment, closed). The record is then not in the journal,
    // what was there before is, and a later append may succeed.
    Result<void> append(const Header& header);
    Result<void> append(const Event& event);
    Result<void> append(const Command& command);

    // Returns after everything appended before the call is on the disk.
    // Errors: io; healthy() is false from then on, for good.
    Result<void> sync();

    // Makes the next segment ready once the current one is half full, so that append() never waits
    // for the file system, and a full disk is known while there is room to say so.
    // Errors: io; healthy() is false until a later call succeeds.
    Result<void> prepare();

    // False: the disk is full or failing. There is room for the rest of the segment only, which is
    // for closing positions, not for opening them.
    bool healthy() const {
        return space_.load(std::memory_order_relaxed) && disk_.load(std::memory_order_relaxed);
    }

    // Cuts the unused space, syncs and closes; the destructor does it too, without a word.
    Result<void> close();

    // Of the next record; for the appending thread.
    std::uint64_t sequence() const { return sequence_; }
    // Records in the journal; for any thread.
    std::uint64_t appended() const { return appended_.load(std::memory_order_acquire); }
    const std::filesystem::path& path() const { return path_; }

private:
    // A mapped piece of a file.
    struct Window {
        std::shared_ptr<File> file;
        std::byte* base{nullptr};
        std::size_t size{0};
        std::uint64_t at{0};  // position of base[0] in the file
        std::uint32_t number{1};
        Window() = default;
        Window(const Window&) = delete;
        Window& operator=(const Window&) = delete;
        ~Window();
    };

    JournalWriter(std::filesystem::path path, bool single, JournalOptions options);

    std::filesystem::path file_of(std::uint32_t number) const;
    Result<void> begin(std::uint32_t number, std::uint64_t position);
    Result<std::unique_ptr<Window>> map(std::shared_ptr<File> file, std::uint32_t number,
                                        std::uint64_t at, std::size_t size);
    // What comes after `window`, with room for a record of `size` framed bytes from `used` on.
    Result<std::unique_ptr<Window>> make_next(const Window& window, std::uint64_t used,
                                              std::size_t size);
    Result<void> roll(std::size_t size);
    // Room for a record with such a payload; null if there is none (error_ says why).
    std::byte* reserve(std::size_t payload);
    void commit(std::byte* at, RecordType type, std::size_t payload);
    template <typename T>
    Result<void> append_encoded(const T& value, RecordType type);

    std::filesystem::path path_;  // the file, or the directory of the segments
    bool single_;
    JournalOptions options_;
    std::optional<DirectoryLock> lock_;

    // The appending thread's.
    std::unique_ptr<Window> window_;
    std::size_t used_{0};  // of the window
    std::uint64_t sequence_{1};
    Error error_{Errc::io, ""};

    // Shared: what prepare() reads and leaves, and what sync() still has to do.
    std::mutex mutex_;
    std::unique_ptr<Window> next_;
    std::vector<std::shared_ptr<File>> unsynced_;  // full segments, and the current one last
    std::atomic<std::size_t> shared_used_{0};
    std::atomic<std::uint64_t> appended_{0};
    std::atomic<bool> space_{true};  // the last attempt to take space succeeded
    std::atomic<bool> disk_{true};  // no sync has failed: after one, what is on the disk is unknown
};

}  // namespace twinleg::store
