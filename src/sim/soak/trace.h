#pragma once
// The events and commands around a violation, as text: only what could have led to it.

#include <string>
#include <vector>

#include "sim/soak/memory_journal.h"
#include "store/describe.h"

namespace twinleg::sim {

// The records of the last seconds before `when`, without market data and timers that changed
// nothing; of a longer story the last 200 lines. `>` goes in, `<` came out.
std::vector<std::string> trace_of(const MemoryJournal& journal, Time when,
                                  const store::Names& names);

}  // namespace twinleg::sim
