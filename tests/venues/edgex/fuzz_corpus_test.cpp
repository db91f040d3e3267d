// The saved inputs of the fuzz target, replayed in every build; and frames cut short everywhere.

#include <gtest/gtest.h>

#include "tests/support/fuzz_corpus.h"

#define LLVMFuzzerTestOneInput fuzz_edgex_frames
#include "fuzz/edgex_frames.cpp"
#undef LLVMFuzzerTestOneInput

TEST(EdgexFuzzCorpus, PassesWhole) {
    EXPECT_GT(twinleg::support::replay_corpus("edgex_frames", fuzz_edgex_frames), 30U);
}

TEST(EdgexFuzzCorpus, PassesCutAndSpoiled) {
    EXPECT_GT(twinleg::support::replay_spoiled_corpus("edgex_frames", fuzz_edgex_frames), 1000U);
}
