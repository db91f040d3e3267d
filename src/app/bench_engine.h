#pragma once
// `twinleg bench engine`: what a step of the engine costs when nothing is to be done about it.

#include <iosfwd>

namespace twinleg::app {

// One JSON line a case: {"bench":"engine","case":…,"median_ns":…,"p99_ns":…,"min_ns":…,
// "repetitions":…}. The engine is ACTIVE, both books are ready, no spread reaches a threshold.
void bench_engine(std::ostream& out, unsigned repetitions = 2'000);

}  // namespace twinleg::app
