#include "crypto/stark/starknet.h"

#include <gtest/gtest.h>

#include "crypto/stark/pedersen.h"
#include "crypto/stark/rfc6979.h"
#include "tests/crypto/hex.h"
#include "tests/crypto/stark/print.h"
#include "tests/crypto/stark/vectors.h"

namespace twinleg::crypto::stark {
namespace {

TEST(Starknet, HashesAsTheSdkDoes) {
    const auto vectors = test::read_json("crypto/stark/data/paradex_hashes.json");
    std::size_t count = 0;
    for (const auto& vector : vectors["starknet_keccak"]) {
        EXPECT_EQ(starknet_keccak(vector["ascii"].get<std::string>()),
                  test::felt(vector["starknet_keccak"]));
        ++count;
    }
    for (const auto& vector : vectors["short_strings"]) {
        EXPECT_EQ(short_string("text", vector["text"].get<std::string>()).value(),
                  test::felt(vector["felt"]));
        ++count;
    }
    for (const auto& vector : vectors["typed_data_felt_parsing"]) {
        EXPECT_EQ(typed_data_felt("value", vector["value"].get<std::string>()).value(),
                  test::felt(vector["felt"]));
        ++count;
    }
    for (const auto& vector : vectors["pedersen"]) {
        EXPECT_EQ(pedersen(test::felt(vector["a"]), test::felt(vector["b"])),
                  test::felt(vector["hash"]));
        ++count;
    }
    for (const auto& vector : vectors["pedersen_array"]) {
        std::vector<Felt> elements;
        for (const auto& element : vector["elements"])
            elements.push_back(test::felt(element));
        EXPECT_EQ(pedersen_array(elements), test::felt(vector["hash"]));
        ++count;
    }
    for (const auto& vector : vectors["domains"]) {
        const Felt chain =
            short_string("chain", vector["starknet_chain_id"].get<std::string>()).value();
        EXPECT_EQ(chain, test::felt(vector["chain_id_felt"]));
        const std::array members{short_string("name", "Paradex").value(), chain, Felt::of(1)};
        EXPECT_EQ(typed_struct_hash("StarkNetDomain(name:felt,chainId:felt,version:felt)", members),
                  test::felt(vector["domain_hash"]));
        ++count;
    }
    test::report("paradex hashes.json", count);
}

TEST(Starknet, RefusesTextThatIsNoFelt) {
    EXPECT_EQ(short_string("market", std::string(32, 'A')).error().code, Errc::out_of_range);
    EXPECT_EQ(short_string("market", "caf\xc3\xa9").error().code, Errc::malformed);
    EXPECT_EQ(typed_data_felt("id", kPrime.to_hex()).error().code, Errc::out_of_range);
    EXPECT_EQ(typed_data_felt("id", kPrime.to_decimal()).error().code, Errc::out_of_range);
    EXPECT_EQ(typed_data_felt("id", "0xyz").error().code, Errc::malformed);
    EXPECT_EQ(typed_data_felt("id", "0x").error().code, Errc::malformed);
}

TEST(Ecdsa, SignsAndVerifiesAsParadexDoes) {
    const auto vectors = test::read_json("crypto/stark/data/paradex_ecdsa.json");
    std::size_t count = 0;
    for (const auto& vector : vectors["sign"]) {
        const auto key = test::private_key(vector["private_key"]);
        const U256 z = test::number(vector["message_hash"]);
        const auto extra = test::bytes_of(vector["extra_entropy_hex"].get<std::string>());
        EXPECT_EQ(Rfc6979(key.reveal(), z, extra).next().value(), test::number(vector["k"]));
        const Signature signature = sign_deterministic(key, z, extra).value();
        EXPECT_EQ(signature.r, test::number(vector["r"]));
        EXPECT_EQ(signature.s, test::number(vector["s"]));
        EXPECT_TRUE(verify(key.public_key(), z, signature));
        ++count;
    }
    for (const auto& vector : vectors["verify"]) {
        const auto key = PublicKey::from_x("public_key", test::felt(vector["public_key"])).value();
        EXPECT_EQ(verify(key, test::number(vector["message_hash"]),
                         {test::number(vector["r"]), test::number(vector["s"])}),
                  vector["valid"].get<bool>())
            << vector["case"];
        ++count;
    }
    test::report("paradex ecdsa.json", count);
}

}  // namespace
}  // namespace twinleg::crypto::stark
