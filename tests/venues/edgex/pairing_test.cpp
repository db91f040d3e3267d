#include "venues/edgex/pairing.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace twinleg::venues::edgex {
namespace {

TEST(OriginRule, AllowsWholeOriginsAndNothingThatOnlyLooksLikeThem) {
    const OriginRule rule{{"https://pro.edgex.exchange"}};

    EXPECT_TRUE(rule.allows("https://pro.edgex.exchange"));

    EXPECT_FALSE(rule.allows(""));
    EXPECT_FALSE(rule.allows("null"));
    EXPECT_FALSE(rule.allows("http://pro.edgex.exchange"));
    EXPECT_FALSE(rule.allows("https://pro.edgex.exchange.evil.example"));
    EXPECT_FALSE(rule.allows("https://pro.edgex.exchange:8443"));
    EXPECT_FALSE(rule.allows("https://edgex.exchange"));
    EXPECT_FALSE(rule.allows("chrome-extension://abcdefghijklmnopabcdefghijklmnop"));
    EXPECT_FALSE(rule.allows("http://127.0.0.1:8000"));
}

TEST(OriginRule, AllowsAnExtensionOnlyByItsOwnName) {
    const OriginRule rule{{"chrome-extension://abcdefghijklmnopabcdefghijklmnop"}};

    EXPECT_TRUE(rule.allows("chrome-extension://abcdefghijklmnopabcdefghijklmnop"));
    EXPECT_FALSE(rule.allows("chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba"));
}

TEST(OriginRule, AllowsThisComputersPagesOnlyWhereAsked) {
    const OriginRule rule{{}, true};

    EXPECT_TRUE(rule.allows("http://127.0.0.1:8000"));
    EXPECT_TRUE(rule.allows("http://localhost:1"));
    EXPECT_TRUE(rule.allows("http://localhost"));

    EXPECT_FALSE(rule.allows("http://localhost.evil.example"));
    EXPECT_FALSE(rule.allows("http://localhost:80.evil.example"));
    EXPECT_FALSE(rule.allows("http://127.0.0.1.evil.example:80"));
    EXPECT_FALSE(rule.allows("http://localhost:"));
}

TEST(PairingToken, IsNewEveryTimeAndMatchesItselfAlone) {
    const PairingToken one = PairingToken::make();
    const PairingToken other = PairingToken::make();

    EXPECT_EQ(one.text().size(), 32U);
    EXPECT_NE(one.text(), other.text());
    EXPECT_TRUE(one.matches(one.text()));
    EXPECT_FALSE(one.matches(other.text()));
    EXPECT_FALSE(one.matches(""));
    EXPECT_FALSE(one.matches(one.text() + "0"));
}

TEST(PairingToken, RefusesOneThatCouldBeGuessed) {
    EXPECT_THROW(PairingToken{"secret"}, std::invalid_argument);
    EXPECT_THROW(PairingToken{"sixteen letters!!"}, std::invalid_argument);
}

TEST(PairingToken, ProvesThatWeKnowItAsTheScriptExpects) {
    const PairingToken token{"0123456789abcdef0123456789abcdef"};

    // The same value stands in web/edgex-bridge/test/backend_link.test.ts.
    EXPECT_EQ(token.proof("00112233445566778899aabbccddeeff"),
              "71ae8ad5f5456ba7d5c374f813a13be6029e02a67ed0eb2d6ce6ba7e6946f9f8");
    EXPECT_EQ(token.proof("short"), "");
    EXPECT_EQ(token.proof("00112233445566778899aabbccddeefg"), "");
}

}  // namespace
}  // namespace twinleg::venues::edgex
