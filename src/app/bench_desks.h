#pragma once
// `twinleg bench desks`: what many pairs in one process cost.

#include <iosfwd>

namespace twinleg::app {

// Fifty desks, each on a thread of its own with a journal that is synced, read 20,000 changes of
// books a second at each of their two venues, all together, for `seconds`. One JSON line:
// {"bench":"desks","case":…,"cores":…,"events":…,"resident_kb":…}. Decoding and sockets are not in
// it; `bench decode` and tests/sockets/many_pairs.py say what they cost.
void bench_desks(std::ostream& out, unsigned seconds = 10);

}  // namespace twinleg::app
