#pragma once
// Raw frames of a venue as they come, to compressed files of an hour each.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/result.h"
#include "replay/input.h"
#include "replay/lines.h"

namespace twinleg::replay {

// A recording is text under zstd: a head that says what it is of, then a line a frame,
//
//   <recv_ns> {"twinleg":"recording","head":"key=value\n…"}
//   <recv_ns> <frame>
//
// receive times in nanoseconds since 1970 (UTC); a binary frame is `#` and hexadecimal digits. A
// file is named VENUE-SYMBOL-YYYYMMDDTHHMMSS.jsonl.zst after its first frame (UTC); the next begins
// with the next hour, or the next start: what an earlier process wrote is never touched.
//
// What was added reaches the file at the latest after the next flush(): a process that is killed
// leaves a file that is readable up to there.
//
// Threads: one.
class Recorder {
public:
    Recorder(std::filesystem::path directory, Facts facts);
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    // Errors: io, naming the file and what usually mends it. The frame is then not recorded.
    Result<void> add(Time received, std::span<const char> frame, bool binary);
    Result<void> flush();
    // Ends the file whole.
    Result<void> close();

    std::uint64_t frames() const { return frames_; }
    std::uint64_t bytes() const;  // written, compressed
    const std::filesystem::path& path() const { return path_; }

private:
    struct File;
    Result<void> open_new(Time received);

    const std::filesystem::path directory_;
    const Facts facts_;
    std::unique_ptr<File> file_;
    std::filesystem::path path_;
    std::int64_t hour_{-1};
    std::uint64_t frames_{0};
    std::uint64_t bytes_{0};
    std::string line_;
};

inline constexpr std::string_view kRecordingForm = "twinleg recording";

// What the head of a recording says; nothing if `first_line` is no such head.
// Errors: corrupt, if it is one and cannot be read.
std::optional<Result<Facts>> recording_head(std::string_view first_line);

// Reads a recording with the venue's own decoder, `facts.make_decoder`.
// Errors: unsupported, if there is none.
Result<std::unique_ptr<Reader>> read_recording(LineReader lines, const std::string& path,
                                               InstrumentId instrument, const Facts& facts);

}  // namespace twinleg::replay
