// Signed messages against the SDK's.

#include "sim/wire/paradex/message_hash.h"

#include <gtest/gtest.h>

#include "sim/wire/paradex/markets.h"
#include "tests/support/vectors.h"

namespace twinleg::sim::wire::paradex {
namespace {

using Tree = twinleg::test::Json;
const std::string kFolder = "tests/venues/paradex/data/";

Felt felt(const Tree& text) {
    return Felt::from_hex("vector", text.get<std::string>()).value();
}

bool verifies(const Tree& vector, const Felt& hash, const std::string& signature) {
    const auto key = crypto::stark::PublicKey::from_x("key", felt(vector["l2_public_key"])).value();
    return crypto::stark::verify(key, hash.value(), parse_signature(signature).value());
}

TEST(ParadexMessages, HashLoginsAndOnboardingsLikeTheSdk) {
    const Tree file = twinleg::test::read_vectors(kFolder + "auth.json");
    std::size_t count = 0;

    for (const char* kind : {"auth", "onboarding"}) {
        for (const Tree& vector : file[kind]) {
            const Tree& config = file["configs"][vector["config"].get<std::string>()];
            const MessageHashes hashes(config["starknet_chain_id"].get<std::string>());
            const Felt account = felt(vector["account_address"]);

            const Felt hash = kind == std::string{"auth"}
                                  ? hashes.login(account, vector["timestamp"], vector["expiration"])
                                  : hashes.onboarding(account);

            EXPECT_EQ(hash.to_hex(), vector["message_hash"]);
            EXPECT_TRUE(
                verifies(vector, hash, vector["http"]["headers"]["PARADEX-STARKNET-SIGNATURE"]));
            ++count;
        }
    }

    twinleg::test::print_count("auth.json", count);
    EXPECT_EQ(count, 14U);
}

TEST(ParadexMessages, HashOrdersAndModifiesLikeTheSdk) {
    const Tree file = twinleg::test::read_vectors(kFolder + "orders.json");
    std::size_t count = 0;

    for (const char* kind : {"create", "modify"}) {
        for (const Tree& vector : file[kind]) {
            const Tree& config = file["configs"][vector["config"].get<std::string>()];
            const MessageHashes hashes(config["starknet_chain_id"].get<std::string>());
            const Tree& body = vector["body"];
            const std::string market = body["market"], side = body["side"], type = body["type"],
                              size = body["size"], price = body.value("price", ""),
                              id = body.value("id", "");

            const auto hash = hashes.order(felt(vector["account_address"]),
                                           {.timestamp = body["signature_timestamp"],
                                            .market = market,
                                            .side = side,
                                            .type = type,
                                            .size = size,
                                            .price = price,
                                            .id = id});

            ASSERT_TRUE(hash) << vector["input"] << hash.error().message;
            // Market kinds with a trigger sign a limit price that the body does not have.
            if (vector["chain_price"] != "0" && price.empty()) continue;
            EXPECT_EQ(hash->to_hex(), vector["message_hash"]) << vector["input"];
            EXPECT_TRUE(verifies(vector, *hash, body["signature"])) << vector["input"];
            ++count;
        }
    }

    twinleg::test::print_count("orders.json", count);
    EXPECT_GE(count, 60U);
}

TEST(ParadexMessages, RefuseAmountsThatAreNone) {
    for (const char* text : {"", "x", "-1", "1e", "0x10"})
        EXPECT_FALSE(chain_amount("size", text)) << text;
    EXPECT_EQ(chain_amount("size", "1E-8").value(), Felt::of(1));
    EXPECT_EQ(chain_amount("size", "0.000000019").value(), Felt::of(1));  // cut
}

TEST(ParadexMessages, ReadSignaturesOfOneFormAlone) {
    EXPECT_TRUE(parse_signature("[\"1\",\"2\"]"));
    for (const char* text : {"", "[]", "[1,2]", "[\"1\"]", "[\"1\",\"x\"]", "1,2", "{\"r\":\"1\"}"})
        EXPECT_FALSE(parse_signature(text)) << text;
}

TEST(ParadexIds, ComeBackFromTheirText) {
    EXPECT_EQ(id_text(42).size(), 28U);
    EXPECT_EQ(parse_id(id_text(42)), 42U);
    for (const char* text :
         {"", "42", "1795000000-00000000000000042", "9995000000000000000000000042"})
        EXPECT_FALSE(parse_id(text)) << text;
}

}  // namespace
}  // namespace twinleg::sim::wire::paradex
