#include "net/proxy.h"

#include <gtest/gtest.h>
#include <stdlib.h>

namespace twinleg::net {
namespace {

std::string via(std::string_view target, const ProxySettings& settings) {
    const auto proxy = proxy_for(*Url::parse(target), settings);
    if (!proxy) return "error: " + proxy.error().message;
    return *proxy ? (*proxy)->origin() : "direct";
}

const ProxySettings kBoth{.https = "http://secure.proxy:3128",
                          .http = "plain.proxy:8080",
                          .bypass = "a.example, .b.example,*.c.example,10.0.0.7"};

TEST(Proxy, IsChosenByTheSchemeOfTheTarget) {
    EXPECT_EQ(via("https://venue.test/", kBoth), "http://secure.proxy:3128");
    EXPECT_EQ(via("wss://venue.test/", kBoth), "http://secure.proxy:3128");
    EXPECT_EQ(via("http://venue.test/", kBoth), "http://plain.proxy:8080");
    EXPECT_EQ(via("ws://venue.test/", kBoth), "http://plain.proxy:8080");
    EXPECT_EQ(via("https://venue.test/", {}), "direct");
}

TEST(Proxy, IsPassedByForHostsThatAreNamedAndThoseBelowThem) {
    EXPECT_EQ(via("https://a.example/", kBoth), "direct");
    EXPECT_EQ(via("https://x.a.example/", kBoth), "direct");
    EXPECT_EQ(via("https://xa.example/", kBoth), "http://secure.proxy:3128");
    EXPECT_EQ(via("https://B.example/", kBoth), "direct");
    EXPECT_EQ(via("https://x.c.example/", kBoth), "direct");
    EXPECT_EQ(via("https://10.0.0.7/", kBoth), "direct");
    EXPECT_EQ(via("https://10.0.0.70/", kBoth), "http://secure.proxy:3128");
    EXPECT_EQ(via("https://any.thing/", {.https = "http://p:1", .bypass = "x,*"}), "direct");
    EXPECT_EQ(via("https://any.thing/", {.https = "http://p:1", .bypass = " , ,"}), "http://p:1");
}

TEST(Proxy, IsNeverUsedForThisMachine) {
    for (const auto* url : {"http://localhost:8000/", "http://127.0.0.1/", "http://127.9.9.9/",
                            "http://[::1]:1/", "http://panel.localhost/"})
        EXPECT_EQ(via(url, kBoth), "direct") << url;
    EXPECT_EQ(via("http://127.venue.test/", kBoth), "http://plain.proxy:8080");
}

TEST(Proxy, SaysWhichVariableIsWrong) {
    EXPECT_EQ(via("https://v.test/", {.https = "http://"}),
              "error: HTTPS_PROXY: url: the host is empty");
    EXPECT_EQ(via("http://v.test/", {.http = "https://p"}),
              "error: HTTP_PROXY: only http:// proxies are supported, not https://");
}

TEST(Proxy, ComesFromTheEnvironmentLowerCaseFirst) {
    ::setenv("HTTPS_PROXY", "http://upper:1", 1);
    ::setenv("https_proxy", "http://lower:1", 1);
    ::setenv("HTTP_PROXY", "http://upper:2", 1);
    ::setenv("http_proxy", "", 1);
    ::setenv("NO_PROXY", "x.example", 1);
    ::unsetenv("no_proxy");

    const auto settings = ProxySettings::from_environment();

    for (const auto* name : {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY"})
        ::unsetenv(name);
    EXPECT_EQ(settings.https, "http://lower:1");
    EXPECT_EQ(settings.http, "http://upper:2");
    EXPECT_EQ(settings.bypass, "x.example");
}

}  // namespace
}  // namespace twinleg::net
