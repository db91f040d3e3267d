#pragma once
// The journal on disk: how a record is framed, and nothing else. docs/journal-format.md tells it to
// people.
//
//   journal := segment+                    a directory of numbered files, or one file
//   segment := head record* zero*
//   head    := magic:8 version:u32 number:u32 first:u64 zero:u32 crc:u32
//   record  := length:u32 crc:u32 tag:u64 payload:length zero*      padded to eight bytes
//   tag     := sequence << 8 | type
//
// Little-endian. Sequences are 1, 2, 3, … over the whole journal. A record's crc is the CRC-32C of
// its length, tag and payload; a head's of its first 28 bytes. No wall clock, process number or
// path is inside: the same events and commands are the same bytes.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "store/crc32c.h"

namespace twinleg::store {

inline constexpr char kMagic[8] = {'T', 'W', 'I', 'N', 'J', 'R', 'N', 'L'};
inline constexpr std::uint32_t kFormatVersion = 1;

inline constexpr std::size_t kSegmentHead = 32;
inline constexpr std::size_t kRecordHead = 16;
inline constexpr std::size_t kMaxPayload = std::size_t{1} << 26;

enum class RecordType : std::uint8_t { header = 1, event = 2, command = 3 };

// The bytes a record with such a payload takes in the file.
constexpr std::size_t framed_size(std::size_t payload) {
    return (kRecordHead + payload + 7) & ~std::size_t{7};
}

// Fills in everything around a payload that already stands at `at + kRecordHead`.
inline void frame(std::byte* at, RecordType type, std::uint64_t sequence, std::size_t payload) {
    const auto length = static_cast<std::uint32_t>(payload);
    const std::uint64_t tag = sequence << 8 | static_cast<std::uint8_t>(type);
    std::memset(at + kRecordHead + payload, 0, framed_size(payload) - kRecordHead - payload);
    std::memcpy(at + 8, &tag, 8);
    std::memcpy(at, &length, 4);
    std::uint32_t crc = crc32c({at, 4});
    crc = crc32c({at + 8, 8 + payload}, crc);
    std::memcpy(at + 4, &crc, 4);
}

// One record as it stands in the file. The payload lives until the reader's next call.
struct Record {
    RecordType type{RecordType::header};
    std::uint64_t sequence{0};
    std::span<const std::byte> payload;
    std::uint32_t segment{0};   // file it stands in
    std::uint64_t position{0};  // byte in that file
};

// The record at the front of `bytes`; nothing if they are not one, whole and unharmed.
std::optional<Record> parse_record(std::span<const std::byte> bytes);

// How many bytes the record at the front of `bytes` says it takes; nothing below a head, or when
// that is more than a record can have.
std::optional<std::size_t> claimed_size(std::span<const std::byte> bytes);

struct SegmentHead {
    std::uint32_t number{1};
    std::uint64_t first{1};  // sequence of its first record
};
void write_head(std::byte* at, const SegmentHead& head);
// Errors: malformed (no journal), unsupported (a version we do not know), corrupt (its checksum).
Result<SegmentHead> read_head(std::span<const std::byte> bytes);

// The payload of a header record: the first of a journal, and the first after every start.
struct Header {
    std::uint32_t codec{0};  // kCodecVersion of who wrote it
    std::uint32_t epoch{0};
    std::string config;  // engine::Config::to_text(); opaque here
    friend bool operator==(const Header&, const Header&) = default;
};
void encode(const Header& header, std::vector<std::byte>& out);
// Errors: malformed; unsupported, if the codec's version is newer than ours.
Result<Header> decode_header(std::span<const std::byte> bytes);

}  // namespace twinleg::store
