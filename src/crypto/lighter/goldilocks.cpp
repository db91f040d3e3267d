#include "crypto/lighter/goldilocks.h"

namespace twinleg::crypto::lighter {
namespace {

constexpr unsigned kTwoAdicity = 32;                  // p - 1 = 2^32 (2^32 - 1)
constexpr std::uint64_t kRoot = 1753635133440165772;  // of order 2^32: 7^(2^32 - 1)

// x^(2^31 - 1).
Fp power_of_31_ones(Fp x) {
    const Fp ones2 = x.squared() * x;
    const Fp ones3 = ones2.squared() * x;
    const Fp ones6 = ones3.squared_times(3) * ones3;
    const Fp ones12 = ones6.squared_times(6) * ones6;
    const Fp ones24 = ones12.squared_times(12) * ones12;
    const Fp ones30 = ones24.squared_times(6) * ones6;
    return ones30.squared() * x;
}

}  // namespace

Fp Fp::inverse() const {
    // p - 2 in binary: 31 ones, a zero, 32 ones.
    const Fp ones31 = power_of_31_ones(*this);
    const Fp ones32 = ones31.squared() * *this;
    return ones31.squared_times(33) * ones32;
}

Fp Fp::legendre() const {
    // (p - 1) / 2 = 2^31 (2^32 - 1).
    const Fp ones32 = power_of_31_ones(*this).squared() * *this;
    return ones32.squared_times(31);
}

std::optional<Fp> Fp::square_root() const {
    if (*this == Fp{}) return Fp{};
    if (legendre() != Fp::from(1)) return std::nullopt;

    const Fp half = power_of_31_ones(*this);  // x^((q - 1) / 2) for the odd part q = 2^32 - 1
    Fp root = half * *this;                   // x^((q + 1) / 2)
    Fp rest = root * half;                    // root^2 = x * rest, rest of order 2^i
    Fp generator = Fp::from(kRoot);
    unsigned order_log = kTwoAdicity;
    while (rest != Fp::from(1)) {
        unsigned log = 0;
        for (Fp power = rest; power != Fp::from(1); power = power.squared())
            ++log;
        const Fp factor = generator.squared_times(order_log - log - 1);
        root = root * factor;
        generator = factor.squared();
        rest = rest * generator;
        order_log = log;
    }
    return root;
}

}  // namespace twinleg::crypto::lighter
