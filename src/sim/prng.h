#pragma once
// The one source of chance in a simulation: the same number gives the same draws on every machine,
// compiler and build type. (The distributions of <random> differ between libraries.)

#include <array>
#include <cstdint>

#include "core/fixed.h"
#include "core/time.h"

namespace twinleg::sim {

// xoshiro256++ of Blackman and Vigna, seeded by splitmix64.
class Prng {
public:
    explicit Prng(std::uint64_t seed) {
        for (auto& word : state_)
            word = splitmix(seed);
    }

    // A generator of its own for one purpose: what one part draws does not move another's draws.
    static Prng stream(std::uint64_t number, std::uint64_t purpose) {
        std::uint64_t seed = number * 0x9E3779B97F4A7C15u + purpose * 0xD1B54A32D192ED03u + 1;
        return Prng{splitmix(seed)};
    }

    std::uint64_t next() {
        const std::uint64_t out = rotate(state_[0] + state_[3], 23) + state_[0];
        const std::uint64_t t = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= t;
        state_[3] = rotate(state_[3], 45);
        return out;
    }

    // In [0, bound); bound > 0. The bias of the product is below 2^-40 for bounds of this program.
    std::int64_t below(std::int64_t bound) {
        const auto wide = static_cast<UInt128>(next()) * static_cast<std::uint64_t>(bound);
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(wide >> 64));
    }
    // In [least, most].
    std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + below(most - least + 1);
    }
    Duration between(Duration least, Duration most) { return {between(least.ns, most.ns)}; }
    // True `per_mille` times in a thousand.
    bool chance(std::uint32_t per_mille) {
        return per_mille != 0 && below(1000) < static_cast<std::int64_t>(per_mille);
    }
    // Around zero, near a bell: a sum of four even draws in [-spread, spread], whose standard
    // deviation is 1.15 × spread.
    std::int64_t bell(std::int64_t spread) {
        if (spread <= 0) return 0;
        std::int64_t sum = 0;
        for (int i = 0; i < 4; ++i)
            sum += between(-spread, spread);
        return sum;
    }

private:
    static constexpr std::uint64_t rotate(std::uint64_t word, int by) {
        return (word << by) | (word >> (64 - by));
    }
    static constexpr std::uint64_t splitmix(std::uint64_t& seed) {
        seed += 0x9E3779B97F4A7C15u;
        std::uint64_t z = seed;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }

    std::array<std::uint64_t, 4> state_{};
};

}  // namespace twinleg::sim
