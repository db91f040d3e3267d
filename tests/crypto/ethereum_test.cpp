#include <gtest/gtest.h>

#include <set>

#include "crypto/eip712.h"
#include "crypto/hex.h"
#include "crypto/secp256k1.h"

namespace twinleg::crypto {
namespace {

constexpr std::string_view kOnes =
    "0x1111111111111111111111111111111111111111111111111111111111111111";
constexpr std::string_view kOrder =
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

EthereumKey key() {
    return std::move(EthereumKey::from_hex("key", kOnes).value());
}

TEST(EthereumKey, HasTheAddressThatWalletsShow) {
    EXPECT_EQ(checksum_address(key().address()), "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A");
    EXPECT_EQ(parse_address("user", "19e7e376e7c213b7e7e7e46cc70a5dd086daff2a"), key().address());
}

TEST(EthereumKey, RefusesZeroAndTheGroupOrderAndPast) {
    const std::string zero(64, '0');
    const std::string most(64, 'f');
    for (const std::string& text : {zero, std::string{kOrder}, most}) {
        const auto refused = EthereumKey::from_hex("key", text);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Errc::out_of_range);
    }
    EXPECT_FALSE(EthereumKey::from_hex("key", "0x11"));
}

TEST(EthereumKey, SignsWhatRecoversToItsAddress) {
    const EthereumKey signer = key();
    Word digest{};
    for (unsigned i = 0; i < 200; ++i) {
        digest = hash_words(std::array{digest, word(std::uint64_t{i})});

        const EthereumSignature signature = signer.sign(digest);

        EXPECT_EQ(recover_address(digest, signature), signer.address());
        EXPECT_EQ(signer.sign(digest), signature);
    }
}

TEST(EthereumKey, SignsWithPreparedNoncesWhatRecoversToItsAddress) {
    EthereumKey signer = key();
    const auto order = parse_hex<32>("n", kOrder).value();
    Word past = order;  // a digest past the group order counts modulo it
    past[31] += 7;
    for (const Word& first : {Word{}, order, past, Word{text_hash("a message")}}) {
        Word digest = first;
        for (unsigned i = 0; i < 50; ++i) {
            signer.prepare(1);

            const EthereumSignature signature = signer.sign(digest);

            EXPECT_EQ(recover_address(digest, signature), signer.address());
            digest = hash_words(std::array{digest, word(std::uint64_t{i})});
        }
    }
}

TEST(EthereumKey, NeverSignsTwiceWithOneNonce) {
    EthereumKey signer = key();
    EthereumKey moved = std::move(signer);
    EXPECT_EQ(moved.prepare(64), 64U);
    const Word digest = text_hash("a message");
    std::set<Bytes<32>> seen;
    for (unsigned i = 0; i < 64; ++i) {
        const EthereumSignature signature = moved.sign(digest);
        Bytes<32> r{};
        std::copy_n(signature.begin(), r.size(), r.begin());
        EXPECT_TRUE(seen.insert(r).second);
    }
    // The pool is empty: deterministic again, as a key without one.
    EXPECT_EQ(moved.sign(digest), key().sign(digest));
}

TEST(RecoverAddress, RefusesWhatIsNotCanonical) {
    const Word digest = text_hash("a message");
    const EthereumSignature good = key().sign(digest);
    const auto order = parse_hex<32>("n", kOrder).value();

    const auto with = [&](std::size_t at, const Bytes<32>& number) {
        EthereumSignature changed = good;
        std::copy(number.begin(), number.end(), changed.begin() + static_cast<std::ptrdiff_t>(at));
        return changed;
    };
    for (const std::size_t at : {std::size_t{0}, std::size_t{32}}) {
        EXPECT_FALSE(recover_address(digest, with(at, Bytes<32>{}))) << "zero at " << at;
        EXPECT_FALSE(recover_address(digest, with(at, order))) << "n at " << at;
    }

    // n − s signs the same for the lax, with the other v.
    Bytes<32> high{};
    int borrow = 0;
    for (std::size_t i = 32; i-- > 0;) {
        const int digit = int{order[i]} - int{good[32 + i]} - borrow;
        borrow = digit < 0 ? 1 : 0;
        high[i] = static_cast<std::uint8_t>(digit + borrow * 256);
    }
    EthereumSignature malleable = with(32, high);
    malleable[64] = static_cast<std::uint8_t>(55 - malleable[64]);
    EXPECT_FALSE(recover_address(digest, malleable));

    for (const int v : {0, 1, 26, 29, 255}) {
        EthereumSignature changed = good;
        changed[64] = static_cast<std::uint8_t>(v);
        EXPECT_FALSE(recover_address(digest, changed)) << v;
    }
}

TEST(RecoverAddress, GivesAnotherAddressForAnyFlippedBit) {
    const Word digest = text_hash("a message");
    const EthereumKey signer = key();
    const EthereumSignature good = signer.sign(digest);
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        EthereumSignature changed = good;
        changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ 1U << bit % 8);
        EXPECT_NE(recover_address(digest, changed), signer.address()) << bit;
    }
}

TEST(EthereumSignature, IsReadFromTextOfEitherCase) {
    const EthereumSignature good = key().sign(text_hash("x"));
    std::string text = to_hex(good);

    EXPECT_EQ(parse_ethereum_signature("signature", text), good);
    EXPECT_EQ(parse_ethereum_signature("signature", "0x" + text), good);
    text.replace(128, 2, good[64] == 27 ? "00" : "01");
    EXPECT_EQ(parse_ethereum_signature("signature", text), good);
    text.replace(128, 2, "1D");
    EXPECT_FALSE(parse_ethereum_signature("signature", text));
    text.resize(128);
    EXPECT_FALSE(parse_ethereum_signature("signature", text));
}

TEST(Eip712, HashesTheDomainAsThePageSays) {
    const Word separator = domain_separator({.name = "AsterSignTransaction",
                                             .version = "1",
                                             .chain_id = 1666,
                                             .verifying_contract = {}});

    EXPECT_EQ(to_hex(separator),
              "a95d0a7a6f3f17fcebb0c2336645385ce79cde7523f71ab147fdb7f15e9f37f9");
    EXPECT_EQ(to_hex(text_hash("Message(string msg)")),
              "c4cfb57eea370ef2a92403a7e865b2de262d7ca272333665b54ad7e6a602ef68");
}

}  // namespace
}  // namespace twinleg::crypto
