#pragma once
// Words of the signing world that more than one primitive speaks.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace twinleg::crypto {

template <std::size_t N>
using Bytes = std::array<std::uint8_t, N>;

__extension__ using U128 = unsigned __int128;

// The bytes of a text, without a copy.
inline std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace twinleg::crypto
