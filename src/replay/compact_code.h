#pragma once
// How numbers and frames stand in a block of the compact form.
//
// A frame is a tag byte, the receive time since the last frame (varint, in receive units; zigzag)
// and, with kHasVenueTime, the venue time (zigzag varint, in venue units) since the last one told.
// Then by kind:
//   delta     first − last chain, last − first, previous − chain (zigzag), counts, levels
//   snapshot  sequence − chain (zigzag), counts, levels
//   quote     sequence − last quote's (zigzag), levels bid and ask
//   trade     id − last trade's (zigzag), one level; the taker's side is in the tag
//   funding   rate (zigzag raw), interval (zigzag ns), next (zigzag ns)
//   latency   venue, stage, delay (zigzag ns)
// Levels: a control byte each (low half: bytes of the price step, high half: bytes of the
// quantity), then those bytes. A price is a zigzag step from the one before on its side; of a
// quote's ask from its bid; a trade's from the last trade's.

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace twinleg::replay::code {

enum Kind : std::uint8_t { kDelta, kSnapshot, kQuote, kTrade, kFunding, kLatency };
inline constexpr std::uint8_t kKindMask = 7;
inline constexpr std::uint8_t kMore = 8;
inline constexpr std::uint8_t kHasVenueTime = 16;
inline constexpr std::uint8_t kTakerSells = 32;

inline constexpr std::uint32_t kBlockMagic = 0x4B434C42;  // "BLCK"
inline constexpr std::uint32_t kIndexMagic = 0x58444E49;  // "INDX"
inline constexpr char kEndMagic[9] = "TLEND001";

inline constexpr std::size_t kRawHead = 20;
// So many bytes behind a block may be read without harm.
inline constexpr std::size_t kSlack = 256;

struct BlockHead {
    std::uint32_t magic{kBlockMagic};
    std::uint32_t packed{0};
    std::uint32_t raw{0};
    std::uint32_t crc{0};
    std::int64_t first_ns{0};
    std::int64_t last_ns{0};
    std::uint32_t events{0};
    std::uint32_t zero{0};
};
static_assert(sizeof(BlockHead) == 40);
static_assert(std::endian::native == std::endian::little);

constexpr std::uint64_t zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t value) {
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}
// Differences that may leave 64 bits wrap, and wrap back when they are added.
constexpr std::int64_t minus(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
constexpr std::int64_t plus(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

constexpr unsigned bytes_of(std::uint64_t value) {
    return (static_cast<unsigned>(std::bit_width(value)) + 7) / 8;
}

// At most kSlack bytes are read behind `at`, whatever stands there.
inline std::uint64_t take_varint(const unsigned char*& at) {
    std::uint64_t out = *at++;
    if (out < 0x80) [[likely]]
        return out;
    out &= 0x7F;
    for (unsigned shift = 7; shift < 64; shift += 7) {
        const std::uint64_t byte = *at++;
        out |= (byte & 0x7F) << shift;
        if (byte < 0x80) break;
    }
    return out;
}

inline constexpr std::array<std::uint64_t, 16> kMasks = [] {
    std::array<std::uint64_t, 16> out{};
    for (unsigned i = 0; i < 8; ++i)
        out[i] = (std::uint64_t{1} << (8 * i)) - 1;
    for (unsigned i = 8; i < 16; ++i)
        out[i] = ~std::uint64_t{0};
    return out;
}();

inline std::uint64_t take_bytes(const unsigned char*& at, unsigned count) {
    std::uint64_t out = 0;
    std::memcpy(&out, at, sizeof out);
    at += count;
    return out & kMasks[count];
}

}  // namespace twinleg::replay::code
