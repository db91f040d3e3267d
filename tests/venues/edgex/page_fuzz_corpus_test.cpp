// The saved inputs of the fuzz target, replayed in every build; and messages cut short everywhere.

#include <gtest/gtest.h>

#include "tests/support/fuzz_corpus.h"

#define LLVMFuzzerTestOneInput fuzz_page_messages
#include "fuzz/page_messages.cpp"
#undef LLVMFuzzerTestOneInput

TEST(PageFuzzCorpus, PassesWholeAndCutAndSpoiled) {
    using namespace twinleg::support;
    EXPECT_GT(replay_corpus("page_messages", fuzz_page_messages), 20U);
    EXPECT_GT(replay_spoiled_corpus("page_messages", fuzz_page_messages, 1), 1000U);
}
