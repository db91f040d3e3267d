#pragma once
// Fields, groups and texts of an SBE message: little-endian, unaligned, never past the end.

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "core/money.h"
#include "core/time.h"

namespace twinleg::venues::paradex::sbe {

static_assert(std::endian::native == std::endian::little);

inline constexpr std::int64_t kNull = INT64_MIN;

template <typename T>
T load(const char* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

// mantissa × 10⁻⁸ in our units. False: it does not fit.
inline bool to_price(std::int64_t mantissa, Price& out) {
    std::int64_t raw = 0;
    if (__builtin_mul_overflow(mantissa, std::int64_t{100}, &raw)) return false;
    out = Price::from_raw(raw);
    return true;
}
inline Quantity to_quantity(std::int64_t mantissa) {
    return Quantity::from_raw(mantissa);
}
inline Notional to_notional(std::int64_t mantissa) {
    return Notional::from_raw(static_cast<Int128>(mantissa) * 10'000'000'000);
}

// The fixed block of a message, and what comes after it.
class Message {
public:
    Message(std::span<const char> frame, std::size_t block)
        : block_(frame.data() + 8),
          block_length_(block),
          at_(frame.data() + 8 + block),
          end_(frame.data() + frame.size()) {}

    bool has(std::size_t end) const { return end <= block_length_; }
    std::int64_t i64(std::size_t at) const { return load<std::int64_t>(block_ + at); }
    std::int16_t i16(std::size_t at) const { return load<std::int16_t>(block_ + at); }
    std::uint8_t u8(std::size_t at) const { return static_cast<std::uint8_t>(block_[at]); }
    // Microseconds since the epoch. Out of our range, or not told: unknown.
    Time time(std::size_t at) const {
        std::int64_t ns = 0;
        const std::int64_t us = i64(at);
        if (us <= 0 || __builtin_mul_overflow(us, std::int64_t{1000}, &ns)) return {};
        return Time{ns};
    }
    // A field that has no null is null: the frame means nothing.
    bool any_null(std::initializer_list<std::size_t> fields) const {
        bool null = false;
        for (const std::size_t at : fields)
            null = null || i64(at) == kNull;
        return null;
    }

    // A group: `count` entries, `step` bytes apart, from `first`. False: it passes the end, or its
    // entries are shorter than 16 bytes.
    struct Group {
        const char* first{nullptr};
        std::size_t step{0};
        std::size_t count{0};
    };
    bool group(Group& out) {
        if (left() < 4) return false;
        out.step = load<std::uint16_t>(at_);
        out.count = load<std::uint16_t>(at_ + 2);
        out.first = at_ + 4;
        if (out.count > 0 && out.step < 16) return false;
        if (left() - 4 < out.step * out.count) return false;
        at_ += 4 + out.step * out.count;
        return true;
    }

    // The next text. False: it passes the end, or is no UTF-8.
    bool text(std::string_view& out);
    bool ended() const { return at_ == end_; }

private:
    std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

    const char* block_;
    std::size_t block_length_;
    const char* at_;
    const char* end_;
};

// Of up to 255 bytes.
bool is_utf8(std::string_view text);

inline bool Message::text(std::string_view& out) {
    if (left() < 1) return false;
    const std::size_t size = static_cast<std::uint8_t>(*at_);
    if (left() - 1 < size) return false;
    out = {at_ + 1, size};
    at_ += 1 + size;
    return is_utf8(out);
}

inline bool is_utf8(std::string_view text) {
    // Almost all of it is ASCII: names and numbers.
    std::uint64_t high = 0;
    const char* at = text.data();
    std::size_t left = text.size();
    for (; left >= 8; at += 8, left -= 8)
        high |= load<std::uint64_t>(at);
    std::uint64_t rest = 0;
    std::memcpy(&rest, at, left);
    if (((high | rest) & 0x8080808080808080) == 0) [[likely]]
        return true;
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t k) { return static_cast<std::uint8_t>(text[k]); };
        const std::uint8_t lead = byte(i);
        std::size_t more = 0;
        std::uint32_t point = lead;
        std::uint32_t least = 0;
        if (lead >= 0xF0 && lead < 0xF5) {
            more = 3, point = lead & 0x07, least = 0x10000;
        } else if (lead >= 0xE0 && lead < 0xF0) {
            more = 2, point = lead & 0x0F, least = 0x800;
        } else if (lead >= 0xC2 && lead < 0xE0) {
            more = 1, point = lead & 0x1F, least = 0x80;
        } else if (lead >= 0x80) {
            return false;
        }
        if (text.size() - i <= more) return false;
        for (std::size_t k = 1; k <= more; ++k) {
            if ((byte(i + k) & 0xC0) != 0x80) return false;
            point = point << 6 | (byte(i + k) & 0x3F);
        }
        if (point < least || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return false;
        i += more + 1;
    }
    return true;
}

}  // namespace twinleg::venues::paradex::sbe
