#include "venues/aster/sign.h"

#include <gtest/gtest.h>

#include "crypto/hex.h"
#include "tests/support/vectors.h"
#include "venues/aster/parameters.h"

namespace twinleg::venues::aster {
namespace {

using test::Json;

const std::string kData = "tests/venues/aster/data/";

Json keys() {
    return test::read_vectors(kData + "keys.json");
}

SignerV1 signer_v1(const std::string& key) {
    const Json hmac = keys()["hmac"][key];
    return SignerV1::create(hmac["api_key"].get<std::string>(), hmac["secret"].get<std::string>())
        .value();
}

SignerV3 signer_v3(const std::string& key, std::uint64_t chain_id) {
    const Json wallet = keys()["wallets"][key];
    return SignerV3::create(chain_id, "", wallet["address"].get<std::string>(),
                            wallet["private"].get<std::string>())
        .value();
}

// As the venue compares: whatever the case, with or without 0x.
std::string plain(const Json& signature) {
    std::string text = signature;
    if (text.starts_with("0x")) text.erase(0, 2);
    for (char& c : text)
        c = static_cast<char>(std::tolower(c));
    return text;
}

TEST(AsterV1, SignsEveryRequestAsTheClientsDo) {
    const std::string file = kData + "signing_v1.json";
    const Json vectors = test::read_vectors(file)["vectors"];
    for (const Json& vector : vectors) {
        const SignerV1 signer = signer_v1(vector["key"]);
        const std::string text = vector["signing_string"];

        EXPECT_EQ(signer.sign(text), vector["signature"]) << vector["id"];
        const SignedRequest request = signer.finish(text);
        EXPECT_EQ(request.body, text + "&signature=" + std::string{vector["signature"]});
        EXPECT_EQ(request.header_value, vector["headers"]["X-MBX-APIKEY"]);
    }
    test::print_count(file, vectors.size());
}

TEST(AsterV3, SignsEveryMessageAsTheClientsDo) {
    const std::string file = kData + "signing_v3.json";
    const Json vectors = test::read_vectors(file)["vectors"];
    for (const Json& vector : vectors) {
        const SignerV3 signer = signer_v3(vector["key"], vector["chain_id"]);
        const std::string message = vector["msg"];

        EXPECT_EQ(plain(signer.sign(message)), plain(vector["signature"])) << vector["id"];
        const auto signature =
            crypto::parse_ethereum_signature("signature", vector["signature"].get<std::string>());
        ASSERT_TRUE(signature);
        EXPECT_EQ(crypto::recover_address(signer.digest(message), *signature), signer.address());
    }
    test::print_count(file, vectors.size());
}

TEST(AsterV3Legacy, SignsEveryMessageAsTheOldFlowDid) {
    const std::string file = kData + "signing_v3_legacy.json";
    const Json vectors = test::read_vectors(file)["vectors"];
    for (const Json& vector : vectors) {
        const Json wallet = keys()["wallets"][std::string{vector["key"]}];
        const auto key =
            crypto::EthereumKey::from_hex("key", wallet["private"].get<std::string>()).value();
        const auto user = crypto::parse_address("user", vector["user"].get<std::string>()).value();
        const auto signer =
            crypto::parse_address("signer", vector["signer"].get<std::string>()).value();
        const std::string json = vector["json_text"];

        EXPECT_EQ("0x" + crypto::to_hex(legacy_hash(json, user, signer, vector["nonce"])),
                  vector["keccak"]);
        EXPECT_EQ(sign_legacy(key, json, user, signer, vector["nonce"]), vector["signature"]);
    }
    test::print_count(file, vectors.size());
}

// What a venue would do with them: cut the signature, sign or recover, compare.
TEST(Aster, AcceptsNoneOfTheTamperedRequests) {
    const std::string file = kData + "signing_reject.json";
    const Json vectors = test::read_vectors(file)["vectors"];
    for (const Json& vector : vectors) {
        const std::string sent = vector["query"].is_string() ? vector["query"] : vector["body"];
        const std::string text = sent.substr(0, sent.rfind("&signature="));
        const std::string given = vector["signature"];
        if (vector.contains("scheme")) {
            const SignerV3 signer = signer_v3(vector["key"], vector["chain_id"]);
            const std::size_t at = text.find("signer=") + 7;
            const auto claimed =
                crypto::parse_address("signer", text.substr(at, text.find('&', at) - at));
            const auto signature = crypto::parse_ethereum_signature("signature", given);
            ASSERT_TRUE(claimed);
            ASSERT_TRUE(signature);
            const auto recovered = crypto::recover_address(signer.digest(text), *signature);
            EXPECT_FALSE(recovered && *recovered == *claimed) << vector["id"];
        } else {
            const Json hmac = keys()["hmac"];
            const std::string header = vector["headers"]["X-MBX-APIKEY"];
            const std::string owner = hmac["doc"]["api_key"] == header ? "doc" : "k1";
            EXPECT_NE(signer_v1(owner).sign(text), plain(given)) << vector["id"];
        }
    }
    test::print_count(file, vectors.size());
}

TEST(AsterV3, RefusesBadKeysByName) {
    const std::string key = keys()["wallets"]["agent"]["private"];
    const std::string address = keys()["wallets"]["k2"]["address"];
    const auto of_another = SignerV3::create(1666, "", address, key);
    ASSERT_FALSE(of_another);
    EXPECT_TRUE(of_another.error().message.starts_with("signer:"));
    EXPECT_FALSE(SignerV3::create(1666, "0x12", "", key));
    EXPECT_FALSE(SignerV3::create(1666, "", "", std::string(64, '0')));
    EXPECT_FALSE(SignerV3::create(1666, "", "", key.substr(0, 65)));
}

TEST(AsterV1, RefusesKeysThatCannotBeSent) {
    EXPECT_FALSE(SignerV1::create("key\r\nX: y", "secret"));
    EXPECT_FALSE(SignerV1::create("key", ""));
}

TEST(Aster, WritesOrdersAsTheVenueReadsThem) {
    const OrderFields order{.symbol = "BTCUSDT",
                            .is_buy = false,
                            .time_in_force = "GTX",
                            .quantity = "0.002",
                            .price = "59808",
                            .client_order_id = "a.b:c/D_1-2"};

    const SignedRequest v1 = signer_v1("doc").order(order, 1750793021520, 3000);
    const std::string text =
        "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTX&quantity=0.002&price=59808&"
        "newClientOrderId=a.b%3Ac%2FD_1-2&recvWindow=3000&timestamp=1750793021520";
    EXPECT_EQ(v1.body, text + "&signature=" + signer_v1("doc").sign(text));
    EXPECT_EQ(v1.header_name, "X-MBX-APIKEY");

    const SignerV3 signer = signer_v3("agent", 1666);
    const SignedRequest v3 = signer.order(order, 1773321233000000);
    const std::string message = v3.body.substr(0, v3.body.find("&signature="));
    EXPECT_TRUE(message.ends_with(
        "&nonce=1773321233000000&signer=0x21cF8Ae13Bb72632562c6Fff438652Ba1a151bb0"));
    EXPECT_EQ(v3.body, message + "&signature=" + signer.sign(message));
}

TEST(Aster, EncodesValuesAsForms) {
    std::string out;
    append_encoded(out, "[{\"a\": 1}]@~\xC3\xA9");
    EXPECT_EQ(out, "%5B%7B%22a%22%3A+1%7D%5D@~%C3%A9");
}

}  // namespace
}  // namespace twinleg::venues::aster
