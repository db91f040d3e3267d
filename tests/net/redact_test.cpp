#include "net/redact.h"

#include <gtest/gtest.h>

#include <random>

namespace twinleg::net {
namespace {

TEST(Redact, TakesSecretsOutOfUrls) {
    EXPECT_EQ(redact("GET /fapi/v1/order?symbol=BTC&signature=ab12&timestamp=5"),
              "GET /fapi/v1/order?symbol=BTC&signature=***&timestamp=5");
    EXPECT_EQ(redact("wss://x/ws?listenKey=pqia91&a=1"), "wss://x/ws?listenKey=***&a=1");
    EXPECT_EQ(redact("http://user:pa%20ss@proxy:3128/x"), "http://user:***@proxy:3128/x");
    EXPECT_EQ(redact("http://host:80/a@b"), "http://host:80/a@b");
    EXPECT_EQ(redact("https://api.telegram.org/bot12345:AA-bb_c/sendMessage?chat_id=1"),
              "https://api.telegram.org/bot***/sendMessage?chat_id=1");
    EXPECT_EQ(redact("https://open.larksuite.com/open-apis/bot/v2/hook/0a-1b-2c"),
              "https://open.larksuite.com/open-apis/bot/v2/hook/***");
    EXPECT_EQ(redact("/cgi-bin/webhook/send?key=693a91f6"), "/cgi-bin/webhook/send?key=***");
}

TEST(Redact, TakesSecretsOutOfHeaders) {
    EXPECT_EQ(redact("Authorization: Bearer abc.def\r\nHost: x\r\n"),
              "Authorization: ***\r\nHost: x\r\n");
    EXPECT_EQ(redact("X-API-Key: k1\nX-Signature: s/1+=\nX-Timestamp: 17"),
              "X-API-Key: ***\nX-Signature: ***\nX-Timestamp: 17");
    EXPECT_EQ(redact("Set-Cookie: sid=1; Path=/"), "Set-Cookie: ***");
    EXPECT_EQ(redact("sent Bearer abc-1, got 200"), "sent Bearer ***, got 200");
}

TEST(Redact, TakesSecretsOutOfJson) {
    EXPECT_EQ(redact(R"({"api_key":"k","passphrase" : "p\"q","size":"1.5"})"),
              R"({"api_key":"***","passphrase" : "***","size":"1.5"})");
    EXPECT_EQ(redact(R"({"token":null,"secret":12345,"auth":true})"),
              R"({"token":null,"secret":***,"auth":true})");
    EXPECT_EQ(redact(R"({"signature":["1","2]"],"price":"1"})"),
              R"({"signature":***,"price":"1"})");
    EXPECT_EQ(redact(R"({"l2Signature":{"r":"1","s":{"x":"}"}},"p":1})"),
              R"({"l2Signature":***,"p":1})");
    EXPECT_EQ(redact(R"({"body":"{\"jwt\":\"a.b\",\"n\":1}"})"),
              R"({"body":"{\"jwt\":\"***\",\"n\":1}"})");
}

TEST(Redact, TakesOutWhatLooksLikeASecretWhereverItStands) {
    const std::string hex(64, 'a');
    EXPECT_EQ(redact("key is 0x" + hex + "."), "key is ***.");
    EXPECT_EQ(redact(hex + "0"), "***");
    EXPECT_EQ(redact(hex.substr(1)), hex.substr(1));
    EXPECT_EQ(redact("got eyJhbGci.eyJzdWIi.sig-_ from x"), "got *** from x");
}

TEST(Redact, LeavesEverythingElseAsItWas) {
    for (const auto* text :
         {"", "order 4711 refused: post-only would cross (bid 100.2)", "signature",
          "the token was refused", "{\"price\":\"100.2\",\"side\":\"buy\"}", "keyboard=1",
          "https://api.example.com/v1/time?x=1", "a:b@c", "\xff\xfe\x80", "://", "eyJ", "token:"})
        EXPECT_EQ(redact(text), text);
}

TEST(Redact, EndsWhereTheTextEnds) {
    for (const auto* text : {"token=", "\"token\":", "\"token\":\"", "\"token\":\"\\", "secret:[",
                             "secret:[\"", "secret:{\\", "://u:p", "/bot1:", "/hook/", "Bearer ",
                             "Bearer", "jwt: ", "key=\\\"", "'key':'"})
        EXPECT_LE(redact(text).size(), std::string_view{text}.size() + 3) << text;
    EXPECT_EQ(redact("\"token\":\"abc"), "\"token\":\"***");
    EXPECT_EQ(redact("{\"secret\":[\"abc"), "{\"secret\":***");
}

// No secret of random text survives in any of its usual places, and nothing is read out of bounds.
TEST(Redact, HidesAnySecretInAnyPlace) {
    std::mt19937 random{11};
    const std::string_view letters = "abcdefghijkmnopqrsuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    for (int round = 0; round < 2000; ++round) {
        std::string secret = "Zq";
        for (auto n = random() % 30; n > 0; --n)
            secret += letters[random() % letters.size()];
        std::string noise;
        for (auto n = random() % 20; n > 0; --n)
            noise += static_cast<char>(random());

        for (const auto& text : {noise + "?api-key=" + secret + "&x",
                                 noise + "\nPassphrase: " + secret + "\r\n" + noise,
                                 noise + "{\"privateKey\":\"" + secret + "\"}" + noise})
            EXPECT_FALSE(redact("\n" + text).contains(secret)) << text;
    }
}

}  // namespace
}  // namespace twinleg::net
