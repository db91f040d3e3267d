// The saved inputs of the fuzz targets of net, replayed in every build.

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/temp_dir.h"

#define LLVMFuzzerTestOneInput fuzz_net_bytes
#include "fuzz/net_bytes.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_net_texts
#include "fuzz/net_texts.cpp"
#undef LLVMFuzzerTestOneInput

namespace twinleg::net {
namespace {

using Target = int (*)(const std::uint8_t* data, std::size_t size);

std::size_t replay(const char* name, Target target) {
    std::size_t count = 0;
    const std::filesystem::path folder = TWINLEG_SOURCE_DIR "/fuzz/corpus";
    for (const auto& entry : std::filesystem::directory_iterator{folder / name}) {
        const auto bytes = support::read_file(entry.path());
        target(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
        ++count;
    }
    return count;
}

TEST(FuzzCorpus, OfNetPasses) {
    EXPECT_GT(replay("net_bytes", fuzz_net_bytes), 0U);
    EXPECT_GT(replay("net_texts", fuzz_net_texts), 0U);
}

}  // namespace
}  // namespace twinleg::net
