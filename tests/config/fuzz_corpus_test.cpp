// The saved inputs of the fuzz targets, replayed in every build.

#include <gtest/gtest.h>

#include "tests/support/fuzz_corpus.h"

#define LLVMFuzzerTestOneInput fuzz_configuration
#include "fuzz/configuration.cpp"
#undef LLVMFuzzerTestOneInput

TEST(FuzzCorpus, OfConfigurationsPasses) {
    using namespace twinleg::support;
    EXPECT_GT(replay_corpus("configuration", fuzz_configuration), 10U);
    EXPECT_GT(replay_spoiled_corpus("configuration", fuzz_configuration), 300U);
}
