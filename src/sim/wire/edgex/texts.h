#pragma once
// Numbers as edgeX writes them: text, with at least the digits of their step.

#include <string>
#include <string_view>

#include "sim/wire/places.h"
#include "sim/wire/time_units.h"

namespace twinleg::sim::wire::edgex {

// An amount of the quote coin: "0", else at least 6 digits behind the point and never cut.
std::string money(Notional amount);
// Cut toward minus infinity at 6 digits: of what may be spent, never more than there is.
std::string spendable(Notional amount);

// Milliseconds since 1970; "0" for a time that is not known.
inline std::string ms_text(Time time) {
    return std::to_string(ms_of(time));
}

// 32 hexadecimal digits that depend on both numbers, for ids that only have to differ.
std::string hex_id(std::uint64_t number, std::uint64_t salt);
// The same as a UUID.
std::string uuid(std::uint64_t number, std::uint64_t salt);

}  // namespace twinleg::sim::wire::edgex
