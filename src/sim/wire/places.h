#pragma once
// Numbers as text with at least the digits of their kind, and never cut.

#include <string>

#include "core/money.h"

namespace twinleg::sim::wire {

// At least so many digits behind the point; all that the text has, if those are more.
std::string with_places(std::string text, int places);

template <typename T>
std::string padded(T value, int places) {
    return with_places(to_text(value), places);
}

}  // namespace twinleg::sim::wire
