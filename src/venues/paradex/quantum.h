#pragma once
// Decimal text as Paradex signs it: whole multiples of 10^-8.

#include <string_view>

#include "core/result.h"
#include "crypto/stark/field.h"

namespace twinleg::venues::paradex {

// text × 10^8, cut toward zero. Digits, at most one point, at most 38 digits that count, and an
// optional exponent such as `E-8` or `e+5`; no sign.
// Errors: malformed, or out_of_range (38 digits before the point and more), naming `field`.
Result<crypto::stark::Felt> quantums(std::string_view field, std::string_view text);

}  // namespace twinleg::venues::paradex
