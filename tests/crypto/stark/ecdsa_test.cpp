#include "crypto/stark/ecdsa.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <regex>
#include <set>

#include "crypto/stark/rfc6979.h"
#include "tests/crypto/hex.h"
#include "tests/crypto/stark/generators.h"
#include "tests/crypto/stark/vectors.h"

namespace twinleg::crypto::stark {
namespace {

// A seed as minimal big-endian bytes; null and 0 give none.
std::vector<std::uint8_t> extra_of(const test::Json& seed) {
    if (seed.is_null()) return {};
    const U256 value = test::number(seed);
    return value.is_zero() ? std::vector<std::uint8_t>{} : test::bytes_of(value.to_hex());
}

// One seed is above 2^64, where a JSON reader would round it: all are read as texts.
test::Json vectors_with_seeds_as_texts() {
    std::ifstream file{TWINLEG_SOURCE_DIR "/tests/crypto/stark/data/ecdsa.json"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    return test::Json::parse(
        std::regex_replace(text, std::regex{R"("seed": (\d+))"}, R"("seed": "$1")"));
}

TEST(Ecdsa, SignsAsTheReferenceDoes) {
    const auto vectors = vectors_with_seeds_as_texts()["sign"];
    for (const auto& vector : vectors) {
        const auto key = test::private_key(vector["privateKey"]);
        const U256 z = test::number(vector["messageHash"]);
        const auto extra = extra_of(vector["seed"]);

        EXPECT_EQ(Rfc6979(key.reveal(), z, extra).next().value(), test::number(vector["k"]));
        const Signature signature = sign_deterministic(key, z, extra).value();

        EXPECT_EQ(signature.r, test::number(vector["r"])) << vector;
        EXPECT_EQ(signature.s, test::number(vector["s"])) << vector;
        EXPECT_EQ(Scalar::reduce(signature.s).inverse().value(), test::number(vector["w"]));
        EXPECT_EQ(key.public_key().x(), test::felt(vector["publicKeyX"]));
        EXPECT_TRUE(verify(key.public_key(), z, signature));
    }
    test::report("ecdsa.json (sign)", vectors.size());
}

TEST(Ecdsa, VerifiesAsTheReferenceDoes) {
    const auto vectors = test::read_json("crypto/stark/data/ecdsa.json")["verify"];
    for (const auto& vector : vectors) {
        const auto key = PublicKey::from_x("publicKeyX", test::felt(vector["publicKeyX"]));
        const bool valid = key && verify(*key, test::number(vector["messageHash"]),
                                         {test::number(vector["r"]), test::number(vector["s"])});
        EXPECT_EQ(valid, vector["valid"].get<bool>()) << vector["why"];
    }
    test::report("ecdsa.json (verify)", vectors.size());
}

class SignedMessage : public ::testing::Test {
protected:
    PrivateKey key_ = PrivateKey::from_hex("key", "0x123456789abcdef").value();
    PublicKey public_key_ = key_.public_key();
    U256 z_ = U256::from_hex("z", "0x5abcdef0123").value();
    Signature good_ = sign_deterministic(key_, z_).value();
};

TEST_F(SignedMessage, IsRefusedOutsideTheRanges) {
    ASSERT_TRUE(verify(public_key_, z_, good_));
    const auto refused = [&](U256 z, U256 r, U256 s) {
        return !verify(public_key_, z, Signature{r, s});
    };
    std::uint64_t carry = 0;
    EXPECT_TRUE(refused(z_, U256{}, good_.s));
    EXPECT_TRUE(refused(z_, good_.r, U256{}));
    EXPECT_TRUE(refused(z_, kOrder, good_.s));
    EXPECT_TRUE(refused(z_, good_.r, kOrder));
    EXPECT_TRUE(refused(z_, kTwo251, good_.s));
    EXPECT_TRUE(refused(z_, good_.r, add(good_.s, kOrder, carry)));
    EXPECT_TRUE(refused(z_, add(good_.r, kOrder, carry), good_.s));
    EXPECT_TRUE(refused(add(z_, kOrder, carry), good_.r, good_.s));
    EXPECT_TRUE(refused(kTwo251, good_.r, good_.s));
}

TEST_F(SignedMessage, IsNotMadeForAHashThatNoVerifierTakes) {
    NoncePool nonces{[this] { return make_nonce(key_); }};
    EXPECT_EQ(sign(key_, kTwo251).error().code, Errc::out_of_range);
    EXPECT_EQ(sign(key_, kTwo251, nonces).error().code, Errc::out_of_range);
    EXPECT_EQ(sign_deterministic(key_, kOrder).error().code, Errc::out_of_range);
    EXPECT_TRUE(sign_deterministic(key_, U256{}).has_value());
}

TEST_F(SignedMessage, TakesOnePreparedNonceEach) {
    NoncePool nonces{[this] { return make_nonce(key_); }};
    nonces.refill(3);
    std::set<std::string> seen;
    for (std::size_t i = 0; i < 5; ++i) {  // two of them computed on the spot
        const Signature signature = sign(key_, z_, nonces).value();
        EXPECT_TRUE(verify(public_key_, z_, signature));
        EXPECT_TRUE(seen.insert(signature.r.to_hex()).second) << "a nonce came twice";
    }
    EXPECT_EQ(nonces.ready(), 0u);
}

RC_GTEST_PROP(Ecdsa, VerifiesWhatItSigned, (Scalar d, Felt message, Felt other)) {
    RC_PRE(!d.is_zero());
    const U256 z = Scalar::reduce(message.value()).value();
    RC_PRE(z < kTwo251);
    const auto key = PrivateKey::from_bytes("key", d.value().to_bytes()).value();
    const auto from_x = PublicKey::from_x("key", key.public_key().x()).value();

    for (const Signature& signature : {sign(key, z).value(), sign_deterministic(key, z).value()}) {
        RC_ASSERT(verify(key.public_key(), z, signature));
        RC_ASSERT(verify(from_x, z, signature));
        RC_ASSERT(verify(from_x, z, {signature.r, (-Scalar::reduce(signature.s)).value()}));
        // Another message, or any bit of the signature turned.
        if (other.value() != z) RC_ASSERT(!verify(from_x, other.value(), signature));
        const auto bit = *rc::gen::inRange<std::size_t>(0, 251);
        Signature bad = signature;
        bad.r.limb[bit / 64] ^= std::uint64_t{1} << (bit % 64);
        RC_ASSERT(!verify(from_x, z, bad));
        bad = signature;
        bad.s.limb[bit / 64] ^= std::uint64_t{1} << (bit % 64);
        RC_ASSERT(!verify(from_x, z, bad));
    }
}

TEST(PrivateKey, RefusesWhatIsNoKeyWithoutShowingIt) {
    const auto code = [](std::string_view text) {
        return PrivateKey::from_hex("EDGEX_STARK_PRIVATE_KEY", text).error().code;
    };
    EXPECT_EQ(code(""), Errc::malformed);
    EXPECT_EQ(code("0xsecret"), Errc::malformed);
    EXPECT_EQ(code("0x0"), Errc::out_of_range);
    EXPECT_EQ(code(kOrder.to_hex()), Errc::out_of_range);
    EXPECT_EQ(code(std::string(64, 'f')), Errc::out_of_range);
    const auto refused = PrivateKey::from_hex("EDGEX_STARK_PRIVATE_KEY", "0xdeadbeeg");
    EXPECT_TRUE(refused.error().message.starts_with("EDGEX_STARK_PRIVATE_KEY: "));
    EXPECT_EQ(refused.error().message.find("dead"), std::string::npos);
}

TEST(PrivateKey, IsReducedWhereTheVenueDoesSo) {
    std::uint64_t carry = 0;
    const U256 seven_above = add(kOrder, U256::of(7), carry);
    const auto key = PrivateKey::from_hex_reduced("key", seven_above.to_hex()).value();
    EXPECT_EQ(U256::from_bytes(key.reveal()), U256::of(7));
    EXPECT_EQ(PrivateKey::from_hex_reduced("key", kOrder.to_hex()).error().code,
              Errc::out_of_range);
}

TEST(PublicKey, IsRefusedWhereNoPointHasItsX) {
    int refused = 0;
    for (std::uint64_t x = 0; x < 64; ++x)
        refused += PublicKey::from_x("stark_public_key_x", Felt::of(x)) ? 0 : 1;
    EXPECT_GT(refused, 16);
    EXPECT_LT(refused, 48);
}

}  // namespace
}  // namespace twinleg::crypto::stark
