#pragma once
// The Pedersen hash over the Stark curve.

#include <initializer_list>
#include <optional>
#include <span>

#include "crypto/stark/field.h"
#include "crypto/stark/point.h"

namespace twinleg::crypto::stark {

// H(a, b) = x of P0 + (a mod 2^248)·P1 + (a ≫ 248)·P2 + (b mod 2^248)·P3 + (b ≫ 248)·P4.
//
// Not constant time: tables are indexed by the inputs, which are public (prices, sizes, hashes).
// Cost: 41 additions of points and an inversion; an operand that is already prepared costs one
// addition instead of 20, a small one only as many as it has 12-bit digits.
// Source: StarkWare, "Pedersen hash"; P0 to P4 in tests/crypto/stark/data/constants.json.
Felt pedersen(const Felt& a, const Felt& b);

// A left operand that many hashes share: P0 + its two multiples, as one point.
class PedersenLeft {
public:
    explicit PedersenLeft(const Felt& a);

private:
    friend Felt pedersen(const PedersenLeft& a, const Felt& b);
    Affine point_;
};

// A right operand that many hashes share; nothing for zero.
class PedersenRight {
public:
    explicit PedersenRight(const Felt& b);

private:
    friend Felt pedersen(const Felt& a, const PedersenRight& b);
    std::optional<Affine> point_;
};

Felt pedersen(const PedersenLeft& a, const Felt& b);
Felt pedersen(const Felt& a, const PedersenRight& b);

// h(… h(h(0, x1), x2) …, xk), then h(that, k): Starknet's hash of an array.
Felt pedersen_array(std::span<const Felt> elements);
inline Felt pedersen_array(std::initializer_list<Felt> elements) {
    return pedersen_array(std::span{elements.begin(), elements.size()});
}

// Builds the tables (5.3 MiB) unless they are there; the first hash does it otherwise.
// Threads: any, here and above.
void prepare_pedersen();

}  // namespace twinleg::crypto::stark
