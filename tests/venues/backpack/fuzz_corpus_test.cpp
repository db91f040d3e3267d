// The saved inputs of the fuzz target, replayed in every build; and frames cut short everywhere.

#include <gtest/gtest.h>

#include "tests/support/fuzz_corpus.h"

#define LLVMFuzzerTestOneInput fuzz_backpack_frames
#include "fuzz/backpack_frames.cpp"
#undef LLVMFuzzerTestOneInput

TEST(BackpackFuzzCorpus, PassesWhole) {
    EXPECT_GT(twinleg::support::replay_corpus("backpack_frames", fuzz_backpack_frames), 20U);
}

TEST(BackpackFuzzCorpus, PassesCutAndSpoiled) {
    EXPECT_GT(twinleg::support::replay_spoiled_corpus("backpack_frames", fuzz_backpack_frames),
              500U);
}
