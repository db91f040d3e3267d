#pragma once
// Base64 with the standard alphabet and `=` padding (RFC 4648, §4), in and out.
//
// Reading is strict: no white space, no missing padding, no bits left over in the last digit, so
// that one value has one text. Constant time in the digits (libsodium); only lengths are visible.
// Errors name the field and never the text.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/bytes.h"

namespace twinleg::crypto {

void append_base64(std::string& out, std::span<const std::uint8_t> bytes);
std::string to_base64(std::span<const std::uint8_t> bytes);

// Reads at most out.size() bytes and says how many.
// Errors: malformed, if the text is not strict base64 or holds more; `out` is then wiped.
Result<std::size_t> decode_base64(std::string_view field, std::string_view text,
                                  std::span<std::uint8_t> out);

// Exactly N bytes.
template <std::size_t N>
Result<Bytes<N>> parse_base64(std::string_view field, std::string_view text) {
    Bytes<N> out{};
    const auto size = decode_base64(field, text, out);
    if (!size) return std::unexpected{size.error()};
    if (*size != N)
        return fail(Errc::malformed, std::string{field} + ": " + std::to_string(*size) +
                                         " bytes, expected " + std::to_string(N));
    return out;
}

}  // namespace twinleg::crypto
