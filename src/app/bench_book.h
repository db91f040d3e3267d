#pragma once
// `twinleg bench book`, `decode` and `replay`: how fast recorded markets go through this machine.

#include <iosfwd>

namespace twinleg::app {

// Each repetition goes over a whole recording; times are an average of it a level or frame, so
// that p99 is over repetitions. Processor time of the one thread that works. Real BTC frames where
// they are beside the program.
void bench_book(std::ostream& out, unsigned repetitions = 15);
void bench_decode(std::ostream& out, unsigned repetitions = 9);

// Two venues from our compact form, both latencies, queue model: with two post-only orders renewed
// at each venue every 100 ms and no engine, and with the engine and maker-taker.
void bench_replay(std::ostream& out, unsigned repetitions = 9);

}  // namespace twinleg::app
