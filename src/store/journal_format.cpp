#include "store/journal_format.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/codec.h"

namespace twinleg::store {
namespace {

template <typename T>
T load(const std::byte* at) {
    T value{};
    std::memcpy(&value, at, sizeof value);
    return value;
}
template <typename T>
void store_at(std::byte* at, T value) {
    std::memcpy(at, &value, sizeof value);
}

bool all_zero(std::span<const std::byte> bytes) {
    return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0}; });
}

}  // namespace

std::optional<std::size_t> claimed_size(std::span<const std::byte> bytes) {
    if (bytes.size() < kRecordHead) return std::nullopt;
    const auto length = load<std::uint32_t>(bytes.data());
    if (length > kMaxPayload) return std::nullopt;
    return framed_size(length);
}

std::optional<Record> parse_record(std::span<const std::byte> bytes) {
    const auto size = claimed_size(bytes);
    if (!size || *size > bytes.size()) return std::nullopt;

    const auto length = load<std::uint32_t>(bytes.data());
    const auto tag = load<std::uint64_t>(bytes.data() + 8);
    const auto type = static_cast<std::uint8_t>(tag & 0xFF);
    if (type < 1 || type > 3) return std::nullopt;

    std::uint32_t crc = crc32c(bytes.first(4));
    crc = crc32c(bytes.subspan(8, 8 + length), crc);
    if (crc != load<std::uint32_t>(bytes.data() + 4)) return std::nullopt;
    if (!all_zero(bytes.subspan(kRecordHead + length, *size - kRecordHead - length)))
        return std::nullopt;
    return Record{.type = static_cast<RecordType>(type),
                  .sequence = tag >> 8,
                  .payload = bytes.subspan(kRecordHead, length)};
}

void write_head(std::byte* at, const SegmentHead& head) {
    std::memcpy(at, kMagic, sizeof kMagic);
    store_at(at + 8, kFormatVersion);
    store_at(at + 12, head.number);
    store_at(at + 16, head.first);
    store_at(at + 24, std::uint32_t{0});
    store_at(at + 28, crc32c({at, 28}));
}

Result<SegmentHead> read_head(std::span<const std::byte> bytes) {
    if (bytes.size() < kSegmentHead || std::memcmp(bytes.data(), kMagic, sizeof kMagic) != 0)
        return fail(Errc::malformed, "not a journal: it does not begin with TWINJRNL");
    if (const auto version = load<std::uint32_t>(bytes.data() + 8); version != kFormatVersion)
        return fail(Errc::unsupported,
                    fmt::format("journal of format {}, and this build reads format {}", version,
                                kFormatVersion));
    if (load<std::uint32_t>(bytes.data() + 24) != 0 ||
        load<std::uint32_t>(bytes.data() + 28) != crc32c(bytes.first(28)))
        return fail(Errc::corrupt, "the head of a journal segment does not match its checksum");
    return SegmentHead{.number = load<std::uint32_t>(bytes.data() + 12),
                       .first = load<std::uint64_t>(bytes.data() + 16)};
}

void encode(const Header& header, std::vector<std::byte>& out) {
    const std::size_t before = out.size();
    out.resize(before + 12 + header.config.size());
    std::byte* at = out.data() + before;
    store_at(at, header.codec);
    store_at(at + 4, header.epoch);
    store_at(at + 8, static_cast<std::uint32_t>(header.config.size()));
    std::memcpy(at + 12, header.config.data(), header.config.size());
}

Result<Header> decode_header(std::span<const std::byte> bytes) {
    if (bytes.size() < 12 || bytes.size() - 12 != load<std::uint32_t>(bytes.data() + 8))
        return fail(Errc::malformed, "journal header: its length does not fit its record");
    const Header header{
        .codec = load<std::uint32_t>(bytes.data()),
        .epoch = load<std::uint32_t>(bytes.data() + 4),
        .config{reinterpret_cast<const char*>(bytes.data()) + 12, bytes.size() - 12}};
    if (header.codec == 0 || header.codec > kCodecVersion)
        return fail(
            Errc::unsupported,
            fmt::format("journal written with codec {}, and this build reads up to codec {}",
                        header.codec, kCodecVersion));
    return header;
}

}  // namespace twinleg::store
