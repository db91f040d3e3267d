#include "net/form.h"

#include <gtest/gtest.h>

#include <random>

#include "net/header.h"

namespace twinleg::net {
namespace {

TEST(Form, EncodesAllButUnreservedCharacters) {
    EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
    EXPECT_EQ(percent_encode("a b+c&d=e/f?%"), "a%20b%2Bc%26d%3De%2Ff%3F%25");
    EXPECT_EQ(percent_encode("\xe2\x82\xac"), "%E2%82%AC");
    EXPECT_EQ(percent_encode(std::string_view{"\0\xff", 2}), "%00%FF");
    EXPECT_EQ(encode_form({{"symbol", "BTC-USD"}, {"a&b", "c=d"}, {"empty", ""}}),
              "symbol=BTC-USD&a%26b=c%3Dd&empty=");
    EXPECT_EQ(encode_form({}), "");
}

TEST(Form, DecodesWhatItEncoded) {
    std::mt19937 random{7};
    for (int round = 0; round < 500; ++round) {
        std::string text(random() % 40, '\0');
        for (auto& c : text)
            c = static_cast<char>(random());

        EXPECT_EQ(percent_decode(percent_encode(text), false), text);
        EXPECT_EQ(percent_decode(percent_encode(text), true), text);
        const FormFields fields{{"x" + text, text}, {"y", text + "&"}};
        EXPECT_EQ(parse_query(encode_form(fields)), fields);
    }
}

TEST(Form, DecodesPlusAsASpaceOnlyInForms) {
    EXPECT_EQ(percent_decode("a+b%2b", true), "a b+");
    EXPECT_EQ(percent_decode("a+b%2B", false), "a+b+");
}

TEST(Form, RefusesABrokenEscape) {
    for (const auto* text : {"%", "%1", "a%", "%zz", "%1g", "%%41", "100%"}) {
        const auto decoded = percent_decode(text, true);
        ASSERT_FALSE(decoded) << text;
        EXPECT_EQ(decoded.error().code, Errc::malformed);
    }
}

TEST(Form, ReadsQueriesWithOddFields) {
    const FormFields expected{{"a", "1"}, {"flag", ""},  {"b", ""},   {"a", "2=3"},
                              {"", "x"},  {"p", "100%"}, {"s", "x y"}};

    EXPECT_EQ(parse_query("a=1&flag&&b=&a=2=3&=x&p=100%&s=x+y&"), expected);
    EXPECT_EQ(parse_query(""), FormFields{});
    EXPECT_EQ(parse_query("&&"), FormFields{});
}

TEST(Headers, AreFoundWhateverTheirCase) {
    const std::vector<Header> headers{{"Retry-After", "1"}, {"RETRY-AFTER", "2"}};

    EXPECT_EQ(find_header(headers, "retry-after"), "1");
    EXPECT_EQ(find_header(headers, "retry"), "");
    EXPECT_TRUE(same_name("X-Api_Key", "x-aPI_kEY"));
    EXPECT_FALSE(same_name("a-b", "a_b"));
}

TEST(Headers, HaveTokensBetweenCommas) {
    EXPECT_TRUE(has_token("keep-alive, Upgrade", "upgrade"));
    EXPECT_TRUE(has_token(",, upgrade\t,", "upgrade"));
    EXPECT_FALSE(has_token("upgrades", "upgrade"));
    EXPECT_FALSE(has_token("", "upgrade"));
}

TEST(Headers, MayNotSmuggleALineBreak) {
    EXPECT_TRUE(is_header_name("X-EdgeX-Api-Timestamp"));
    EXPECT_FALSE(is_header_name(""));
    EXPECT_FALSE(is_header_name("X Y"));
    EXPECT_FALSE(is_header_name("X:"));
    EXPECT_FALSE(is_header_name("X\r\n"));
    EXPECT_TRUE(is_header_value("any \"text\"\tor \xc3\xa9"));
    EXPECT_TRUE(is_header_value(""));
    EXPECT_FALSE(is_header_value("a\r\nSet-Cookie: b"));
    EXPECT_FALSE(is_header_value("a\n"));
    EXPECT_FALSE(is_header_value(std::string_view{"a\0b", 3}));
}

}  // namespace
}  // namespace twinleg::net
