#include "crypto/lighter/poseidon2.h"

#include <algorithm>

namespace twinleg::crypto::lighter {
namespace {

inline std::uint64_t seventh_power(std::uint64_t x) {
    const std::uint64_t x2 = lazy::multiply(x, x);
    const std::uint64_t x3 = lazy::multiply(x2, x);
    const std::uint64_t x4 = lazy::multiply(x2, x2);
    return lazy::multiply(x3, x4);
}

// Four rows (2,3,1,1), (1,2,3,1), (1,1,2,3), (3,1,1,2) on each block of four, then to every element
// the sum over the blocks at its position. Sums stay below 28 * 2^64.
inline void external_layer(PoseidonState& state) {
    std::array<U128, kPoseidonWidth> wide;
    for (std::size_t block = 0; block < kPoseidonWidth; block += 4) {
        const U128 x0 = state[block];
        const U128 x1 = state[block + 1];
        const U128 x2 = state[block + 2];
        const U128 x3 = state[block + 3];
        const U128 sum01 = x0 + x1;
        const U128 sum23 = x2 + x3;
        const U128 all = sum01 + sum23;
        const U128 all_1 = all + x1;
        const U128 all_3 = all + x3;
        wide[block] = all_1 + sum01;
        wide[block + 1] = all_1 + (x2 << 1);
        wide[block + 2] = all_3 + sum23;
        wide[block + 3] = all_3 + (x0 << 1);
    }
    for (std::size_t j = 0; j < 4; ++j) {
        const U128 column = wide[j] + wide[j + 4] + wide[j + 8];
        for (std::size_t block = 0; block < kPoseidonWidth; block += 4)
            state[block + j] = lazy::reduce_small(wide[block + j] + column);
    }
}

inline void full_round(PoseidonState& state, const PoseidonRow& constants) {
    for (std::size_t i = 0; i < kPoseidonWidth; ++i)
        state[i] = seventh_power(lazy::add(state[i], constants[i]));
    external_layer(state);
}

// Everything but element 0 is ready before its seventh power is: the sum of the others and the
// diagonal products wait for nothing, and each new element is reduced once.
inline void partial_round(PoseidonState& state, std::uint64_t constant) {
    const std::uint64_t first = seventh_power(lazy::add(state[0], constant));
    U128 sum = state[1];
    for (std::size_t i = 2; i < kPoseidonWidth; ++i)
        sum += state[i];
    sum += first;
    state[0] = first;
    for (std::size_t i = 0; i < kPoseidonWidth; ++i)
        state[i] = lazy::reduce(static_cast<U128>(kInternalDiagonal[i]) * state[i] + sum);
}

}  // namespace

void permute(PoseidonState& state) {
    PoseidonState s = state;
    external_layer(s);
    for (std::size_t r = 0; r < kHalfFullRounds; ++r)
        full_round(s, kExternalConstants[r]);
    for (const std::uint64_t constant : kInternalConstants)
        partial_round(s, constant);
    for (std::size_t r = kHalfFullRounds; r < 2 * kHalfFullRounds; ++r)
        full_round(s, kExternalConstants[r]);
    for (std::size_t i = 0; i < kPoseidonWidth; ++i)
        state[i] = lazy::canonical(s[i]);
}

void Sponge::squeeze(std::span<std::uint64_t> out) {
    if (used_ != 0) {
        permute(state_);
        used_ = 0;
    }
    for (std::size_t done = 0; done < out.size(); done += kPoseidonRate) {
        if (done != 0) permute(state_);
        const std::size_t count = std::min(kPoseidonRate, out.size() - done);
        for (std::size_t i = 0; i < count; ++i)
            out[done + i] = state_[i];
    }
}

Gfp5 Sponge::squeeze_gfp5() {
    std::array<std::uint64_t, 5> limbs;
    squeeze(limbs);
    return Gfp5::from(limbs);
}

}  // namespace twinleg::crypto::lighter
