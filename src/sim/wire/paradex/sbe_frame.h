#pragma once
// The bytes of one SBE message: header, block, groups, texts, little-endian and without padding.
// Source: page § 12.2.

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace twinleg::sim::wire::paradex {

// What a client asked for in the query of its upgrade.
struct SbeLayout {
    std::uint16_t version{2};
    bool extended{true};  // version 2 with what was added to it later, § 12.4

    bool late() const { return version >= 2 && extended; }
};

inline constexpr std::uint16_t kSbeSchema = 1;
inline constexpr std::int64_t kSbeNull = std::numeric_limits<std::int64_t>::min();

using OptionalMantissa = std::optional<std::int64_t>;

class SbeFrame {
public:
    SbeFrame(std::uint16_t template_id, SbeLayout layout);

    // --- The block.
    SbeFrame& u8(std::uint8_t value) { return number(value, 1); }
    SbeFrame& i16(std::int16_t value) { return number(static_cast<std::uint16_t>(value), 2); }
    SbeFrame& i64(std::int64_t value) { return number(static_cast<std::uint64_t>(value), 8); }
    SbeFrame& u64(std::uint64_t value) { return number(value, 8); }
    SbeFrame& i64(OptionalMantissa value) { return i64(value.value_or(kSbeNull)); }
    SbeFrame& address(std::span<const std::uint8_t, 32> big_endian);
    // No more of it; its length goes to the header.
    SbeFrame& end_block();

    // --- Behind it.
    SbeFrame& group(std::uint16_t entry_length, std::uint16_t count);
    // At most 255 bytes; what is more is cut.
    SbeFrame& text(std::string_view text);

    std::string take() { return std::move(bytes_); }

private:
    SbeFrame& number(std::uint64_t value, std::size_t size);

    std::string bytes_;
};

}  // namespace twinleg::sim::wire::paradex
