// The saved inputs of the fuzz targets of signing, replayed in every build.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#define LLVMFuzzerTestOneInput fuzz_sign_line
#include "fuzz/sign_line.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_signatures
#include "fuzz/signatures.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_signing_texts
#include "fuzz/signing_texts.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_text_forms
#include "fuzz/text_forms.cpp"
#undef LLVMFuzzerTestOneInput

namespace twinleg::app {
namespace {

using Target = int (*)(const std::uint8_t* data, std::size_t size);

std::size_t replay(const char* name, Target target) {
    std::size_t count = 0;
    const std::filesystem::path folder = TWINLEG_SOURCE_DIR "/fuzz/corpus";
    for (const auto& entry : std::filesystem::directory_iterator{folder / name}) {
        std::ifstream file{entry.path(), std::ios::binary};
        const std::vector<char> bytes{std::istreambuf_iterator<char>{file}, {}};
        target(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
        ++count;
    }
    return count;
}

TEST(FuzzCorpus, OfSigningPasses) {
    EXPECT_GT(replay("sign_line", fuzz_sign_line), 0U);
    EXPECT_GT(replay("signatures", fuzz_signatures), 0U);
    EXPECT_GT(replay("signing_texts", fuzz_signing_texts), 0U);
    EXPECT_GT(replay("text_forms", fuzz_text_forms), 0U);
}

}  // namespace
}  // namespace twinleg::app
