// What clients sign, rebuilt from the page and held against the official SDKs.

#include <gtest/gtest.h>

#include "crypto/hex.h"
#include "sim/wire/edgex/auth.h"
#include "sim/wire/edgex/order_signature.h"
#include "sim/wire/json.h"
#include "tests/support/vectors.h"

namespace twinleg::sim::wire::edgex {
namespace {

namespace stark = crypto::stark;
using Tree = test::Json;

constexpr const char* kVectors = "tests/venues/edgex/data/";

Tree vectors(const char* name) {
    const std::string path = std::string{kVectors} + name;
    Tree out = test::read_vectors(path);
    test::print_count(path, out.size());
    return out;
}

std::string text(const Tree& object, const char* key) {
    return object.at(key).get<std::string>();
}

std::uint64_t number(const Tree& object, const char* key) {
    return std::stoull(text(object, key), nullptr, 0);
}

stark::PublicKey stark_key(const Tree& object) {
    const auto x = stark::Felt::from_hex("x", text(object, "publicKeyX"));
    return stark::PublicKey::from_x("x", x.value()).value();
}

std::string canonical(const Tree& vector) {
    if (!vector.at("body").is_null()) return parse_json(vector.at("body").dump()).value().flat();
    if (!vector.contains("params") || vector.at("params").is_null()) return {};
    return parse_json(vector.at("params").dump()).value().flat();
}

TEST(EdgexAuth, KnowsWhatTheSdkOfV1Signs) {
    for (const Tree& vector : vectors("v1_auth.json")) {
        const std::string content =
            signed_content(text(vector, "timestamp"), text(vector, "method"), text(vector, "path"),
                           canonical(vector));

        EXPECT_EQ(content, text(vector, "content"));
        EXPECT_EQ("0x" + v1_message(content).to_hex64(), text(vector, "hashModN"));
        const auto signature = parse_v1_signature(text(vector, "header"));
        ASSERT_TRUE(signature);
        EXPECT_TRUE(stark::verify(stark_key(vector), v1_message(content), *signature));
        EXPECT_FALSE(stark::verify(stark_key(vector), v1_message(content + "x"), *signature));
    }
}

TEST(EdgexAuth, KnowsWhatTheSdkOfV2Signs) {
    for (const Tree& vector : vectors("v2_auth.json")) {
        const std::string content =
            signed_content(text(vector, "timestamp"), text(vector, "method"), text(vector, "path"),
                           canonical(vector));

        EXPECT_EQ(content, text(vector, "content"));
        EXPECT_EQ(v2_signature(text(vector, "apiSecret"), content), text(vector, "signature"));
    }
}

TEST(EdgexAuth, TakesASignatureOfTheBrowserWithThePublicKeysY) {
    const std::string r(64, '1');
    const std::string s(64, '2');
    const std::string y(64, '3');

    EXPECT_EQ(parse_v1_signature(r + s + y).value(), parse_v1_signature(r + s).value());

    EXPECT_FALSE(parse_v1_signature(r + s + "4"));
    EXPECT_FALSE(parse_v1_signature(r));
    EXPECT_FALSE(parse_v1_signature(std::string(128, 'g')));
}

TEST(EdgexAuth, ReadsHeadersOfferedAsSubprotocolWithOrWithoutPadding) {
    // {"X-edgeX-Api-Key":"k","X-edgeX-Timestamp":"17"}
    const std::string padded = "eyJYLWVkZ2VYLUFwaS1LZXkiOiJrIiwiWC1lZGdlWC1UaW1lc3RhbXAiOiIxNyJ9";
    const auto headers = parse_protocol(padded);
    ASSERT_TRUE(headers);
    EXPECT_EQ(headers->api_key, "k");
    EXPECT_EQ(headers->timestamp, "17");

    // {"X-edgeX-Api-Signature":"s"}
    EXPECT_EQ(parse_protocol("eyJYLWVkZ2VYLUFwaS1TaWduYXR1cmUiOiJzIn0").value().signature, "s");
    EXPECT_EQ(parse_protocol("eyJYLWVkZ2VYLUFwaS1TaWduYXR1cmUiOiJzIn0=").value().signature, "s");
    EXPECT_FALSE(parse_protocol("not base64!"));
}

TEST(EdgexJson, CountsTheLastOfARepeatedName) {
    EXPECT_EQ(parse_json(R"({"b":1,"a":"x","b":[2,3]})").value().flat(), "a=x&b=2&3");
    EXPECT_EQ(parse_fields("accountId=1&timestamp=5&accountId=2").flat(),
              "accountId=2&timestamp=5");
    EXPECT_EQ(parse_fields("a=%2B1+2%zz&b").flat(), "a=+1 2%zz&b=");
}

TEST(EdgexJson, KeepsNumbersAsTheyWereWritten) {
    const Json json =
        parse_json(R"( {"a":1.50,"b":1e5,"c":-0.0 ,"d":12345678901234567890} )").value();

    EXPECT_EQ(json.flat(), "a=1.50&b=1e5&c=-0.0&d=12345678901234567890");
}

TEST(EdgexJson, RefusesWhatIsNoDocument) {
    for (const char* text : {"", "{", "nul", "{\"a\":1}x", "{\"a\" 1}", "[1,]", "1", "\"a\""})
        EXPECT_FALSE(parse_json(text)) << text;
    EXPECT_FALSE(parse_json(std::string(10'000, '[')));
    EXPECT_FALSE(parse_json(std::string(65, '[') + std::string(65, ']')));
}

TEST(EdgexOrderSignature, IsThatOfV1) {
    for (const Tree& vector : vectors("v1_orders.json")) {
        const Tree& input = vector.at("input");
        const Tree& body = vector.at("expect").at("body");
        V1Order order;
        order.buys = text(input, "side") == "BUY";
        order.synthetic_asset =
            stark::Felt::from_hex("asset", text(input, "starkExSyntheticAssetId")).value();
        order.collateral_asset =
            stark::Felt::from_hex("asset", text(input, "collateralAssetId")).value();
        order.amounts = signed_amounts(parse_quantity(text(body, "l2Size")).value(),
                                       parse_notional(text(body, "l2Value")).value(),
                                       parse_notional(text(body, "l2LimitFee")).value(),
                                       number(input, "syntheticResolution"),
                                       number(input, "collateralResolution"))
                            .value();
        order.nonce = nonce_of(text(input, "clientOrderId"));
        order.position = number(input, "accountId");
        order.hours = static_cast<std::uint32_t>(number(body, "l2ExpireTime") / 3'600'000);

        const Tree& derived = vector.at("derived");
        EXPECT_EQ(order.amounts.synthetic, number(derived, "amountSynthetic"));
        EXPECT_EQ(order.amounts.collateral, number(derived, "amountCollateral"));
        EXPECT_EQ(order.amounts.fee, number(derived, "amountFee"));
        EXPECT_EQ(order.nonce, number(derived, "l2Nonce"));
        EXPECT_EQ("0x" + v1_packed_amounts(order).to_hex64(), text(derived, "packed0"));
        EXPECT_EQ("0x" + v1_packed_position(order).to_hex64(), text(derived, "packed1"));
        const Tree& expect = vector.at("expect");
        EXPECT_EQ("0x" + v1_order_hash(order).value().to_hex64(), text(expect, "messageHash"));
        const auto signature = parse_v1_signature(text(body, "l2Signature"));
        ASSERT_TRUE(signature);
        EXPECT_TRUE(stark::verify(stark_key(expect), v1_order_message(order), *signature));
        ++order.nonce;
        EXPECT_FALSE(stark::verify(stark_key(expect), v1_order_message(order), *signature));

        // The request around it.
        const std::string content =
            signed_content(text(input, "nowMs"), "POST", "/api/v1/private/order/createOrder",
                           parse_json(body.dump()).value().flat());
        EXPECT_EQ(content, text(expect, "authContent"));
    }
}

TEST(EdgexOrderSignature, IsThatOfV2) {
    for (const Tree& vector : vectors("v2_orders.json")) {
        const Tree& input = vector.at("input");
        const Tree& expect = vector.at("expect");
        const Tree& body = expect.at("body");
        V2Order order;
        order.nonce = nonce_of(text(input, "clientOrderId"));
        order.signer = crypto::parse_address("signer", text(expect, "signer")).value();
        order.account = number(input, "accountId");
        order.expires_s = number(body, "expireTime") / 1000;
        order.amounts =
            signed_amounts(parse_quantity(text(body, "l2Size")).value(),
                           parse_notional(text(body, "l2Value")).value(),
                           parse_notional(text(body, "l2LimitFee")).value(),
                           number(input, "resolution"), number(input, "quoteResolution"))
                .value();
        order.synthetic_asset = number(input, "contractId");
        order.collateral_asset = number(input, "quoteCoinId");
        order.buys = text(input, "side") == "BUY";

        const crypto::Word domain =
            v2_domain(number(input, "chainId"),
                      crypto::parse_address("contract", text(input, "verifyingContract")).value());
        const crypto::Word hash = v2_struct_hash(order);
        EXPECT_EQ("0x" + crypto::to_hex(domain), text(expect, "domainSeparator"));
        EXPECT_EQ("0x" + crypto::to_hex(hash), text(expect, "structHash"));
        EXPECT_EQ("0x" + crypto::to_hex(crypto::typed_digest(domain, hash)),
                  text(expect, "digest"));
        const std::string signature = text(body, "l2Signature");
        EXPECT_TRUE(v2_signed_by(order.signer, domain, hash, signature));
        EXPECT_TRUE(v2_signed_by(order.signer, domain, hash, "0x" + signature));
        ++order.expires_s;
        EXPECT_FALSE(v2_signed_by(order.signer, domain, v2_struct_hash(order), signature));

        const std::string canonical_body = parse_json(body.dump()).value().flat();
        EXPECT_EQ(canonical_body, text(expect, "hmacBody"));
        EXPECT_EQ(v2_signature(text(input, "apiSecret"),
                               signed_content(text(input, "nowMs"), "POST",
                                              "/api/v2/private/order/createOrder", canonical_body)),
                  text(expect, "hmac"));
    }
}

TEST(EdgexOrderSignature, IsThatOfAMarginMode) {
    for (const Tree& vector : vectors("v2_margin_mode.json")) {
        const Tree& input = vector.at("input");
        const Tree& expect = vector.at("expect");
        const Tree& body = expect.at("body");
        MarginMode mode;
        mode.account = number(input, "accountId");
        mode.contract = number(input, "contractId");
        mode.mode = static_cast<std::uint8_t>(number(input, "marginMode"));
        mode.nonce = static_cast<std::uint32_t>(number(body, "l2Nonce"));
        mode.signer = crypto::parse_address("signer", text(body, "signer")).value();

        const crypto::Word domain =
            v2_domain(number(input, "chainId"),
                      crypto::parse_address("contract", text(input, "verifyingContract")).value());
        EXPECT_EQ(mode.nonce, nonce_of(text(input, "clientOrderId")));
        EXPECT_EQ("0x" + crypto::to_hex(v2_struct_hash(mode)), text(expect, "structHash"));
        EXPECT_TRUE(
            v2_signed_by(mode.signer, domain, v2_struct_hash(mode), text(body, "l2Signature")));
    }
}

TEST(EdgexOrderSignature, TakesTheNonceFromTheClientOrderId) {
    for (const Tree& vector : vectors("nonce.json"))
        EXPECT_EQ(std::to_string(nonce_of(text(vector, "clientOrderId"))), text(vector, "nonce"));
}

TEST(EdgexOrderSignature, RefusesAmountsPast64Bits) {
    const auto size = Quantity::from_units(90'000'000'000);
    const auto value = Notional::from_units(1);

    EXPECT_TRUE(signed_amounts(size, value, value, 1'000'000, 1'000'000));
    EXPECT_FALSE(signed_amounts(size, value, value, 10'000'000'000, 1'000'000));
    EXPECT_FALSE(signed_amounts(-size, value, value, 1, 1'000'000));
}

}  // namespace
}  // namespace twinleg::sim::wire::edgex
