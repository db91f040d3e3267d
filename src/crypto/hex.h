#pragma once
// Hexadecimal text in and out. Digits are written in lower case and read in either; a leading `0x`
// is allowed when reading and never written.
//
// Errors name the field and what is wrong with it, never the text itself: it may be a key.
// Constant time: decoding and encoding have no branch and no table index that depends on a digit's
// value; only the length is visible, and whether the whole text was accepted.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/bytes.h"
#include "crypto/secret.h"

namespace twinleg::crypto {

void append_hex(std::string& out, std::span<const std::uint8_t> bytes);
std::string to_hex(std::span<const std::uint8_t> bytes);

// Bytes as they stand: exactly two digits for each byte of `out`.
// Errors: malformed, if the length is another or a character is not a digit; `out` is then wiped.
Result<void> decode_hex(std::string_view field, std::string_view text, std::span<std::uint8_t> out);

// A big-endian number of 1 to 2·N digits, padded with zeros on the left. For keys that SDKs print
// without leading zeros.
// Errors: malformed, as above; `out` is then wiped.
Result<void> decode_hex_number(std::string_view field, std::string_view text,
                               std::span<std::uint8_t> out);

template <std::size_t N>
Result<Bytes<N>> parse_hex(std::string_view field, std::string_view text) {
    Bytes<N> out{};
    if (auto done = decode_hex(field, text, out); !done) return std::unexpected{done.error()};
    return out;
}

template <std::size_t N>
Result<Secret<N>> parse_secret_hex(std::string_view field, std::string_view text) {
    Secret<N> out;
    if (auto done = decode_hex(field, text, out.writable()); !done)
        return std::unexpected{done.error()};
    return out;
}

template <std::size_t N>
Result<Secret<N>> parse_secret_hex_number(std::string_view field, std::string_view text) {
    Secret<N> out;
    if (auto done = decode_hex_number(field, text, out.writable()); !done)
        return std::unexpected{done.error()};
    return out;
}

}  // namespace twinleg::crypto
