#pragma once
// Bytes as Lighter writes them: lower-case hex, and standard base64 with padding.
//
// Constant time in the digits: hex_decode, which keys pass through. Base64 carries public bytes.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace twinleg::crypto::lighter {

void append_hex(std::string& out, std::span<const std::uint8_t> bytes);
std::string hex(std::span<const std::uint8_t> bytes);

// Exactly out.size() bytes from twice as many digits of either case, after an optional 0x.
//
// Errors: malformed, naming `what` and the length or that a digit is none; never the digits.
Result<void> hex_decode(std::string_view digits, std::string_view what,
                        std::span<std::uint8_t> out);

void append_base64(std::string& out, std::span<const std::uint8_t> bytes);

// Errors: malformed, if the length is no multiple of 4, a character is none of the alphabet,
// padding stands elsewhere than at the end, or bits that no byte uses are set.
Result<std::vector<std::uint8_t>> base64_decode(std::string_view text, std::string_view what);

}  // namespace twinleg::crypto::lighter
