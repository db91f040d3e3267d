#include "crypto/lighter/text.h"

#include <array>

namespace twinleg::crypto::lighter {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> make_values() {
    std::array<std::int8_t, 256> values{};
    for (auto& value : values)
        value = -1;
    for (std::size_t i = 0; i < kAlphabet.size(); ++i)
        values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
    return values;
}

constexpr std::array<std::int8_t, 256> kValues = make_values();

// All ones if x < bound, for bounds below 2^31.
constexpr std::uint32_t below(std::uint32_t x, std::uint32_t bound) {
    return 0U - (((x - bound) & ~x) >> 31);
}

// 0..15, or a number above that; by arithmetic alone.
constexpr std::uint32_t digit_value(char digit) {
    const auto c = static_cast<std::uint32_t>(static_cast<unsigned char>(digit));
    const std::uint32_t decimal = c - '0';
    const std::uint32_t letter = (c | 0x20U) - 'a';
    const std::uint32_t is_decimal = below(decimal, 10);
    const std::uint32_t is_letter = below(letter, 6);
    return (decimal & is_decimal) | ((letter + 10U) & is_letter) |
           (0x100U & ~is_decimal & ~is_letter);
}

}  // namespace

void append_hex(std::string& out, std::span<const std::uint8_t> bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (const std::uint8_t byte : bytes) {
        out.push_back(kDigits[byte >> 4]);
        out.push_back(kDigits[byte & 15]);
    }
}

std::string hex(std::span<const std::uint8_t> bytes) {
    std::string out;
    out.reserve(2 * bytes.size());
    append_hex(out, bytes);
    return out;
}

Result<void> hex_decode(std::string_view digits, std::string_view what,
                        std::span<std::uint8_t> out) {
    if (digits.starts_with("0x") || digits.starts_with("0X")) digits.remove_prefix(2);
    if (digits.size() != 2 * out.size()) {
        return fail(Errc::malformed, std::string{what} + ": " + std::to_string(digits.size()) +
                                         " hex digits, give " + std::to_string(2 * out.size()));
    }
    std::uint32_t all = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::uint32_t high = digit_value(digits[2 * i]);
        const std::uint32_t low = digit_value(digits[2 * i + 1]);
        all |= high | low;
        out[i] = static_cast<std::uint8_t>((high << 4) | low);
    }
    if (all > 15) {
        return fail(Errc::malformed,
                    std::string{what} + ": a character is no hex digit, give 0-9 and a-f");
    }
    return {};
}

void append_base64(std::string& out, std::span<const std::uint8_t> bytes) {
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) {
        const std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16 |
                                    static_cast<std::uint32_t>(bytes[i + 1]) << 8 | bytes[i + 2];
        out.push_back(kAlphabet[group >> 18]);
        out.push_back(kAlphabet[(group >> 12) & 63]);
        out.push_back(kAlphabet[(group >> 6) & 63]);
        out.push_back(kAlphabet[group & 63]);
    }
    if (i == bytes.size()) return;
    const bool two = i + 2 == bytes.size();
    const std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16 |
                                (two ? static_cast<std::uint32_t>(bytes[i + 1]) << 8 : 0U);
    out.push_back(kAlphabet[group >> 18]);
    out.push_back(kAlphabet[(group >> 12) & 63]);
    out.push_back(two ? kAlphabet[(group >> 6) & 63] : '=');
    out.push_back('=');
}

Result<std::vector<std::uint8_t>> base64_decode(std::string_view text, std::string_view what) {
    const auto malformed = [what](std::string_view why) {
        return fail(Errc::malformed, std::string{what} + ": " + std::string{why});
    };
    if (text.size() % 4 != 0) return malformed("base64 whose length is no multiple of 4");
    std::size_t padding = 0;
    while (padding < 2 && text.size() > padding && text[text.size() - 1 - padding] == '=')
        ++padding;
    const std::string_view digits = text.substr(0, text.size() - padding);

    std::vector<std::uint8_t> bytes;
    bytes.reserve(text.size() / 4 * 3);
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (const char digit : digits) {
        const std::int8_t value = kValues[static_cast<unsigned char>(digit)];
        if (value < 0) return malformed("a character is not of base64");
        group = (group << 6) | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes.push_back(static_cast<std::uint8_t>(group >> bits));
        }
    }
    if ((group & ((1U << bits) - 1U)) != 0) return malformed("base64 with stray bits at its end");
    return bytes;
}

}  // namespace twinleg::crypto::lighter
