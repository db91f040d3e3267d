#pragma once
// Bytes that nobody may see: private keys and one-time nonces.

#include <sodium.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace twinleg::crypto {

// N secret bytes, wiped when they go out of scope or are moved from. It cannot be copied, compared,
// streamed or formatted, so a key cannot reach a log by accident; whoever computes with it asks for
// the bytes by name.
//
// Threads: none of its own; like an array.
template <std::size_t N>
class Secret {
public:
    Secret() = default;
    explicit Secret(std::span<const std::uint8_t, N> bytes) {
        for (std::size_t i = 0; i < N; ++i)
            bytes_[i] = bytes[i];
    }
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    Secret(Secret&& other) noexcept : bytes_(other.bytes_) { other.wipe(); }
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            bytes_ = other.bytes_;
            other.wipe();
        }
        return *this;
    }
    ~Secret() { wipe(); }

    // The bytes themselves. Do not copy them anywhere that is not wiped.
    std::span<const std::uint8_t, N> reveal() const { return bytes_; }
    std::span<std::uint8_t, N> writable() { return bytes_; }

    void wipe() { sodium_memzero(bytes_.data(), N); }

private:
    std::array<std::uint8_t, N> bytes_{};
};

}  // namespace twinleg::crypto
