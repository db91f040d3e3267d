#pragma once
// The numbers of an EdgeX order, exact: decimal text times decimal text, in the chain's units.
//
// Source: venues page of EdgeX, "V1 createOrder" and "V2 createOrder"; equal to the Python SDKs
// 0.3.0 and 2.0.1 except where those take the ceiling of a float.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "crypto/bytes.h"

namespace twinleg::venues::edgex {

using crypto::U128;

// A decimal without sign, digits · 10^-scale, as it was written: "0.10" has two digits behind the
// point, and so has its text.
struct Amount {
    U128 digits{0};
    unsigned scale{0};
};

// Plain decimal text: digits, at most one point with digits on both sides, at most 30 digits.
// Errors: malformed, naming the field.
Result<Amount> parse_amount(std::string_view field, std::string_view text);

std::string text(const Amount& amount);
std::string text(U128 value);

// The exact product; its scale is the sum of both. Errors: out_of_range past 128 bits.
Result<Amount> multiply(const Amount& a, const Amount& b);

// amount · resolution in whole units, cut toward zero. Errors: out_of_range past 128 bits.
Result<U128> to_units(const Amount& amount, U128 resolution);

// The least whole number that is not below the amount.
U128 round_up(const Amount& amount);

// Errors: out_of_range, if the comparison needs more than 128 bits.
Result<bool> less(const Amount& a, const Amount& b);

// A whole number, decimal or `0x` hex: resolutions and chain ids come in both spellings.
// Errors: malformed or out_of_range, naming the field.
Result<U128> parse_units(std::string_view field, std::string_view text);

// An id that must fit 64 bits, decimal. Errors: malformed or out_of_range, naming the field.
Result<std::uint64_t> parse_id(std::string_view field, std::string_view text);

// The nonce of an order: the first four bytes, big-endian, of SHA-256 over its client order id.
std::uint32_t order_nonce(std::string_view client_order_id);

}  // namespace twinleg::venues::edgex
