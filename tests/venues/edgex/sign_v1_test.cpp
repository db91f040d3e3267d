#include "venues/edgex/sign_v1.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/crypto/hex.h"
#include "tests/crypto/stark/print.h"
#include "tests/crypto/stark/vectors.h"
#include "venues/edgex/canonical.h"

namespace twinleg::venues::edgex {
namespace {

using crypto::stark::Felt;
using crypto::stark::pedersen;
using crypto::stark::PrivateKey;
using crypto::stark::Signer;
using test::felt;
using test::Json;
using test::number;
using test::read_json;

std::string text(const Json& json, const char* key) {
    return json[key].get<std::string>();
}

// One vector's input, as the signer wants it. Keeps the texts alive.
class VectorOrder {
public:
    explicit VectorOrder(const Json& vector) {
        const auto& input = vector["input"];
        for (const auto& [key, value] : input.items())
            if (value.is_string()) texts_[key] = value.get<std::string>();
        contract.account_id = texts_["accountId"];
        contract.contract_id = texts_["contractId"];
        contract.synthetic_asset_id = texts_["starkExSyntheticAssetId"];
        contract.synthetic_resolution = texts_["syntheticResolution"];
        contract.collateral_asset_id = texts_["collateralAssetId"];
        contract.collateral_resolution = texts_["collateralResolution"];
        contract.taker_fee_rate = texts_["takerFeeRate"];
        contract.fee_rule = vector["sdk"] == "0.1.0" ? FeeRule::millionths : FeeRule::whole_units;
        order.side = texts_["side"] == "BUY" ? Side::buy : Side::sell;
        order.price = texts_["price"];
        order.size = texts_["size"];
        order.type = texts_["type"];
        order.time_in_force = texts_["timeInForce"];
        order.reduce_only = input["reduceOnly"];
        order.client_order_id = texts_["clientOrderId"];
        order.now_ms = std::stoull(texts_["nowMs"]);
        order.expire_ms = std::stoull(texts_["expireTime"]);
        order.l2_expire_ms = std::stoull(texts_["l2ExpireTime"]);
    }

