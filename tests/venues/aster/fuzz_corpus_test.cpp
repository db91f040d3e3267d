// The saved inputs of the fuzz target, replayed in every build; and frames cut short everywhere.

#include <gtest/gtest.h>

#include "tests/support/fuzz_corpus.h"

#define LLVMFuzzerTestOneInput fuzz_aster_frames
#include "fuzz/aster_frames.cpp"
#undef LLVMFuzzerTestOneInput

TEST(AsterFuzzCorpus, PassesWhole) {
    EXPECT_GT(twinleg::support::replay_corpus("aster_frames", fuzz_aster_frames), 20U);
}

TEST(AsterFuzzCorpus, PassesCutAndSpoiled) {
    EXPECT_GT(twinleg::support::replay_spoiled_corpus("aster_frames", fuzz_aster_frames), 500U);
}
