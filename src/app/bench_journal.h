#pragma once
// `twinleg bench journal`: what it costs to write an event down before acting on it.

#include <iosfwd>

namespace twinleg::app {

// One JSON line a case: {"bench":"journal","case":…,"median_ns":…,"p99_ns":…,"min_ns":…,
// "repetitions":…}, or with "per_second". Writes below the system's temporary directory.
void bench_journal(std::ostream& out, unsigned repetitions = 200'000);

}  // namespace twinleg::app
