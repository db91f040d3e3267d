#include "crypto/hex.h"

#include <fmt/core.h>

namespace twinleg::crypto {
namespace {

void wipe(std::span<std::uint8_t> bytes) {
    if (!bytes.empty()) sodium_memzero(bytes.data(), bytes.size());
}

// '0'..'9' for 0..9, 'a'..'f' for 10..15, by arithmetic on all paths.
char digit_of(unsigned nibble) {
    const unsigned past_nine = (9U - nibble) >> 31;  // 1 for a..f
    return static_cast<char>('0' + nibble + past_nine * ('a' - '0' - 10));
}

struct Nibble {
    unsigned value;  // 0..15, or meaningless
    unsigned bad;    // 1 if the character is no digit
};

Nibble nibble_of(char character) {
    const auto c = static_cast<unsigned>(static_cast<unsigned char>(character));
    const unsigned number = c - '0';           // 0..9 for a decimal digit, else large
    const unsigned letter = (c | 0x20) - 'a';  // 0..5 for a letter, else large
    const unsigned is_number = ((number - 10) & ~number) >> 31;
    const unsigned is_letter = ((letter - 6) & ~letter) >> 31;
    return {.value = (number & (0U - is_number)) | ((letter + 10) & (0U - is_letter)),
            .bad = 1 ^ (is_number | is_letter)};
}

// Asks for the x first: it is no digit, so of a text without prefix nothing is learnt.
std::string_view without_prefix(std::string_view text) {
    const bool prefixed = text.size() >= 2 && (text[1] == 'x' || text[1] == 'X') && text[0] == '0';
    return prefixed ? text.substr(2) : text;
}

// `digits` right-aligned in `out`. False if any was none.
bool decode(std::string_view digits, std::span<std::uint8_t> out) {
    unsigned bad = 0;
    wipe(out);
    std::size_t place = out.size() * 2 - digits.size();  // counted in digits from the left
    for (const char character : digits) {
        const Nibble nibble = nibble_of(character);
        bad |= nibble.bad;
        const unsigned shift = place % 2 == 0 ? 4 : 0;
        out[place / 2] = static_cast<std::uint8_t>(out[place / 2] | (nibble.value & 15) << shift);
        ++place;
    }
    if (bad != 0) wipe(out);
    return bad == 0;
}

}  // namespace

void append_hex(std::string& out, std::span<const std::uint8_t> bytes) {
    const std::size_t start = out.size();
    out.resize(start + bytes.size() * 2);
    char* to = out.data() + start;
    for (const std::uint8_t byte : bytes) {
        *to++ = digit_of(byte >> 4);
        *to++ = digit_of(byte & 15);
    }
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
    std::string out;
    append_hex(out, bytes);
    return out;
}

Result<void> decode_hex(std::string_view field, std::string_view text,
                        std::span<std::uint8_t> out) {
    const std::string_view digits = without_prefix(text);
    if (digits.size() != out.size() * 2) {
        wipe(out);
        return fail(Errc::malformed, fmt::format("{}: {} hex digits, expected {}", field,
                                                 digits.size(), out.size() * 2));
    }
    if (!decode(digits, out))
        return fail(Errc::malformed,
                    fmt::format("{}: a character is not a hex digit (0-9, a-f)", field));
    return {};
}

Result<void> decode_hex_number(std::string_view field, std::string_view text,
                               std::span<std::uint8_t> out) {
    const std::string_view digits = without_prefix(text);
    if (digits.empty() || digits.size() > out.size() * 2) {
        wipe(out);
        return fail(Errc::malformed, fmt::format("{}: {} hex digits, expected 1 to {}", field,
                                                 digits.size(), out.size() * 2));
    }
    if (!decode(digits, out))
        return fail(Errc::malformed,
                    fmt::format("{}: a character is not a hex digit (0-9, a-f)", field));
    return {};
}

}  // namespace twinleg::crypto