    ContractV1::Spec contract;
    OrderV1 order;

private:
    std::map<std::string, std::string> texts_;
};

TEST(OrdersV1, AgreeWithEveryVector) {
    const Json vectors = read_json("venues/edgex/data/v1_orders.json");
    for (const Json& vector : vectors) {
        const VectorOrder given{vector};
        const auto& derived = vector["derived"];
        const auto& expect = vector["expect"];
        const auto key = test::private_key(vector["input"]["privateKey"]);
        ContractV1 contract = ContractV1::create(given.contract).value();

        const auto order = contract.sign(given.order, Signer::deterministic(key)).value();

        EXPECT_EQ(std::to_string(order.work.amount_synthetic), text(derived, "amountSynthetic"));
        EXPECT_EQ(std::to_string(order.work.amount_collateral), text(derived, "amountCollateral"));
        EXPECT_EQ(std::to_string(order.work.amount_fee), text(derived, "amountFee"));
        EXPECT_EQ(order.work.limit_fee, text(derived, "l2LimitFee"));
        EXPECT_EQ(std::to_string(order.work.nonce), text(derived, "l2Nonce"));
        EXPECT_EQ(std::to_string(order.work.expiration_hours), text(derived, "expirationHours"));
        EXPECT_EQ(order.work.packed0, felt(derived["packed0"]));
        EXPECT_EQ(order.work.packed1, felt(derived["packed1"]));
        EXPECT_EQ(order.work.hash, felt(expect["messageHash"]));
        EXPECT_EQ(order.signature.r, number(expect["r"]));
        EXPECT_EQ(order.signature.s, number(expect["s"]));
        EXPECT_EQ(Json::parse(order.body), expect["body"]);
        EXPECT_EQ(order.content, text(expect, "authContent"));
        EXPECT_EQ("0x" + test::hex_of(order.auth.keccak), text(expect, "authKeccak"));
        EXPECT_EQ(order.auth.z, number(expect["authHashModN"]));
        EXPECT_EQ(order.auth.header, text(expect, "authSignature"));
        EXPECT_EQ(key.public_key().x(), felt(expect["publicKeyX"]));
        // The body's own canonical text is what was signed.
        EXPECT_EQ(order.content,
                  signed_content(text(vector["input"], "nowMs"), "POST", kCreateOrderV1,
                                 canonical_text(order.body).value()));
        // The hash by its definition, without what the contract keeps.
        const Felt synthetic = felt(vector["input"]["starkExSyntheticAssetId"]);
        const Felt collateral = felt(vector["input"]["collateralAssetId"]);
        const Felt assets = given.order.side == Side::buy ? pedersen(collateral, synthetic)
                                                          : pedersen(synthetic, collateral);
        EXPECT_EQ(order.work.hash,
                  pedersen(pedersen(pedersen(assets, collateral), felt(derived["packed0"])),
                           felt(derived["packed1"])));
    }
    test::report("v1_orders.json", vectors.size());
}

TEST(RequestsV1, AgreeWithEveryVector) {
    const Json vectors = read_json("venues/edgex/data/v1_auth.json");
    for (const Json& vector : vectors) {
        const auto key = test::private_key(vector["privateKey"]);
        const auto& signed_part = vector["method"] == "GET" ? vector["params"] : vector["body"];
        const std::string content =
            signed_content(text(vector, "timestamp"), text(vector, "method"), text(vector, "path"),
                           canonical_text(signed_part.dump()).value());
        EXPECT_EQ(content, text(vector, "content"));

        const auto auth = sign_request_v1(content, Signer::deterministic(key)).value();

        EXPECT_EQ("0x" + test::hex_of(auth.keccak), text(vector, "keccak256"));
        EXPECT_EQ(auth.z, number(vector["hashModN"]));
        EXPECT_EQ(auth.signature.r, number(vector["r"]));
        EXPECT_EQ(auth.signature.s, number(vector["s"]));
        EXPECT_EQ(auth.header, text(vector, "header"));
        EXPECT_EQ(key.public_key().x(), felt(vector["publicKeyX"]));
    }
    test::report("v1_auth.json", vectors.size());
}

class AnOrderV1 : public ::testing::Test {
protected:
    Json vectors_ = read_json("venues/edgex/data/v1_orders.json");
    VectorOrder given_{vectors_[0]};
    ContractV1 contract_ = ContractV1::create(given_.contract).value();
    PrivateKey key_ = test::private_key(vectors_[0]["input"]["privateKey"]);
};

TEST_F(AnOrderV1, TakesTwoPreparedNoncesAndVerifies) {
    crypto::stark::NoncePool nonces{[this] { return crypto::stark::make_nonce(key_); }};
    nonces.refill(3);

    const auto order = contract_.sign(given_.order, Signer::prepared(key_, nonces)).value();

    EXPECT_EQ(nonces.ready(), 1u);
    EXPECT_NE(order.signature.r, order.auth.signature.r);
    EXPECT_TRUE(crypto::stark::verify(key_.public_key(), order.work.hash.value(), order.signature));
    EXPECT_TRUE(crypto::stark::verify(key_.public_key(), order.auth.z, order.auth.signature));
}

TEST_F(AnOrderV1, HasTheRightHashWhenTheHourChanges) {
    const Felt first = contract_.work(given_.order)->hash;
    OrderV1 later = given_.order;
    later.l2_expire_ms += 3'600'000;
    const Felt second = contract_.work(later)->hash;
    EXPECT_NE(first, second);
    EXPECT_EQ(ContractV1::create(given_.contract)->work(later)->hash, second);
    EXPECT_EQ(contract_.work(given_.order)->hash, first);
}

TEST_F(AnOrderV1, OutOfRangeIsRefusedByName) {
    const auto refused = [&](auto change) {
        OrderV1 order = given_.order;
        change(order);
        const auto result = contract_.work(order);
        return result ? std::string{"signed"} : result.error().message;
    };
    EXPECT_TRUE(refused([](OrderV1& o) { o.price = "-1"; }).starts_with("price: "));
    EXPECT_TRUE(refused([](OrderV1& o) { o.price = "1e5"; }).starts_with("price: "));
    EXPECT_TRUE(refused([](OrderV1& o) { o.size = ""; }).starts_with("size: "));
    EXPECT_TRUE(refused([](OrderV1& o) { o.size = "1844674408"; }).starts_with("size: "));
    EXPECT_TRUE(
        refused([](OrderV1& o) { o.price = "18446744073710"; }).starts_with("price × size"));
    EXPECT_TRUE(refused([](OrderV1& o) {
                    o.l2_expire_ms = 3'600'000ull << 32;
                }).starts_with("l2ExpireTime: "));
}

TEST_F(AnOrderV1, OfAStrangeContractIsRefusedByName) {
    const auto refused = [&](auto change) {
        ContractV1::Spec spec = given_.contract;
        change(spec);
        const auto result = ContractV1::create(spec);
        return result ? std::string{"made"} : result.error().message;
    };
    using Spec = ContractV1::Spec;
    EXPECT_TRUE(refused([](Spec& s) {
                    s.account_id = "18446744073709551616";
                }).starts_with("account_id: "));
    EXPECT_TRUE(refused([](Spec& s) { s.account_id = "x"; }).starts_with("account_id: "));
    EXPECT_TRUE(refused([](Spec& s) {
                    s.synthetic_asset_id =
                        "0x800000000000011000000000000000000000000000000000000000000000001";
                }).starts_with("starkExSyntheticAssetId: "));
    EXPECT_TRUE(refused([](Spec& s) {
                    s.collateral_resolution = "";
                }).starts_with("starkExResolution (collateral): "));
    EXPECT_TRUE(
        refused([](Spec& s) { s.taker_fee_rate = "-1"; }).starts_with("defaultTakerFeeRate: "));
}

TEST_F(AnOrderV1, QuotesWhatJsonMustQuote) {
    OrderV1 order = given_.order;
    order.client_order_id = "a\"b\\c\n中文";
    const auto made = contract_.sign(order, Signer::deterministic(key_)).value();
    EXPECT_EQ(Json::parse(made.body)["clientOrderId"], "a\"b\\c\n中文");
    EXPECT_NE(made.content.find("clientOrderId=a\"b\\c\n中文&"), std::string::npos);
}

TEST(MarketSigningPriceV1, IsTenTimesTheOracleOrOneTick) {
    EXPECT_EQ(market_signing_price_v1(Side::buy, "96824.53", "0.1").value(), "968245.3");
    EXPECT_EQ(market_signing_price_v1(Side::buy, "96824.535", "0.1").value(), "968245.4");
    EXPECT_EQ(market_signing_price_v1(Side::buy, "96824.525", "0.1").value(), "968245.2");
    EXPECT_EQ(market_signing_price_v1(Side::buy, "7", "0.01").value(), "70.00");
    EXPECT_EQ(market_signing_price_v1(Side::sell, "96824.53", "0.1").value(), "0.1");
}

}  // namespace
}  // namespace twinleg::venues::edgex
