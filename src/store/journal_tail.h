#pragma once
// Reads a journal that is being written, up to where its writer says that it is.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "store/file.h"
#include "store/journal_format.h"

namespace twinleg::store {

// Unlike a JournalReader it takes no end for final, and does not judge what stands behind one.
//
// Threads: one. The writer may be on another, or gone.
class JournalTail {
public:
    // `directory` holds the segments. Errors: missing, malformed, unsupported, corrupt, io.
    static Result<JournalTail> open(std::filesystem::path directory);

    // The next record, if its sequence is at most `through`: what the writer has appended() so far.
    // Of a journal whose writer is gone any number may be asked for. Nothing: it is not there, yet
    // or any more. The payload lives until the next call.
    // Errors: io.
    Result<std::optional<Record>> next(std::uint64_t through);

    // Of the next record.
    std::uint64_t sequence() const { return sequence_; }

private:
    explicit JournalTail(std::filesystem::path directory) : directory_(std::move(directory)) {}

    // Begins with segment `number`; false if it is not there, or only prepared.
    Result<bool> enter(std::uint32_t number);
    // At least `size` bytes from position_ on, if the file has them; what there is.
    Result<std::span<const std::byte>> look(std::size_t size);
    Result<std::optional<Record>> parse();

    std::filesystem::path directory_;
    std::uint32_t number_{0};
    File file_;
    std::uint64_t position_{0};  // of the next record in the file
    std::uint64_t sequence_{1};
    std::vector<std::byte> buffer_;
    std::uint64_t buffer_at_{0};  // position of buffer_[0] in the file
};

// What is known of an encoded event without decoding it: its time, and whether it is a book, a
// quote, a public trade or a timer, as most of a journal is. Unknown, and false, of bytes that are
// no event.
Time event_time(std::span<const std::byte> event);
bool is_market_data(std::span<const std::byte> event);

}  // namespace twinleg::store
