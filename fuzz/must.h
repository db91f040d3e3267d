#pragma once
// What has to hold whatever the bytes are: the fuzzer takes an abort for a finding.

#include <cstdlib>

namespace twinleg::fuzz {

inline void must(bool holds) {
    if (!holds) std::abort();
}

}  // namespace twinleg::fuzz
