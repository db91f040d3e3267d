#pragma once
// Lines of text from a recording, one at a time.

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "replay/bytes.h"

namespace twinleg::replay {

// A line may be at most kLongest bytes; memory stays below twice that, whatever the file.
class LineReader {
public:
    static constexpr std::size_t kLongest = 16 << 20;
    // So many bytes behind a line may be read without harm (simdjson does).
    static constexpr std::size_t kPadding = 64;

    explicit LineReader(std::unique_ptr<ByteSource> bytes);

    // The next line without its end; nothing at the end of the input or of what is readable. Lives
    // until the next call.
    std::optional<std::string_view> next();

    // Of the last line, from 1.
    std::uint64_t number() const { return number_; }
    // Why there is no more, if that was not the end.
    const std::optional<Error>& error() const { return error_; }
    const ByteSource& bytes() const { return *bytes_; }

private:
    bool fill();

    std::unique_ptr<ByteSource> bytes_;
    std::vector<char> buffer_;
    std::size_t at_{0};
    std::size_t end_{0};
    std::uint64_t number_{0};
    bool finished_{false};
    std::optional<Error> error_;
};

}  // namespace twinleg::replay
