// The saved inputs of the fuzz target of recordings, replayed in every build: here, because it
// needs the venues' decoders.

#include <gtest/gtest.h>

#include "tests/support/fuzz_corpus.h"

#define LLVMFuzzerTestOneInput fuzz_recordings
#include "fuzz/recordings.cpp"
#undef LLVMFuzzerTestOneInput

TEST(FuzzCorpus, OfRecordingsPasses) {
    EXPECT_GT(twinleg::support::replay_corpus("recordings", fuzz_recordings), 20U);
}
