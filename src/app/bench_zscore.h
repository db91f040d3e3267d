#pragma once
// What one more sample costs the statistics of a full window.

#include <iosfwd>

namespace twinleg::app {

// Adding a sample, dropping those that are too old, and mean, deviation and z-score after it, with
// 900 s of samples at 500 a second in the window; and the half-life, which is asked for once a
// second.
void bench_zscore(std::ostream& out, unsigned repetitions);

}  // namespace twinleg::app
