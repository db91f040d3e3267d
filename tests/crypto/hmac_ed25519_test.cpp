#include <gtest/gtest.h>

#include "crypto/ed25519.h"
#include "crypto/hex.h"
#include "crypto/hmac.h"

namespace twinleg::crypto {
namespace {

std::string hmac(std::string_view key, std::string_view message) {
    return to_hex(HmacKey::from(bytes_of(key)).value().sign(message));
}

// Test cases of RFC 4231 and an empty key.
TEST(Hmac, GivesThePublishedCodes) {
    EXPECT_EQ(hmac(std::string(20, '\x0b'), "Hi There"),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hmac("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(
        hmac(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    EXPECT_EQ(hmac("", ""), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Hmac, KeepsNothingFromOneMessageToTheNext) {
    const HmacKey key = HmacKey::from(bytes_of("key")).value();
    const auto first = key.sign(std::string_view{"a"});

    key.sign(std::string_view{"b"});

    EXPECT_EQ(key.sign(std::string_view{"a"}), first);
}

TEST(Ed25519, RefusesAPublicHalfOfAnotherSeed) {
    const std::string seed = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const std::string both =
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8DoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA==";
    std::string other = both;
    other[60] = 'A';

    EXPECT_EQ(Ed25519Key::from_base64("key", both)->public_key(),
              Ed25519Key::from_base64("key", seed)->public_key());
    EXPECT_FALSE(Ed25519Key::from_base64("key", other));
    EXPECT_FALSE(Ed25519Key::from_base64("key", "AAECAw=="));
    EXPECT_FALSE(Ed25519Key::from_base64("key", seed.substr(1)));
    EXPECT_FALSE(Ed25519Key::from_base64("key", ""));
}

TEST(Ed25519, RefusesTamperedAndNonCanonicalSignatures) {
    const auto key =
        Ed25519Key::from_base64("key", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").value();
    const auto message = bytes_of("a message");
    const Bytes<64> good = key.sign(message);
    ASSERT_TRUE(verify_ed25519(key.public_key(), message, good));

    for (std::size_t bit = 0; bit < 512; ++bit) {
        Bytes<64> changed = good;
        changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ 1U << bit % 8);
        EXPECT_FALSE(verify_ed25519(key.public_key(), message, changed)) << bit;
    }
    EXPECT_FALSE(verify_ed25519(key.public_key(), bytes_of("b message"), good));

    // s + L says the same to the lax.
    const auto order =
        parse_hex<32>("L", "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
            .value();
    Bytes<64> shifted = good;
    unsigned carry = 0;
    for (std::size_t i = 0; i < 32; ++i) {
        carry += unsigned{shifted[32 + i]} + order[i];
        shifted[32 + i] = static_cast<std::uint8_t>(carry);
        carry >>= 8;
    }
    EXPECT_FALSE(verify_ed25519(key.public_key(), message, shifted));

    Bytes<32> small_order{1};
    EXPECT_FALSE(verify_ed25519(small_order, message, good));
}

}  // namespace
}  // namespace twinleg::crypto
