#pragma once
// Multiples of the generator, kept in a table: 64 windows of 5 bits, in each the points
// j 32^i G for j = 1..16. 96 KiB, made once, at first use, in about a millisecond.
//
// Threads: read-only once made; making it is guarded by the language.
// Source: venue page, section 6.

#include "crypto/lighter/curve.h"
#include "crypto/lighter/scalar.h"

namespace twinleg::crypto::lighter {

// w(k G), the encoding. Constant time in k: digits are recoded without branches, every lookup reads
// all sixteen points of its window and keeps one under a mask, the sign is a masked negation, the
// additions are complete, the division at the end is a power. Digits and points are wiped.
Gfp5 multiply_generator(const Scalar& k);

// k * G for a k that is no secret: indexes the table directly.
Point multiply_generator_public(const Scalar& k);

// Makes the table now rather than at first use.
void prepare_base_table();

}  // namespace twinleg::crypto::lighter
