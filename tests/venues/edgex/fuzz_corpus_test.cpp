// The saved inputs of the fuzz target, replayed in every build; and frames cut short everywhere.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#define LLVMFuzzerTestOneInput fuzz_edgex_frames
#include "fuzz/edgex_frames.cpp"
#undef LLVMFuzzerTestOneInput

namespace twinleg::venues::edgex {
namespace {

std::vector<std::string> corpus() {
    std::vector<std::string> out;
    const std::filesystem::path folder = TWINLEG_SOURCE_DIR "/fuzz/corpus/edgex_frames";
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        std::ifstream file{entry.path(), std::ios::binary};
        out.emplace_back(std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{});
    }
    return out;
}

void feed(const std::string& text) {
    fuzz_edgex_frames(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

TEST(EdgexFuzzCorpus, PassesWhole) {
    const auto inputs = corpus();
    EXPECT_GT(inputs.size(), 30U);
    for (const auto& text : inputs)
        feed(text);
}

TEST(EdgexFuzzCorpus, PassesCutAndSpoiled) {
    std::size_t fed = 0;
    for (const auto& text : corpus()) {
        if (text.size() > 2500) continue;
        for (std::size_t at = 0; at < text.size(); at += 7) {
            feed(text.substr(0, at));
            std::string spoiled = text;
            spoiled[at] = static_cast<char>(spoiled[at] ^ 0x15);
            feed(spoiled);
            ++fed;
        }
    }
    EXPECT_GT(fed, 1000U);
}

}  // namespace
}  // namespace twinleg::venues::edgex
