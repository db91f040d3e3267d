#pragma once
// Poseidon2 over Goldilocks: width 12, rate 8, S-box x^7, 4 + 22 + 4 rounds, and the sponge on it.
//
// Constant time in the values absorbed; the number of them is public.
// Source: venue page, section 6; constants in poseidon2_constants.h.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "crypto/lighter/gfp5.h"
#include "crypto/lighter/poseidon2_constants.h"

namespace twinleg::crypto::lighter {

using PoseidonState = std::array<std::uint64_t, kPoseidonWidth>;

// The permutation. Elements in are any 64-bit numbers, elements out are canonical.
void permute(PoseidonState& state);

// The overwrite sponge without padding, absorbing as inputs come. Copying one keeps the work done
// on a common prefix.
class Sponge {
public:
    // Each input is taken modulo p.
    void absorb(std::uint64_t input) {
        if (used_ == kPoseidonRate) {
            permute(state_);
            used_ = 0;
        }
        state_[used_++] = input;
    }
    void absorb(std::span<const std::uint64_t> inputs) {
        for (const std::uint64_t input : inputs)
            absorb(input);
    }
    void absorb(const Gfp5& element) {
        for (const Fp limb : element.limbs)
            absorb(limb.value());
    }

    // Permutes what is pending and fills `out`, permuting again after each 8. Without any input
    // nothing is pending, and the first 8 are zero.
    void squeeze(std::span<std::uint64_t> out);

    // The first five outputs as one element: the "quintic hash" Q.
    Gfp5 squeeze_gfp5();

private:
    PoseidonState state_{};
    std::size_t used_{0};  // inputs in state_ that no permutation has seen
};

// The first N outputs of the sponge over `inputs`.
template <std::size_t N>
std::array<std::uint64_t, N> poseidon_hash(std::span<const std::uint64_t> inputs) {
    Sponge sponge;
    sponge.absorb(inputs);
    std::array<std::uint64_t, N> out;
    sponge.squeeze(out);
    return out;
}

}  // namespace twinleg::crypto::lighter
