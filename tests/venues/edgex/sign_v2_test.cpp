#include "venues/edgex/sign_v2.h"

#include <gtest/gtest.h>

#include "crypto/hex.h"
#include "tests/support/vectors.h"
#include "venues/edgex/canonical.h"

namespace twinleg::venues::edgex {
namespace {

using test::Json;

const std::string kData = "tests/venues/edgex/data/";

std::string hex(const crypto::Word& word) {
    return "0x" + crypto::to_hex(word);
}

SignerV2 signer_of(const Json& input) {
    const std::string account = input["accountId"];
    const std::string key = input["tradingPrivateKey"];
    const std::string secret = input.value("apiSecret", "s");
    const std::string chain = input["chainId"];
    const std::string contract = input["verifyingContract"];
    return std::move(SignerV2::create({.account_id = account,
                                       .trading_private_key = key,
                                       .api_key = "made-up-key",
                                       .passphrase = "made-up-pass",
                                       .api_secret = secret,
                                       .chain_id = chain,
                                       .verifying_contract = contract})
                         .value());
}

Result<ContractV2> contract_of(const Json& input) {
    const auto at = [&](const char* name) { return input[name].get_ref<const std::string&>(); };
    const std::string id = at("contractId"), resolution = at("resolution"),
                      coin = at("quoteCoinId"), quote = at("quoteResolution"),
                      taker = at("takerFeeRate"), maker = at("makerFeeRate");
    return ContractV2::create({.contract_id = id,
                               .resolution = resolution,
                               .quote_coin_id = coin,
                               .quote_resolution = quote,
                               .taker_fee_rate = taker,
                               .maker_fee_rate = maker});
}

OrderV2 order_of(const Json& input) {
    const auto at = [&](const char* name) -> std::string_view {
        return input[name].get_ref<const std::string&>();
    };
    return {.is_buy = at("side") == "BUY",
            .price = at("price"),
            .size = at("size"),
            .type = at("type"),
            .time_in_force = at("timeInForce"),
            .reduce_only = input["reduceOnly"].get<bool>(),
            .client_order_id = at("clientOrderId"),
            .now_ms = std::stoull(std::string{at("nowMs")})};
}

TEST(EdgexV2, SignsEveryOrderAsTheSdkDoes) {
    const std::string file = kData + "v2_orders.json";
    const Json vectors = test::read_vectors(file);
    for (const Json& vector : vectors) {
        const Json& input = vector["input"];
        const Json& derived = vector["derived"];
        const Json& expect = vector["expect"];
        const SignerV2 signer = signer_of(input);

        const auto order = signer.sign_order(contract_of(input).value(), order_of(input));

        ASSERT_TRUE(order) << order.error().message;
        const OrderWorkV2& work = order->work;
        EXPECT_EQ(text(work.amount_synthetic), derived["amountSynthetic"]);
        EXPECT_EQ(text(work.amount_collateral), derived["amountCollateral"]);
        EXPECT_EQ(text(work.amount_fee), derived["amountFee"]);
        EXPECT_EQ(text(work.limit_fee), derived["l2LimitFee"]);
        EXPECT_EQ(text(work.nonce), derived["l2Nonce"]);
        EXPECT_EQ(text(work.expire_time_ms), derived["expireTime"]);
        EXPECT_EQ(text(work.l2_expire_time_ms), derived["l2ExpireTime"]);
        EXPECT_EQ(text(work.expire_time_ms / 1000), derived["expirationTimestamp"]);
        EXPECT_EQ(crypto::checksum_address(signer.address()), expect["signer"]);
        EXPECT_EQ(hex(signer.domain_separator()), expect["domainSeparator"]);
        EXPECT_EQ(hex(work.order_base_hash), expect["orderBaseHash"]);
        EXPECT_EQ(hex(work.struct_hash), expect["structHash"]);
        EXPECT_EQ(hex(work.digest), expect["digest"]);
        EXPECT_EQ(order->signature, expect["signature"]);
        EXPECT_EQ(Json::parse(order->body), expect["body"]);
        EXPECT_EQ(order->content_text, expect["hmacBody"]);
        EXPECT_EQ(canonical_text(order->body), order->content_text);
        EXPECT_EQ(order->headers[2].value, expect["hmac"]);
    }
    test::print_count(file, vectors.size());
}

TEST(EdgexV2, SignsEveryMarginModeAsTheSdkDoes) {
    const std::string file = kData + "v2_margin_mode.json";
    const Json vectors = test::read_vectors(file);
    for (const Json& vector : vectors) {
        const Json& input = vector["input"];
        const auto mode = signer_of(input).sign_margin_mode(
            input["contractId"].get<std::string>(), input["marginMode"] == "1" ? 1 : 0,
            input["clientOrderId"].get<std::string>(),
            std::stoull(input["nowMs"].get<std::string>()));

        ASSERT_TRUE(mode) << mode.error().message;
        EXPECT_EQ(hex(mode->struct_hash), vector["expect"]["structHash"]);
        EXPECT_EQ(hex(mode->digest), vector["expect"]["digest"]);
        EXPECT_EQ(Json::parse(mode->body), vector["expect"]["body"]);
    }
    test::print_count(file, vectors.size());
}

TEST(EdgexV2, AuthenticatesEveryRequestAsTheSdkDoes) {
    const std::string file = kData + "v2_auth.json";
    const Json vectors = test::read_vectors(file);
    for (const Json& vector : vectors) {
        const auto auth = AuthV2::create(vector["apiKey"].get<std::string>(),
                                         vector["passphrase"].get<std::string>(),
                                         vector["apiSecret"].get<std::string>());
        ASSERT_TRUE(auth);
        const std::string timestamp = vector["timestamp"];
        const std::string method = vector["method"];
        const std::string path = vector["path"];
        const Json& covered = method == "GET" ? vector["params"] : vector["body"];

        const auto body = canonical_text(covered.dump());

        ASSERT_TRUE(body) << body.error().message;
        EXPECT_EQ(signed_content(timestamp, method, path, *body), vector["content"]);
        const std::string signature = auth->sign(std::stoull(timestamp), method, path, *body);
        EXPECT_EQ(signature, vector["signature"]);
        for (const Header& header : auth->headers(std::stoull(timestamp), signature))
            EXPECT_EQ(header.value, vector["headers"][std::string{header.name}]);
    }
    test::print_count(file, vectors.size());
}

TEST(EdgexV2, DerivesTheNonceFromTheClientOrderId) {
    const std::string file = kData + "nonce.json";
    const Json vectors = test::read_vectors(file);
    for (const Json& vector : vectors)
        EXPECT_EQ(text(order_nonce(vector["clientOrderId"].get<std::string>())), vector["nonce"]);
    test::print_count(file, vectors.size());
}

TEST(EdgexV2, SignsAnotherDigestForEveryTamperedField) {
    const Json vector = test::read_vectors(kData + "v2_orders.json")[1];
    const Json& input = vector["input"];
    const SignerV2 signer = signer_of(input);
    const ContractV2 contract = contract_of(input).value();
    const OrderV2 order = order_of(input);
    const auto digest = [&](const OrderV2& changed) {
        return signer.sign_order(contract, changed).value().work.digest;
    };
    const auto genuine = digest(order);

    OrderV2 changed = order;
    changed.is_buy = !order.is_buy;
    EXPECT_NE(digest(changed), genuine);
    changed = order;
    changed.price = "81585.4";
    EXPECT_NE(digest(changed), genuine);
    changed = order;
    changed.size = "3.963";
    EXPECT_NE(digest(changed), genuine);
    changed = order;
    changed.client_order_id = "another";
    EXPECT_NE(digest(changed), genuine);
    changed = order;
    changed.expire_time_ms = 1'700'000'000'000;
    EXPECT_NE(digest(changed), genuine);
}

TEST(EdgexV2, RefusesWhatCannotBeSigned) {
    const Json input = test::read_vectors(kData + "v2_orders.json")[1]["input"];
    const SignerV2 signer = signer_of(input);
    const ContractV2 contract = contract_of(input).value();
    for (const char* bad : {"", "-1", "+1", "1e3", ".5", "5.", "1.2.3", "0x10", " 1", "1 ", "nan",
                            "1234567890123456789012345678901"}) {
        OrderV2 order = order_of(input);
        order.price = bad;
        EXPECT_FALSE(signer.sign_order(contract, order)) << bad;
        order = order_of(input);
        order.size = bad;
        EXPECT_FALSE(signer.sign_order(contract, order)) << bad;
    }

    OrderV2 huge = order_of(input);
    huge.price = huge.size = "999999999999999999999999999999";
    const auto refused = signer.sign_order(contract, huge);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::out_of_range);
}

TEST(EdgexV2, RefusesBadCredentialsByName) {
    const Json input = test::read_vectors(kData + "v2_orders.json")[0]["input"];
    const auto refuse = [&](const char* field, const std::string& value) {
        Json changed = input;
        changed[field] = value;
        const std::string account = changed["accountId"], key = changed["tradingPrivateKey"],
                          secret = changed["apiSecret"], chain = changed["chainId"],
                          contract = changed["verifyingContract"];
        const auto signer = SignerV2::create({.account_id = account,
                                              .trading_private_key = key,
                                              .api_key = "k",
                                              .passphrase = "p",
                                              .api_secret = secret,
                                              .chain_id = chain,
                                              .verifying_contract = contract});
        ASSERT_FALSE(signer) << field;
        EXPECT_TRUE(signer.error().message.starts_with(field)) << signer.error().message;
    };
    refuse("accountId", "18446744073709551616");
    refuse("accountId", "x");
    refuse("tradingPrivateKey", std::string(64, '0'));
    refuse("tradingPrivateKey", std::string(64, 'f'));
    refuse("tradingPrivateKey", std::string(62, '1'));
    refuse("apiSecret", "");
    refuse("chainId", "0xg");
    refuse("chainId", "18446744073709551616");
    refuse("verifyingContract", "0x12");
}

TEST(EdgexV2, PricesMarketOrdersFarFromTheOracle) {
    EXPECT_EQ(market_signing_price(true, "97123.45678", "0.1"), "971234.6");
    EXPECT_EQ(market_signing_price(true, "100", "0.1"), "1000.0");
    EXPECT_EQ(market_signing_price(false, "100", "0.1"), "0.1");
    EXPECT_FALSE(market_signing_price(true, "100", "0"));
    EXPECT_FALSE(market_signing_price(true, "x", "0.1"));
}

TEST(EdgexCanonicalText, RefusesWhatIsNotJson) {
    for (const char* bad :
         {"", "{", "{\"a\":}", "nul", "{\"a\":1}x", "\xff", "{\"a\":1,\"b\":2,\"a\":1}"})
        EXPECT_FALSE(canonical_text(bad)) << bad;
    EXPECT_FALSE(canonical_text(std::string(100, '[') + std::string(100, ']')));
}

TEST(EdgexAmounts, AreExact) {
    const auto amount = [](const char* text) { return parse_amount("x", text).value(); };
    EXPECT_EQ(text(multiply(amount("72089.9"), amount("36.630")).value()), "2640653.0370");
    EXPECT_EQ(text(amount("0.0010")), "0.0010");
    EXPECT_EQ(text(amount("007")), "7");
    EXPECT_EQ(text(to_units(amount("0.0019"), 1000).value()), "1");
    EXPECT_EQ(text(round_up(amount("1.0000"))), "1");
    EXPECT_EQ(text(round_up(amount("1.0001"))), "2");
    EXPECT_EQ(text(~U128{0}), "340282366920938463463374607431768211455");
    EXPECT_TRUE(less(amount("0.00045"), amount("0.001")).value());
    EXPECT_FALSE(less(amount("0.1"), amount("0.10")).value());
}

}  // namespace
}  // namespace twinleg::venues::edgex
