#pragma once
// Tables of multiples of a point, quickly: what the fixed-base tables are built from.

#include <span>

#include "crypto/stark/point.h"

namespace twinleg::crypto::stark {

// out[i] = (i + 1)·base, for at most 4096 entries. About six field multiplications an entry: each
// half is the first one plus a constant point, with one inversion for all its slopes.
void fill_multiples(const Affine& base, std::span<Affine> out);

// a + b for a ≠ −b, in affine coordinates, in time that depends on whether a = b.
Affine add_affine_vartime(const Affine& a, const Affine& b);

// out[i] = a[i] + b for points with a[i] ≠ ±b; `out` may be `a`. At most 4096.
void add_to_each(std::span<const Affine> a, const Affine& b, std::span<Affine> out);

}  // namespace twinleg::crypto::stark
