#pragma once
// Random numbers of the Stark folder for RapidCheck, with the edges well represented.

#include <rapidcheck.h>

#include "tests/crypto/stark/print.h"

namespace rc {

template <>
struct Arbitrary<twinleg::crypto::stark::U256> {
    using U256 = twinleg::crypto::stark::U256;
    static Gen<U256> arbitrary() {
        const auto limb = gen::oneOf(gen::arbitrary<std::uint64_t>(),
                                     gen::element<std::uint64_t>(0, 1, ~0ull, ~0ull << 63),
                                     gen::map(gen::arbitrary<std::uint64_t>(),
                                              [](std::uint64_t x) { return x >> (x % 64); }));
        return gen::map(gen::container<std::array<std::uint64_t, 4>>(limb),
                        [](const std::array<std::uint64_t, 4>& limbs) { return U256{limbs}; });
    }
};

template <>
struct Arbitrary<twinleg::crypto::stark::Felt> {
    using Felt = twinleg::crypto::stark::Felt;
    static Gen<Felt> arbitrary() {
        using namespace twinleg::crypto::stark;
        const auto near = [](std::uint64_t below) {
            U256 value = kPrime;
            std::uint64_t borrow = 0;
            value = sub(value, U256::of(below), borrow);
            return Felt::reduce(value);
        };
        return gen::oneOf(gen::map(gen::arbitrary<U256>(), &Felt::reduce),
                          gen::map(gen::inRange<std::uint64_t>(0, 5), &Felt::of),
                          gen::map(gen::inRange<std::uint64_t>(1, 5), near));
    }
};

template <>
struct Arbitrary<twinleg::crypto::stark::Fp> {
    using Fp = twinleg::crypto::stark::Fp;
    static Gen<Fp> arbitrary() {
        return gen::map(gen::arbitrary<twinleg::crypto::stark::Felt>(), &Fp::from);
    }
};

template <>
struct Arbitrary<twinleg::crypto::stark::Scalar> {
    using Scalar = twinleg::crypto::stark::Scalar;
    static Gen<Scalar> arbitrary() {
        using namespace twinleg::crypto::stark;
        return gen::oneOf(
            gen::map(gen::arbitrary<U256>(), &Scalar::reduce),
            gen::map(gen::inRange<std::uint64_t>(0, 70),
                     [](std::uint64_t x) { return Scalar::reduce(U256::of(x)); }),
            gen::map(gen::inRange<std::uint64_t>(0, 70),
                     [](std::uint64_t x) { return -Scalar::reduce(U256::of(x)); }),
            gen::map(
                gen::pair(gen::inRange<std::size_t>(0, 252), gen::inRange<std::uint64_t>(0, 64)),
                [](const std::pair<std::size_t, std::uint64_t>& digit) {
                    U256 power;
                    power.limb[digit.first / 64] = std::uint64_t{1} << (digit.first % 64);
                    return Scalar::reduce(power) * Scalar::reduce(U256::of(digit.second));
                }));
    }
};

}  // namespace rc
