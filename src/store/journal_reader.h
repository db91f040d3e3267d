#pragma once
// Reads a journal from its first record to the last whole one, and says what comes after that.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "store/file.h"
#include "store/journal_format.h"

namespace twinleg::store {

// `journal-00000001.twj`
std::filesystem::path segment_name(std::uint32_t number);

// Where a journal stops, and why.
struct JournalEnd {
    enum class Kind : std::uint8_t {
        clean,    // after the last record there is nothing
        torn,     // a record was being written when the process or the machine died
        damaged,  // whole records stand behind a broken one: a power cut, or a bad disk
    };
    Kind kind{Kind::clean};
    std::uint32_t segment{1};     // where the next record belongs
    std::uint64_t position{0};    // in that file; 0: not even its head is written
    std::uint64_t sequence{1};    // of the next record
    std::uint64_t lost_bytes{0};  // behind `position`, not zero
    std::uint32_t lost_epoch{0};  // highest epoch named by a header behind the damage
    std::string what;             // for people; empty where clean
};

// Threads: one. The journal may be written at the same time; then it ends where it stood.
class JournalReader {
public:
    // `path` is a journal file, or a directory that holds segments (or holds `journal/` with them).
    // Errors: missing (no journal there), malformed, unsupported, corrupt, io.
    static Result<JournalReader> open(const std::filesystem::path& path);

    // The next record; nothing at the end, and from then on. Never an altered record: what does not
    // match its checksum or its place in the sequence ends the journal.
    // Errors: io.
    Result<std::optional<Record>> next();

    // Means something once next() has given nothing.
    const JournalEnd& end() const { return end_; }

    const std::vector<std::filesystem::path>& segments() const { return segments_; }

private:
    explicit JournalReader(std::vector<std::filesystem::path> segments)
        : segments_(std::move(segments)) {}

    // Begins with the segment at `index`; false if it has no head (end_ says so then).
    Result<bool> enter(std::size_t index);
    // At least `size` bytes from position_ on, if the file has them; what there is.
    Result<std::span<const std::byte>> look(std::size_t size);
    Result<void> judge_tail(std::string what);

    std::vector<std::filesystem::path> segments_;  // in order
    std::size_t index_{0};
    File file_;
    std::uint64_t position_{0};  // of the next record in the file
    std::uint64_t sequence_{1};
    std::vector<std::byte> buffer_;
    std::uint64_t buffer_at_{0};  // position of buffer_[0] in the file
    bool done_{false};
    JournalEnd end_;
};

}  // namespace twinleg::store
