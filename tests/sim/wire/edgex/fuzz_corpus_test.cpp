// The saved inputs of the fuzz target, replayed in every build.

#include <gtest/gtest.h>

#include "tests/support/fuzz_corpus.h"

#define LLVMFuzzerTestOneInput fuzz_edgex_sim
#include "fuzz/edgex_sim.cpp"
#undef LLVMFuzzerTestOneInput

TEST(FuzzCorpus, OfEdgexSimPasses) {
    EXPECT_GT(twinleg::support::replay_corpus("edgex_sim", fuzz_edgex_sim), 20U);
}
