#pragma once
// Our own form of a recording: small, checked, seekable, and read as fast as a book can follow.
//
//   file    := magic head block* index
//   magic   := "TLREC001"
//   head    := u32 size, u32 crc32, Facts as text
//   block   := u32 "BLCK", u32 packed size, u32 raw size, u32 crc32 of this (with 0 here)
//              and of the packed bytes,
//              i64 first_ns, i64 last_ns, u32 events, u32 zero, zstd frame of raw
//   raw     := u8 price places, u8 quantity places, u8 0, u8 0, i64 receive unit, i64 venue unit,
//              frame*
//   frame   := u8 tag, varints (see compact_code.h)
//   index   := u32 "INDX", u32 size, u32 crc32 of the next two, u32 blocks,
//              (u64 offset, i64 first_ns, i64 last_ns)*, counts as text, u64 offset of the index,
//              "TLEND001"
//
// All little-endian. Times, prices and sequences are differences to the frame before; each block
// begins anew, so that any block can be read alone. Prices and quantities are whole numbers of the
// finest decimal digit in their block.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "replay/input.h"

namespace twinleg::replay {

inline constexpr std::string_view kCompactMagic = "TLREC001";

// Whether the file begins with the magic; false too where it cannot be opened.
bool is_compact(const std::string& path);
// Errors: io, corrupt.
Result<Facts> probe_compact(const std::string& path);
Result<std::unique_ptr<Reader>> read_compact(const std::string& path, InstrumentId instrument);
// From the last block that begins at or before `from`. The books need a snapshot from there on.
Result<std::unique_ptr<Reader>> read_compact(const std::string& path, InstrumentId instrument,
                                             Time from);

// Writes beside the path, and puts the file in its place with finish(): what stood there stays
// whole until then.
//
// Errors of all of them: io, naming the file and why (no space, no permission).
class CompactWriter {
public:
    static Result<std::unique_ptr<CompactWriter>> create(const std::string& path,
                                                         const Facts& facts);
    virtual ~CompactWriter() = default;

    // Market data, funding and latencies; other events are unsupported.
    virtual Result<void> add(const Event& event) = 0;
    // `stats`: of all that was read.
    virtual Result<void> finish(const InputStats& stats) = 0;
    virtual std::uint64_t bytes() const = 0;
};

}  // namespace twinleg::replay
