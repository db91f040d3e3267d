#include "crypto/lighter/text.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <array>

namespace twinleg::crypto::lighter {
namespace {

TEST(Hex, ReadsBothCasesAndAnOptionalPrefix) {
    std::array<std::uint8_t, 4> out{};
    EXPECT_TRUE(hex_decode("0xDEadBEef", "value", out));
    EXPECT_EQ(hex(out), "deadbeef");
    EXPECT_TRUE(hex_decode("00010203", "value", out));
    EXPECT_EQ(hex(out), "00010203");
}

TEST(Hex, RefusesEveryOtherCharacter) {
    for (int c = 0; c < 256; ++c) {
        const std::string digits{'0', static_cast<char>(c)};
        std::array<std::uint8_t, 1> out{};
        const bool is_digit =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        EXPECT_EQ(hex_decode(digits, "value", out).has_value(), is_digit) << c;
    }
}

TEST(Base64, ReadsWhatItWritesAndWritesWhatSodiumDoes) {
    std::vector<std::uint8_t> bytes;
    for (int length = 0; length < 90; ++length) {
        std::string ours;
        append_base64(ours, bytes);
        std::string theirs(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL),
                           '\0');
        sodium_bin2base64(theirs.data(), theirs.size(), bytes.data(), bytes.size(),
                          sodium_base64_VARIANT_ORIGINAL);
        theirs.pop_back();
        EXPECT_EQ(ours, theirs);
        EXPECT_EQ(base64_decode(ours, "value"), bytes);
        bytes.push_back(static_cast<std::uint8_t>(37 * length + 200));
    }
}

TEST(Base64, RefusesWhatIsNotCanonical) {
    for (const char* text : {"A", "AA", "AAA", "A===", "====", "AA=A", "AB==", "AAB=", "AA-_",
                             "AA A", "=AAA", "AAAA=", "AA==AAAA"})
        EXPECT_FALSE(base64_decode(text, "value")) << text;
}

}  // namespace
}  // namespace twinleg::crypto::lighter
