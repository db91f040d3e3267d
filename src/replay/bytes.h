#pragma once
// A recording's bytes, whatever it is packed in: plain, gzip or zstd, told apart by content.

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "core/result.h"

namespace twinleg::replay {

// Unpacks as it is read; its memory does not grow with the file.
class ByteSource {
public:
    virtual ~ByteSource() = default;

    // Fills a part of `out` and answers how much; zero at the end.
    //
    // Errors: io, corrupt (damaged, or cut off). What was answered before an error is good, and
    // every later call answers the same error.
    virtual Result<std::size_t> read(std::span<char> out) = 0;

    // Bytes of the file taken so far, and its size; for progress.
    virtual std::uint64_t position() const = 0;
    virtual std::uint64_t size() const = 0;
};

// Errors: io, naming the file.
Result<std::unique_ptr<ByteSource>> open_bytes(const std::string& path);

}  // namespace twinleg::replay
