// The saved inputs of the fuzz targets of net, replayed in every build.

#include <gtest/gtest.h>

#include "tests/support/fuzz_corpus.h"

#define LLVMFuzzerTestOneInput fuzz_net_bytes
#include "fuzz/net_bytes.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_net_texts
#include "fuzz/net_texts.cpp"
#undef LLVMFuzzerTestOneInput

namespace twinleg::net {
namespace {

using support::replay_corpus;

TEST(FuzzCorpus, OfNetPasses) {
    EXPECT_GT(replay_corpus("net_bytes", fuzz_net_bytes), 0U);
    EXPECT_GT(replay_corpus("net_texts", fuzz_net_texts), 0U);
}

}  // namespace
}  // namespace twinleg::net
