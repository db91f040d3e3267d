#pragma once
// Hexadecimal text for tests: vectors in, readable differences out.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace twinleg::test {

inline std::vector<std::uint8_t> bytes_of(std::string_view hex) {
    if (hex.starts_with("0x")) hex.remove_prefix(2);
    const std::string even = (hex.size() % 2 != 0 ? "0" : "") + std::string{hex};
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < even.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(std::stoul(even.substr(i, 2), nullptr, 16)));
    return bytes;
}

inline std::string hex_of(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const std::uint8_t byte : bytes) {
        hex.push_back(digits[byte >> 4]);
        hex.push_back(digits[byte & 15]);
    }
    return hex;
}

}  // namespace twinleg::test
