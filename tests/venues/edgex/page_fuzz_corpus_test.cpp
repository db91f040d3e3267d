// The saved inputs of the fuzz target, replayed in every build; and messages cut short everywhere.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#define LLVMFuzzerTestOneInput fuzz_page_messages
#include "fuzz/page_messages.cpp"
#undef LLVMFuzzerTestOneInput

namespace twinleg::venues::edgex {
namespace {

TEST(PageFuzzCorpus, PassesWholeAndCutAndSpoiled) {
    const auto feed = [](const std::string& text) {
        fuzz_page_messages(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    };
    std::size_t inputs = 0;
    const std::filesystem::path folder = TWINLEG_SOURCE_DIR "/fuzz/corpus/page_messages";
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        std::ifstream file{entry.path(), std::ios::binary};
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        ++inputs;
        feed(text);
        for (std::size_t at = 0; at < text.size() && text.size() < 2500; ++at) {
            feed(text.substr(0, at));
            std::string spoiled = text;
            spoiled[at] = static_cast<char>(spoiled[at] ^ 0x15);
            feed(spoiled);
        }
    }
    EXPECT_GT(inputs, 20U);
}

}  // namespace
}  // namespace twinleg::venues::edgex
