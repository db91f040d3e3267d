#include "crypto/lighter/schnorr.h"

#include <set>

#include "crypto/lighter/base_table.h"
#include "crypto/nonce_pool.h"
#include "tests/crypto/lighter/arbitrary.h"
#include "tests/crypto/lighter/vectors.h"

namespace twinleg::crypto::lighter {
namespace {

Gfp5 message_from(std::string_view digits) {
    const auto message = Gfp5::decode(bytes(digits));
    EXPECT_TRUE(message);
    return message.value_or(Gfp5{});
}

PrivateKey key_from(const Scalar& secret) {
    std::array<std::uint8_t, 40> encoded{};
    (secret.is_zero() ? Scalar::from(1) : secret).encode(encoded);
    return std::move(PrivateKey::from_bytes(encoded).value());
}

NoncePair nonce_of(std::string_view digits) {
    const auto k = bytes(digits);
    auto nonce = nonce_from(std::span<const std::uint8_t>{k}.first<40>());
    EXPECT_TRUE(nonce);
    return std::move(*nonce);
}

TEST(Keys, GiveTheReferencesPublicKeys) {
    const VectorFile file{"crypto/lighter/data/key_pairs.json"};
    std::size_t count = 0;
    for (const Json row : items(file.root())) {
        const auto key = PrivateKey::from_hex(text(row["private_key_hex"]));
        ASSERT_TRUE(key);
        EXPECT_EQ(key->public_key().w, gfp5(row["public_key_gfp5"]));
        EXPECT_EQ(key->public_key().hex(), text(row["public_key_hex"]));
        EXPECT_TRUE(PublicKey::from_hex(text(row["public_key_hex"])) == key->public_key());
        ++count;
    }
    print_count("key_pairs.json", count);
    EXPECT_EQ(count, 24U);
}

TEST(Keys, AreRefusedWithAReasonThatTellsNoDigits) {
    const auto says = [](std::string_view digits) {
        const auto key = PrivateKey::from_hex(digits);
        return key ? std::string{} : key.error().message;
    };
    const std::string secret(79, '7');

    EXPECT_EQ(says(secret), "private key: 79 hex digits, expected 80");
    EXPECT_EQ(says(secret + "g"), "private key: a character is not a hex digit (0-9, a-f)");
    EXPECT_EQ(says(secret + "7777"), "private key: 83 hex digits, expected 80");
    EXPECT_EQ(says(""), "private key: 0 hex digits, expected 80");
    EXPECT_EQ(says(std::string(80, '0')), "private key: zero modulo the group order");
    EXPECT_EQ(says("0x" + secret + "7"), "");
    EXPECT_EQ(
        says("e1ff8b9496d90fe89ca024d7395c88e83906b8cfe6ffff7f16000000f1ffff7f07000080fdffff7f"),
        "private key: zero modulo the group order");
}

TEST(Keys, AtOrAboveTheOrderCountModuloIt) {
    // n + 1, which the official signer takes for 1.
    const auto key = PrivateKey::from_hex(
        "e2ff8b9496d90fe89ca024d7395c88e83906b8cfe6ffff7f16000000f1ffff7f07000080fdffff7f");
    ASSERT_TRUE(key);
    EXPECT_EQ(key->public_key().w, Gfp5::from(Fp::from(4)));
}

TEST(Keys, PublicOnesMustBeUsablePoints) {
    const std::string neutral(80, '0');
    const std::string too_large = "01000000ffffffff" + std::string(64, '0');  // limb 0 is p
    EXPECT_EQ(PublicKey::from_hex(neutral).error().code, Errc::out_of_range);
    EXPECT_EQ(PublicKey::from_hex(too_large).error().code, Errc::out_of_range);
    EXPECT_EQ(PublicKey::from_hex("00").error().code, Errc::malformed);
    EXPECT_EQ(PublicKey::from_bytes(std::vector<std::uint8_t>(39)).error().code, Errc::malformed);

    const VectorFile file{"crypto/lighter/data/curve_vectors.json"};
    for (const Json row : items(file.root()["decode"])) {
        const Gfp5 w = gfp5(row["w"]);
        EXPECT_EQ(PublicKey::from_bytes(w.encode()).has_value(),
                  flag(row["valid"]) && !w.is_zero());
    }
}

TEST(Schnorr, SignsAndJudgesAsTheReference) {
    const VectorFile file{"crypto/lighter/data/schnorr_vectors.json"};
    std::size_t count = 0;
    for (const Json row : items(file.root())) {
        const auto key = PrivateKey::from_hex(text(row["private_key_hex"]));
        ASSERT_TRUE(key);
        const auto public_key = PublicKey::from_hex(text(row["public_key_hex"]));
        ASSERT_TRUE(public_key);
        EXPECT_EQ(key->public_key(), *public_key);
        const Gfp5 message = message_from(text(row["message_hash_hex"]));
        const auto given = bytes(text(row["sig_hex"]));

        EXPECT_EQ(verify(*public_key, message, given), flag(row["valid_strict"]));
        Json k;
        if (row["nonce_k_hex"].get(k) == simdjson::SUCCESS) {
            NoncePair nonce = nonce_of(text(k));
            EXPECT_EQ(to_hex(nonce.r.encode()), text(row["r_encoded_hex"]));
            const Signature signature = sign(*key, message, std::move(nonce));
            EXPECT_EQ(to_hex(signature), text(row["sig_hex"]));
            EXPECT_EQ(text(row["s_hex"]) + text(row["e_hex"]), text(row["sig_hex"]));
        }
        ++count;
    }
    print_count("schnorr_vectors.json", count);
    EXPECT_EQ(count, 20U);
}

TEST(Schnorr, VerifiesWhatItSigns) {
    for_all("verify(sign(x)), and for no other message or key",
            [](const Scalar& secret, const Gfp5& message, const Gfp5& other) {
                const PrivateKey key = key_from(secret);
                const PublicKey public_key = key.public_key();
                const Signature signature = sign(key, message);
                RC_ASSERT(verify(public_key, message, signature));
                RC_ASSERT(verify(public_key, message, sign(key, message, make_nonce(key))));
                if (other != message) RC_ASSERT(!verify(public_key, other, signature));
                const PublicKey stranger = key_from(secret + Scalar::from(2)).public_key();
                RC_ASSERT(!verify(stranger, message, signature));
            });
}

TEST(Schnorr, RefusesEveryBitFlipped) {
    const PrivateKey key = key_from(Scalar::from(12345));
    const PublicKey public_key = key.public_key();
    const Gfp5 message = Gfp5::from({1, 2, 3, 4, 5});
    const Signature good = sign(key, message);
    ASSERT_TRUE(verify(public_key, message, good));

    for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
        Signature bad = good;
        bad[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        EXPECT_FALSE(verify(public_key, message, bad)) << bit;
    }
}

TEST(Schnorr, RefusesScalarsNotBelowTheOrderAndWrongLengths) {
    const PrivateKey key = key_from(Scalar::from(777));
    const PublicKey public_key = key.public_key();
    const Gfp5 message = Gfp5::from({9, 8, 7, 6, 5});
    const Signature good = sign(key, message);
    const auto order =
        bytes("e1ff8b9496d90fe89ca024d7395c88e83906b8cfe6ffff7f16000000f1ffff7f07000080fdffff7f");
    const auto plus_order = [&](std::size_t offset) {
        Signature shifted = good;
        unsigned carry = 0;
        for (std::size_t i = 0; i < 40; ++i) {
            carry += static_cast<unsigned>(shifted[offset + i]) + order[i];
            shifted[offset + i] = static_cast<std::uint8_t>(carry);
            carry >>= 8;
        }
        EXPECT_EQ(carry, 0U);
        return shifted;
    };

    EXPECT_TRUE(verify(public_key, message, good));
    EXPECT_FALSE(verify(public_key, message, plus_order(0)));
    EXPECT_FALSE(verify(public_key, message, plus_order(40)));
    EXPECT_FALSE(verify(public_key, message, std::span{good}.first(79)));
    EXPECT_FALSE(verify(public_key, message, {}));
    std::vector<std::uint8_t> longer(good.begin(), good.end());
    longer.push_back(0);
    EXPECT_FALSE(verify(public_key, message, longer));
    EXPECT_FALSE(verify(public_key, message, Signature{}));
}

TEST(Schnorr, RefusesTheNeutralKeyAndPointsThatAreNone) {
    const Gfp5 message = Gfp5::from({1, 1, 1, 1, 1});
    const VectorFile file{"crypto/lighter/data/curve_vectors.json"};
    const Signature signature = sign(key_from(Scalar::from(3)), message);
    EXPECT_FALSE(verify(PublicKey{}, message, signature));
    for (const Json row : items(file.root()["decode"])) {
        if (flag(row["valid"])) continue;
        EXPECT_FALSE(verify(PublicKey{gfp5(row["w"])}, message, signature));
    }
    // With the neutral key any k signs any message: s = k, e = challenge.
    NoncePair nonce = make_nonce(key_from(Scalar::from(3)));
    const Signature forged = sign(key_from(Scalar{} - Scalar::from(1)), message, std::move(nonce));
    EXPECT_FALSE(verify(PublicKey{}, message, forged));
}

TEST(Nonces, OutOfRangeAreRefused) {
    std::array<std::uint8_t, 40> k{};
    EXPECT_FALSE(nonce_from(k));
    const auto order =
        bytes("e1ff8b9496d90fe89ca024d7395c88e83906b8cfe6ffff7f16000000f1ffff7f07000080fdffff7f");
    EXPECT_FALSE(nonce_from(std::span<const std::uint8_t>{order}.first<40>()));
    k.fill(0xff);
    EXPECT_FALSE(nonce_from(k));
    k = {1};
    EXPECT_TRUE(nonce_from(k));
}

TEST(Nonces, NeverRepeatAndFitTheirPoint) {
    const PrivateKey key = PrivateKey::generate();
    const Gfp5 message = Gfp5::from({1, 2, 3, 4, 5});
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        for (const NoncePair& nonce : {make_nonce(key), make_nonce(key, message)}) {
            const auto k = Scalar::decode(nonce.k.reveal());
            ASSERT_TRUE(k);
            EXPECT_EQ(multiply_generator_public(*k).encode(), nonce.r);
            EXPECT_TRUE(seen.insert(to_hex(nonce.r.encode())).second);
        }
    }
}

TEST(Nonces, ComePreparedFromAPool) {
    const PrivateKey key = PrivateKey::generate();
    const Gfp5 message = Gfp5::from({5, 4, 3, 2, 1});
    NoncePool<NoncePair, 4> pool{[&key] { return make_nonce(key); }};
    EXPECT_EQ(pool.refill(), pool.capacity());

    std::set<std::string> signatures;
    for (int i = 0; i < 6; ++i) {  // the last two are computed on the spot
        const Signature signature = sign(key, message, pool.take());
        EXPECT_TRUE(verify(key.public_key(), message, signature));
        EXPECT_TRUE(signatures.insert(to_hex(signature)).second);
    }
}

TEST(NoncesDeathTest, CannotBeUsedTwice) {
    const PrivateKey key = PrivateKey::generate();
    NoncePair nonce = make_nonce(key);
    const NoncePair taken = std::move(nonce);
    EXPECT_DEATH((void)sign(key, Gfp5{}, std::move(nonce)), "is_zero");
}

}  // namespace
}  // namespace twinleg::crypto::lighter
