#pragma once
// Numbers as Aster writes them: text, with at least the digits of their kind, and never cut.

#include <cstdint>
#include <string>

#include "core/money.h"
#include "core/time.h"

namespace twinleg::sim::wire::aster {

inline std::int64_t ms_of(Time time) {
    return time.ns / 1'000'000;
}

// At least so many digits behind the point; all that the text has, if those are more.
std::string with_places(std::string text, int places);

template <typename T>
std::string padded(T value, int places) {
    return with_places(to_text(value), places);
}
// An amount of USDT: 8 digits.
inline std::string money(Notional amount) {
    return padded(amount, 8);
}

}  // namespace twinleg::sim::wire::aster
