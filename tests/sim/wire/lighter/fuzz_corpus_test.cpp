// The saved inputs of the fuzz target, replayed in every build.

#include <gtest/gtest.h>

#include "tests/support/fuzz_corpus.h"

#define LLVMFuzzerTestOneInput fuzz_lighter_sim
#include "fuzz/lighter_sim.cpp"
#undef LLVMFuzzerTestOneInput

TEST(FuzzCorpus, OfLighterSimPasses) {
    EXPECT_GT(twinleg::support::replay_corpus("lighter_sim", fuzz_lighter_sim), 20U);
}
