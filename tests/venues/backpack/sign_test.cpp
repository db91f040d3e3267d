#include "venues/backpack/sign.h"

#include <gtest/gtest.h>

#include "crypto/base64.h"
#include "tests/support/vectors.h"
#include "venues/backpack/signing_text.h"

namespace twinleg::venues::backpack {
namespace {

using test::Json;

const std::string kData = "tests/venues/backpack/data/";

Signer signer_of(const std::string& name, const char* form = "secret") {
    const Json key = test::read_vectors(kData + "keys.json")["keys"][name];
    return std::move(
        Signer::create(key["public"].get<std::string>(), key[form].get<std::string>()).value());
}

Result<std::string> rebuilt_text(const Json& vector, const std::string& instruction) {
    auto text =
        vector["body"].is_string()
            ? text_of_body(instruction, vector["body"].get<std::string>())
            : Result<std::string>{text_of_query(
                  instruction, vector["query"].is_string() ? vector["query"].get<std::string>()
                                                           : std::string{})};
    if (text)
        append_window(*text, std::stoull(vector["timestamp"].get<std::string>()),
                      static_cast<unsigned>(std::stoul(vector["window"].get<std::string>())));
    return text;
}

TEST(Backpack, MakesEveryKeyPair) {
    const std::string file = kData + "keys.json";
    const Json keys = test::read_vectors(file)["keys"];
    for (const auto& [name, key] : keys.items()) {
        EXPECT_EQ(signer_of(name).public_key(), key["public"]);
        EXPECT_EQ(signer_of(name, "secret64").public_key(), key["public"]);
    }
    test::print_count(file, keys.size());
}

TEST(Backpack, SignsEveryRequestAsTheClientsDo) {
    const std::string file = kData + "signing_rest.json";
    const Json vectors = test::read_vectors(file)["vectors"];
    for (const Json& vector : vectors) {
        const Signer signer = signer_of(vector["key"]);

        const auto text = rebuilt_text(vector, vector["instruction"]);

        ASSERT_TRUE(text) << text.error().message;
        EXPECT_EQ(*text, vector["signing_string"]) << vector["id"];
        EXPECT_EQ(signer.sign(*text), vector["signature"]) << vector["id"];
        const auto window = static_cast<unsigned>(std::stoul(vector["window"].get<std::string>()));
        for (const Header& header :
             signer.headers(signer.sign(*text), std::stoull(vector["timestamp"].get<std::string>()),
                            window, false))
            EXPECT_EQ(header.value, vector["headers"][std::string{header.name}]);
    }
    test::print_count(file, vectors.size());
}

TEST(Backpack, SignsEverySubscriptionAsTheClientsDo) {
    const std::string file = kData + "signing_ws.json";
    const Json vectors = test::read_vectors(file)["vectors"];
    for (const Json& vector : vectors) {
        const Json wanted = Json::parse(vector["frame"].get<std::string>());
        const std::vector<std::string> streams = wanted["params"];

        const auto frame =
            signer_of(vector["key"])
                .frame(wanted["method"].get<std::string>(), streams,
                       std::stoull(vector["timestamp"].get<std::string>()),
                       static_cast<unsigned>(std::stoul(vector["window"].get<std::string>())));

        ASSERT_TRUE(frame);
        EXPECT_EQ(frame->signing_text, vector["signing_string"]);
        EXPECT_EQ(frame->signature, vector["signature"]);
        EXPECT_EQ(frame->text, vector["frame"]);
    }
    test::print_count(file, vectors.size());
}

TEST(Backpack, AcceptsNoneOfTheTamperedRequests) {
    const std::string file = kData + "signing_reject.json";
    const Json vectors = test::read_vectors(file)["vectors"];
    for (const Json& vector : vectors) {
        const std::string key = vector["headers"]["X-API-Key"];
        const auto public_key = crypto::parse_base64<32>("key", key);
        const auto signature =
            crypto::parse_base64<64>("signature", vector["signature"].get<std::string>());
        ASSERT_TRUE(public_key);
        ASSERT_TRUE(signature);
        const std::string instruction =
            vector["method"] == "DELETE" ? "orderCancel" : vector["instruction"].get<std::string>();

        const auto text = rebuilt_text(vector, instruction);

        ASSERT_TRUE(text);
        EXPECT_FALSE(crypto::verify_ed25519(*public_key, crypto::bytes_of(*text), *signature))
            << vector["id"];
    }
    test::print_count(file, vectors.size());
}

TEST(Backpack, WritesOrdersWhoseBodyGivesTheSignedText) {
    const Signer signer = signer_of("k0");
    const OrderFields limit{.symbol = "SOL_USDC_PERP",
                            .quantity = "12",
                            .price = "141.25",
                            .time_in_force = "GTC",
                            .client_id = 77,
                            .post_only = true};
    const OrderFields market{
        .symbol = "ETH_USDC_PERP", .is_bid = false, .order_type = "Market", .quantity = "0.5"};

    const auto one = signer.order(limit, 1795217471915);
    const auto two = signer.batch(std::array{limit, market}, 1795217471915, 60000);

    ASSERT_TRUE(one);
    EXPECT_EQ(
        one->body,
        R"({"clientId":77,"orderType":"Limit","postOnly":true,"price":"141.25","quantity":"12",)"
        R"("side":"Bid","symbol":"SOL_USDC_PERP","timeInForce":"GTC"})");
    auto text = text_of_body("orderExecute", one->body).value();
    append_window(text, 1795217471915, 5000);
    EXPECT_EQ(one->headers[1].value, signer.sign(text));
    ASSERT_TRUE(two);
    text = text_of_body("orderExecute", two->body).value();
    append_window(text, 1795217471915, 60000);
    EXPECT_EQ(two->headers[1].value, signer.sign(text));
}

TEST(Backpack, RefusesValuesThatCouldPassForAnotherPair) {
    const Signer signer = signer_of("k0");
    for (const char* bad : {"1&price=2", "a=b", "\"", "a b", "\n", "\xC3\xA9"}) {
        const OrderFields order{.symbol = bad, .quantity = "1", .price = "1"};
        EXPECT_FALSE(signer.order(order, 1)) << bad;
    }
    const OrderFields good{.symbol = "BTC_USDC_PERP", .quantity = "1", .price = "1"};
    EXPECT_FALSE(signer.order(good, 1, 0));
    EXPECT_FALSE(signer.order(good, 1, 60001));
    EXPECT_FALSE(signer.batch({}, 1));
    EXPECT_FALSE(signer.frame("PUBLISH", {}, 1));
}

TEST(Backpack, RefusesKeysThatAreNoPair) {
    const Json keys = test::read_vectors(kData + "keys.json")["keys"];
    const auto refused = Signer::create(keys["k1"]["public"].get<std::string>(),
                                        keys["k0"]["secret"].get<std::string>());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "public_key: does not belong to secret_key");
}

TEST(BackpackSigningText, RefusesBodiesItCannotFlatten) {
    for (const char* bad : {"", "1", "\"x\"", "[]", "[1]", "{\"a\":{}}", "{\"a\":[1]}",
                            "{\"a\":1.5}", "{\"a\":1", "[{\"a\":1},2]"})
        EXPECT_FALSE(text_of_body("x", bad)) << bad;
    EXPECT_EQ(text_of_body("x", "{\"b\":null,\"a\":-1}"), "instruction=x&a=-1");
    EXPECT_EQ(text_of_query("x", "&b=2&&a&=3&"), "instruction=x&=3&a=&b=2");
}

}  // namespace
}  // namespace twinleg::venues::backpack
