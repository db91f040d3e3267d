#pragma once
// Multiples of the Stark curve's generator by secret scalars.

#include "crypto/stark/point.h"
#include "crypto/stark/scalar.h"

namespace twinleg::crypto::stark {

// k·G. k must not be zero.
//
// Constant time: k is written with 42 odd digits of 6 bits, each from −63 to 63, so that no digit
// is zero; for an even k the odd n − k is used and the sum turned at the end, both by masks. For
// each digit all 32 entries of its table row are read and the right one kept by a mask. There
// is no branch on k and no index from it: the sums of the first 41 digits cannot meet the entry
// added to them (their scalars are smaller than the entry's, without wrapping round n), and the
// last addition computes a doubling too and selects. The inversions are those of
// Inverter::constant_time.
Affine multiply_generator(const Scalar& k);

// x of k·G, which saves a little where y is not needed.
Felt multiply_generator_x(const Scalar& k);

// Builds the table (84 KiB) unless it is there. Threads: any.
void prepare_generator();

}  // namespace twinleg::crypto::stark
