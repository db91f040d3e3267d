#include "sim/wire/paradex/sbe_frame.h"

namespace twinleg::sim::wire::paradex {
namespace {

constexpr std::size_t kHeader = 8;

}  // namespace

SbeFrame::SbeFrame(std::uint16_t template_id, SbeLayout layout) {
    bytes_.reserve(512);
    number(0, 2).number(template_id, 2).number(kSbeSchema, 2).number(layout.version, 2);
}

SbeFrame& SbeFrame::number(std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
        bytes_ += static_cast<char>(value >> (8 * i) & 0xFF);
    return *this;
}

SbeFrame& SbeFrame::address(std::span<const std::uint8_t, 32> big_endian) {
    for (const std::uint8_t byte : big_endian)
        bytes_ += static_cast<char>(byte);
    return *this;
}

SbeFrame& SbeFrame::end_block() {
    const std::size_t length = bytes_.size() - kHeader;
    bytes_[0] = static_cast<char>(length & 0xFF);
    bytes_[1] = static_cast<char>(length >> 8);
    return *this;
}

SbeFrame& SbeFrame::group(std::uint16_t entry_length, std::uint16_t count) {
    return number(entry_length, 2).number(count, 2);
}

SbeFrame& SbeFrame::text(std::string_view text) {
    text = text.substr(0, 255);
    number(text.size(), 1);
    bytes_ += text;
    return *this;
}

}  // namespace twinleg::sim::wire::paradex
