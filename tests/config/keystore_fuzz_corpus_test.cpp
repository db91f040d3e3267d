// The saved inputs of the fuzz target, replayed in every build.

#include <gtest/gtest.h>

#include "tests/support/fuzz_corpus.h"

#define LLVMFuzzerTestOneInput fuzz_keystore
#include "fuzz/keystore.cpp"
#undef LLVMFuzzerTestOneInput

TEST(FuzzCorpus, OfKeystoresPasses) {
    using namespace twinleg::support;
    EXPECT_GT(replay_corpus("keystore", fuzz_keystore), 5U);
    EXPECT_GT(replay_spoiled_corpus("keystore", fuzz_keystore, 3), 50U);
}
