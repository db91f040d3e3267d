#include "crypto/keccak.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace twinleg::crypto {
namespace {

constexpr std::array<std::uint64_t, 24> kRoundConstants = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
    0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
    0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
    0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

// Where lane i goes in the step pi, and how far rho turns it on the way: lane 1 moves to
// kLane[0] turned by kTurn[0], what was there to kLane[1], and so on.
constexpr std::array<std::size_t, 24> kLane = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                               15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};
constexpr std::array<int, 24> kTurn = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                       27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};

template <std::size_t... I>
[[gnu::always_inline]] inline void turn_and_move(std::array<std::uint64_t, 25>& a,
                                                 std::index_sequence<I...>) {
    std::uint64_t moving = a[1];
    (([&] {
         const std::uint64_t next = a[kLane[I]];
         a[kLane[I]] = std::rotl(moving, kTurn[I]);
         moving = next;
     }()),
     ...);
}

void permute(std::array<std::uint64_t, 25>& state) {
    std::array<std::uint64_t, 25> a = state;
    for (const std::uint64_t round_constant : kRoundConstants) {
        std::array<std::uint64_t, 5> column;
#pragma GCC unroll 5
        for (std::size_t x = 0; x < 5; ++x)
            column[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
#pragma GCC unroll 5
        for (std::size_t x = 0; x < 5; ++x) {
            const std::uint64_t mix = column[(x + 4) % 5] ^ std::rotl(column[(x + 1) % 5], 1);
#pragma GCC unroll 5
            for (std::size_t y = 0; y < 25; y += 5)
                a[x + y] ^= mix;
        }
        turn_and_move(a, std::make_index_sequence<24>{});
#pragma GCC unroll 5
        for (std::size_t y = 0; y < 25; y += 5) {
            const std::array<std::uint64_t, 5> row = {a[y], a[y + 1], a[y + 2], a[y + 3], a[y + 4]};
#pragma GCC unroll 5
            for (std::size_t x = 0; x < 5; ++x)
                a[x + y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
        }
        a[0] ^= round_constant;
    }
    state = a;
}

std::span<const std::uint8_t> as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

void Keccak256::absorb(const std::uint8_t* block) {
    for (std::size_t i = 0; i < kRate / 8; ++i) {
        std::uint64_t lane;
        std::memcpy(&lane, block + 8 * i, 8);  // little-endian, as is x86-64
        state_[i] ^= lane;
    }
    permute(state_);
}

Keccak256& Keccak256::update(std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
        if (pending_size_ == 0 && bytes.size() >= kRate) {
            absorb(bytes.data());
            bytes = bytes.subspan(kRate);
            continue;
        }
        const std::size_t taken = std::min(kRate - pending_size_, bytes.size());
        std::memcpy(pending_.data() + pending_size_, bytes.data(), taken);
        pending_size_ += taken;
        bytes = bytes.subspan(taken);
        if (pending_size_ == kRate) {
            absorb(pending_.data());
            pending_size_ = 0;
        }
    }
    return *this;
}

Keccak256& Keccak256::update(std::string_view text) {
    return update(as_bytes(text));
}

Hash256 Keccak256::finish() {
    std::memset(pending_.data() + pending_size_, 0, kRate - pending_size_);
    pending_[pending_size_] ^= 0x01;
    pending_[kRate - 1] ^= 0x80;
    absorb(pending_.data());
    Hash256 hash;
    std::memcpy(hash.data(), state_.data(), hash.size());
    *this = Keccak256{};
    return hash;
}

Hash256 keccak256(std::span<const std::uint8_t> bytes) {
    return Keccak256{}.update(bytes).finish();
}

Hash256 keccak256(std::string_view text) {
    return keccak256(as_bytes(text));
}

}  // namespace twinleg::crypto
