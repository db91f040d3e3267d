// The saved inputs of the fuzz target, replayed in every build; and frames cut short everywhere.

#include <gtest/gtest.h>

#include "tests/support/fuzz_corpus.h"

#define LLVMFuzzerTestOneInput fuzz_paradex_frames
#include "fuzz/paradex_frames.cpp"
#undef LLVMFuzzerTestOneInput

TEST(ParadexFuzzCorpus, PassesWhole) {
    EXPECT_GT(twinleg::support::replay_corpus("paradex_frames", fuzz_paradex_frames), 30U);
}

TEST(ParadexFuzzCorpus, PassesCutAndSpoiled) {
    EXPECT_GT(twinleg::support::replay_spoiled_corpus("paradex_frames", fuzz_paradex_frames),
              1000U);
}
