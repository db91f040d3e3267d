#pragma once
// `twinleg bench sign`: how long a signature takes on this machine, from order fields to finished
// body and headers.

#include <iosfwd>

namespace twinleg::app {

// One JSON line a case: {"bench":"sign","case":…,"median_ns":…,"p99_ns":…,"min_ns":…,
// "repetitions":…}. Each repetition is timed by itself; `prepared` cases take their nonce from a
// pool that is refilled between repetitions, as a quiet market would. Keys are made up.
void bench_sign(std::ostream& out, unsigned repetitions = 4000);

}  // namespace twinleg::app
