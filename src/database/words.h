#pragma once
// Enumerators as they stand in columns, and back.

#include <string>
#include <string_view>

#include "core/command.h"

namespace twinleg::database {

// Empty for none.
std::string_view word(Signal signal);
std::string_view word(Severity severity);
std::string_view word(Liquidity liquidity);

// Text as every database takes it: bytes that are no UTF-8, and zeros, become '?'.
std::string readable(std::string text);

// What the column said; the first enumerator for a word that is none.
Signal signal_of(std::string_view word);
Mode mode_of(std::string_view word);
PairOutcome outcome_of(std::string_view word);

}  // namespace twinleg::database
