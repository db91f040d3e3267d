#include "net/url.h"

#include <gtest/gtest.h>

namespace twinleg::net {
namespace {

TEST(Url, HasSchemeHostPortAndPath) {
    const auto url = Url::parse("wss://stream.example.com:8443/ws/v1?token=1&x=%20#part");

    ASSERT_TRUE(url);
    EXPECT_EQ(url->scheme, "wss");
    EXPECT_EQ(url->host, "stream.example.com");
    EXPECT_EQ(url->port, 8443);
    EXPECT_EQ(url->path, "/ws/v1?token=1&x=%20");
    EXPECT_TRUE(url->tls());
    EXPECT_EQ(url->origin(), "wss://stream.example.com:8443");
}

TEST(Url, KnowsTheDefaultPortOfItsScheme) {
    EXPECT_EQ(Url::parse("http://a")->port, 80);
    EXPECT_EQ(Url::parse("ws://a")->port, 80);
    EXPECT_EQ(Url::parse("https://a:")->port, 443);
    EXPECT_EQ(Url::parse("WSS://A.Example/")->port, 443);
    EXPECT_EQ(Url::parse("WSS://A.Example/")->origin(), "wss://a.example");
    EXPECT_EQ(Url::parse("http://a:443")->authority(), "a:443");
}

TEST(Url, HasARootPathWhereNoneIsGiven) {
    EXPECT_EQ(Url::parse("https://a")->path, "/");
    EXPECT_EQ(Url::parse("https://a?x=1")->path, "/?x=1");
    EXPECT_EQ(Url::parse("https://a#top")->path, "/");
}

TEST(Url, TakesAddressesOfBothKinds) {
    EXPECT_EQ(Url::parse("http://127.0.0.1:8000/x")->host, "127.0.0.1");
    const auto v6 = Url::parse("http://[::1]:8000/x");
    ASSERT_TRUE(v6);
    EXPECT_EQ(v6->host, "::1");
    EXPECT_EQ(v6->port, 8000);
    EXPECT_EQ(v6->authority(), "[::1]:8000");
}

TEST(Url, KeepsWhatStandsBeforeTheAt) {
    const auto url = Url::parse("http://user:p%40ss@proxy.example:3128");

    ASSERT_TRUE(url);
    EXPECT_EQ(url->userinfo, "user:p%40ss");
    EXPECT_EQ(url->host, "proxy.example");
    EXPECT_EQ(url->origin(), "http://proxy.example:3128");
}

TEST(Url, SaysWhatIsWrongAndNotWhatWasGiven) {
    for (const auto* text : {"",
                             "a.example",
                             "//a",
                             "ftp://a",
                             "http://",
                             "http:///x",
                             "http://:80/",
                             "http://a:0",
                             "http://a:65536",
                             "http://a:8x",
                             "http://a:-1",
                             "http://a b/",
                             "http://a/b c",
                             "http://a/\r\nX: y",
                             "http://[::1",
                             "http://[]:1",
                             "http://[::1]8",
                             "http://a\x7f/",
                             "http://a,b/",
                             "http://a\\b/",
                             "http://user@/x",
                             "://a"}) {
        const auto url = Url::parse(text);
        ASSERT_FALSE(url) << text;
        EXPECT_EQ(url.error().code, Errc::malformed) << text;
        EXPECT_TRUE(url.error().message.starts_with("url: ")) << url.error().message;
    }
    EXPECT_FALSE(Url::parse("http://t0ken@:1/").error().message.contains("t0ken"));
}

}  // namespace
}  // namespace twinleg::net
