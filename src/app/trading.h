#pragma once
// From a plan to an exit code: every desk of it at once, each on a thread of its own.

#include <functional>
#include <iosfwd>
#include <vector>

#include "app/floor.h"

namespace twinleg::app {

// Of a desk by its index; an empty function: none has a file to read again.
using Rereads = std::function<Reread(std::size_t desk)>;

// Whether these pairs can run in one process. Throws CannotStart, naming the setting in which they
// differ and must not, or that only one may have.
void check_together(const std::vector<Instance>& desks);

// Reads each desk's notifiers, trades until all have ended, and writes the report. Answers the exit
// code. Throws CannotStart if one of them cannot start; no other has sent anything then.
int trade_all(std::vector<Instance>& desks, const Rereads& rereads, std::ostream& out,
              std::ostream& err);

}  // namespace twinleg::app
