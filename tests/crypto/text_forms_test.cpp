#include <gtest/gtest.h>

#include "crypto/base64.h"
#include "crypto/hex.h"

namespace twinleg::crypto {
namespace {

TEST(Hex, WritesLowerCaseAndReadsBoth) {
    const Bytes<4> bytes{0x00, 0x9A, 0xBC, 0xFF};

    EXPECT_EQ(to_hex(bytes), "009abcff");
    EXPECT_EQ(parse_hex<4>("field", "009abcff"), bytes);
    EXPECT_EQ(parse_hex<4>("field", "0x009ABCff"), bytes);
}

TEST(Hex, AcceptsExactlyTheSixteenDigits) {
    for (int c = 0; c < 256; ++c) {
        const std::string text{'0', static_cast<char>(c)};
        const bool digit =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');

        const auto parsed = parse_hex<1>("field", text);

        ASSERT_EQ(parsed.has_value(), digit) << c;
        if (!digit) continue;
        EXPECT_EQ((*parsed)[0], std::stoi(text, nullptr, 16));
    }
}

TEST(Hex, RefusesOtherLengths) {
    for (const char* text : {"", "0x", "1", "123", "12345678", "0x1"})
        EXPECT_FALSE(parse_hex<2>("field", text)) << text;
}

TEST(Hex, PadsANumberOnTheLeft) {
    const auto number = parse_secret_hex_number<4>("key", "0xabc");

    ASSERT_TRUE(number);
    EXPECT_EQ(to_hex(number->reveal()), "00000abc");
    EXPECT_FALSE(parse_secret_hex_number<4>("key", ""));
    EXPECT_FALSE(parse_secret_hex_number<4>("key", "123456789"));
}

TEST(Hex, NamesTheFieldAndNeverTheKey) {
    const auto refused = parse_secret_hex<4>("EDGEX_KEY", "deadbeeg");

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "EDGEX_KEY: a character is not a hex digit (0-9, a-f)");
    EXPECT_EQ(parse_secret_hex<4>("EDGEX_KEY", "deadbee").error().message,
              "EDGEX_KEY: 7 hex digits, expected 8");
}

TEST(Base64, IsStrict) {
    EXPECT_EQ(to_base64(Bytes<1>{0xFF}), "/w==");
    EXPECT_EQ(parse_base64<1>("field", "/w=="), Bytes<1>{0xFF});
    for (const char* text :
         {"/w=", "/w", "/x==", "/w== ", " /w==", "_w==", "/w==A", "====", "/w=A", "A"})
        EXPECT_FALSE(parse_base64<1>("field", text)) << text;
    EXPECT_FALSE(parse_base64<1>("field", ""));
    EXPECT_FALSE(parse_base64<1>("field", "AAA="));
}

TEST(Base64, HasSixtyFourDigitsAndNoOthers) {
    int digits = 0;
    for (int c = 0; c < 256; ++c)
        digits += parse_base64<1>("field", std::string{static_cast<char>(c)} + "A==") ? 1 : 0;
    EXPECT_EQ(digits, 64);
    EXPECT_FALSE(parse_base64<3>("field", "\xff\xff\xff\xff"));
}

TEST(Base64, ComesBackWhateverTheLength) {
    for (std::size_t size = 0; size < 70; ++size) {
        std::vector<std::uint8_t> bytes(size);
        for (std::size_t i = 0; i < size; ++i)
            bytes[i] = static_cast<std::uint8_t>(i * 37 + size);
        std::vector<std::uint8_t> back(size);

        const auto count = decode_base64("field", to_base64(bytes), back);

        ASSERT_TRUE(count);
        EXPECT_EQ(*count, size);
        EXPECT_EQ(back, bytes);
    }
}

}  // namespace
}  // namespace twinleg::crypto
