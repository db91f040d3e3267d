#pragma once
// Keccak-256 as Ethereum and Starknet use it: the original padding (0x01), not that of SHA3-256.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace twinleg::crypto {

using Hash256 = std::array<std::uint8_t, 32>;

// The hash of bytes that come in pieces.
//
// Threads: none of its own; like a string being appended to.
// Not for secrets: the state is not wiped.
// Source: Bertoni, Daemen, Peeters, Van Assche, "The Keccak reference", version 3.0; rate 1088.
class Keccak256 {
public:
    Keccak256& update(std::span<const std::uint8_t> bytes);
    Keccak256& update(std::string_view text);

    // The hash of everything so far. Leaves the object as new.
    Hash256 finish();

private:
    static constexpr std::size_t kRate = 136;

    void absorb(const std::uint8_t* block);

    std::array<std::uint64_t, 25> state_{};
    std::array<std::uint8_t, kRate> pending_{};
    std::size_t pending_size_{0};  // always below kRate
};

Hash256 keccak256(std::span<const std::uint8_t> bytes);
Hash256 keccak256(std::string_view text);

}  // namespace twinleg::crypto
