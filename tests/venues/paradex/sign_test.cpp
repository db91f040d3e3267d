#include "venues/paradex/sign.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "crypto/stark/starknet.h"
#include "tests/crypto/hex.h"
#include "tests/crypto/stark/print.h"
#include "tests/crypto/stark/vectors.h"
#include "venues/paradex/keys.h"
#include "venues/paradex/quantum.h"

namespace twinleg::venues::paradex {
namespace {

using crypto::stark::Felt;
using crypto::stark::PrivateKey;
using crypto::stark::Signer;
using test::felt;
using test::Json;
using test::number;
using test::read_json;

std::string text(const Json& json, const char* key) {
    return json.contains(key) && !json[key].is_null() ? json[key].get<std::string>()
                                                      : std::string{};
}

Account account_of(const Json& file, const Json& vector) {
    const auto& config = file["configs"][vector["config"].get<std::string>()];
    return Account::create(config["starknet_chain_id"].get<std::string>(),
                           felt(vector["account_address"]))
        .value();
}

// What Paradex's SDK signs with.
Signer sdk_signer(const PrivateKey& key) {
    return Signer::deterministic(key, kSdkNonceExtra);
}

class Vectors : public ::testing::Test {
protected:
    void check_order(const Json& file, const Json& vector) {
        const auto& input = vector["input"];
        const auto& body = vector["body"];
        const std::string market = input["market"], size = input["size"],
                          price = input["limit_price"], client_id = body["client_id"],
                          instruction = body["instruction"], stp = text(body, "stp"),
                          trigger = text(body, "trigger_price"), id = text(input, "order_id");
        OrderRequest order{
            .side = input["side"] == "BUY" ? Side::buy : Side::sell,
            .type = parse_order_type(input["type"].get<std::string>()).value(),
            .size = size,
            .price = price,
            .timestamp_ms = input["signature_timestamp"],
            .order_id = id,
            .client_id = client_id,
            .instruction = instruction,
            .reduce_only = body.contains("flags"),
            .trigger_price = trigger,
            .self_trade_prevention = stp,
        };
        if (!body["recv_window"].is_null()) order.recv_window_ms = body["recv_window"];
        const auto key = test::private_key(vector["l2_private_key"]);
        const Account account = account_of(file, vector);

        const auto signed_order =
            sign_order(account, Market::create(market).value(), order, sdk_signer(key)).value();

        EXPECT_EQ(quantums("size", size).value(), felt(vector["chain_size"]));
        EXPECT_EQ(signed_order.hash.struct_hash, felt(vector["struct_hash"])) << input;
        EXPECT_EQ(signed_order.hash.message_hash, felt(vector["message_hash"])) << input;
        EXPECT_EQ(signed_order.signature.r, number(vector["r"]));
        EXPECT_EQ(signed_order.signature.s, number(vector["s"]));
        EXPECT_EQ(signed_order.signature_text, vector["signature"].get<std::string>());
        EXPECT_EQ(Json::parse(signed_order.body), body);
        EXPECT_EQ(key.public_key().x(), felt(vector["l2_public_key"]));

        // The hot path signs the same, with a beginning made before and without one.
        const Market where = Market::create(market).value();
        const OrderPrefix prefix = account.begin(where, order.side, order.type, order.timestamp_ms);
        const OrderPrefix other =
            account.begin(where, opposite(order.side), order.type, order.timestamp_ms);
        for (const OrderPrefix* begun :
             {&prefix, &other, static_cast<const OrderPrefix*>(nullptr)}) {
            std::string out = "kept ";
            ASSERT_TRUE(append_signed_order(out, account, where, order, begun, sdk_signer(key)));
            EXPECT_EQ(out, "kept " + signed_order.body);
        }
    }
};

TEST_F(Vectors, OfOrdersAndModificationsAreMet) {
    const Json file = read_json("venues/paradex/data/orders.json");
    for (const Json& vector : file["create"])
        check_order(file, vector);
    for (const Json& vector : file["modify"])
        check_order(file, vector);
    test::report("orders.json", file["create"].size() + file["modify"].size());
}

TEST_F(Vectors, OfLoginsAreMet) {
    const Json file = read_json("venues/paradex/data/auth.json");
    for (const Json& vector : file["auth"]) {
        const auto key = test::private_key(vector["l2_private_key"]);
        const Account account = account_of(file, vector);
        const auto auth = sign_auth(account, key.public_key(), vector["timestamp"],
                                    vector["expiration"], sdk_signer(key))
                              .value();
        EXPECT_EQ(account.domain_hash(), felt(vector["domain_hash"]));
        EXPECT_EQ(auth.hash.struct_hash, felt(vector["struct_hash"]));
        EXPECT_EQ(auth.hash.message_hash, felt(vector["message_hash"]));
        EXPECT_EQ(auth.signature.r, number(vector["r"]));
        EXPECT_EQ(auth.signature.s, number(vector["s"]));
        EXPECT_EQ(auth.path, vector["http"]["path"].get<std::string>());
        Json headers;
        for (const Header& header : auth.headers)
            headers[std::string{header.name}] = header.value;
        EXPECT_EQ(headers, vector["http"]["headers"]);
    }
    for (const Json& vector : file["onboarding"]) {
        const auto key = test::private_key(vector["l2_private_key"]);
        const std::string l1 = vector["http"]["headers"]["PARADEX-ETHEREUM-ACCOUNT"];
        const auto onboarding =
            sign_onboarding(account_of(file, vector), key.public_key(), l1, sdk_signer(key))
                .value();
        EXPECT_EQ(onboarding.hash.struct_hash, felt(vector["struct_hash"]));
        EXPECT_EQ(onboarding.hash.message_hash, felt(vector["message_hash"]));
        EXPECT_EQ(onboarding.path, vector["http"]["path"].get<std::string>());
        Json headers;
        for (const Header& header : onboarding.headers)
            headers[std::string{header.name}] = header.value;
        EXPECT_EQ(headers, vector["http"]["headers"]);
        EXPECT_EQ(Json::parse(onboarding.body), vector["http"]["body"]);
    }
    test::report("auth.json", file["auth"].size() + file["onboarding"].size());
}

TEST_F(Vectors, OfKeysAndAddressesAreMet) {
    const Json file = read_json("venues/paradex/data/keys.json");
    std::size_t count = 0;
    for (const Json& vector : file["accounts"]) {
        const auto& config = file["configs"][vector["config"].get<std::string>()];
        auto key = test::private_key(vector["l2_private_key"]);
        if (vector["kind"] == "l1_derived") {
            const auto chain_id = std::stoull(config["l1_chain_id"].get<std::string>());
            const auto l1 = crypto::EthereumKey::from_hex(
                                "l1_private_key", vector["l1_private_key"].get<std::string>())
                                .value();
            EXPECT_EQ("0x" + test::hex_of(stark_key_digest(chain_id)),
                      vector["eip712_digest"].get<std::string>());
            key = derive_l2_key(l1, chain_id).value();
            EXPECT_EQ(crypto::stark::U256::from_bytes(key.reveal()),
                      number(vector["l2_private_key"]));
        }
        const Felt public_key = key.public_key().x();
        EXPECT_EQ(public_key, felt(vector["l2_public_key"]));
        EXPECT_EQ(account_address(public_key, felt(config["paraclear_account_proxy_hash"]),
                                  felt(config["paraclear_account_hash"])),
                  felt(vector["account_address"]));
        ++count;
    }
    for (const Json& vector : file["grind"]) {
        const auto seed = test::bytes_of(vector["seed"].get<std::string>());
        EXPECT_EQ(crypto::stark::U256::from_bytes(
                      crypto::stark::grind_key("seed", seed).value().reveal()),
                  number(vector["l2_private_key"]));
        ++count;
    }
    test::report("keys.json", count);
}

class AnOrder : public ::testing::Test {
protected:
    Result<SignedOrder> sign() { return sign_order(account_, market_, order_, signer_); }

    PrivateKey key_ = PrivateKey::from_hex("key", "0x1234567").value();
    Account account_ = Account::create("PRIVATE_SN_POTC_SEPOLIA", Felt::of(77)).value();
    Market market_ = Market::create("BTC-USD-PERP").value();
    OrderRequest order_{.size = "0.001", .price = "96824.5", .timestamp_ms = 1763680000000};
    Signer signer_ = Signer::hedged(key_);
};

TEST_F(AnOrder, SignedWithAFreshNonceVerifies) {
    const auto first = sign().value();
    const auto second = sign().value();
    EXPECT_NE(first.signature.r, second.signature.r);
    for (const auto& order : {first, second})
        EXPECT_TRUE(crypto::stark::verify(key_.public_key(), order.hash.message_hash.value(),
                                          order.signature));
}

TEST_F(AnOrder, SignedWithAPreparedNonceVerifies) {
    crypto::stark::NoncePool nonces{[this] { return crypto::stark::make_nonce(key_); }};
    nonces.refill(1);
    signer_ = Signer::prepared(key_, nonces);
    const auto order = sign().value();
    EXPECT_EQ(nonces.ready(), 0u);
    EXPECT_TRUE(
        crypto::stark::verify(key_.public_key(), order.hash.message_hash.value(), order.signature));
}

TEST_F(AnOrder, WithAnotherFieldHasAnotherHash) {
    const Felt hash = account_.order(market_, order_)->message_hash;
    const auto differs = [&](auto change) {
        OrderRequest other = order_;
        change(other);
        return account_.order(market_, other)->message_hash != hash;
    };
    EXPECT_TRUE(differs([](OrderRequest& o) { o.side = Side::sell; }));
    EXPECT_TRUE(differs([](OrderRequest& o) { o.type = OrderType::stop_limit; }));
    EXPECT_TRUE(differs([](OrderRequest& o) { o.size = "0.00100001"; }));
    EXPECT_TRUE(differs([](OrderRequest& o) { o.price = "96824.6"; }));
    EXPECT_TRUE(differs([](OrderRequest& o) { ++o.timestamp_ms; }));
    EXPECT_TRUE(differs([](OrderRequest& o) { o.order_id = "1"; }));
    EXPECT_FALSE(differs([](OrderRequest& o) { o.client_id = "x"; }));
    const Market other = Market::create("ETH-USD-PERP").value();
    EXPECT_NE(account_.order(other, order_)->message_hash, hash);
}

TEST_F(AnOrder, WithAStrangeFieldIsRefusedByName) {
    const auto refused = [&](auto change) {
        OrderRequest kept = order_;
        change(order_);
        const auto result = sign();
        order_ = kept;
        return result ? std::string{"signed"} : result.error().message;
    };
    EXPECT_EQ(refused([](OrderRequest& o) { o.size = "-1"; }),
              "size: \"-1\" is not a decimal number without sign");
    EXPECT_EQ(refused([](OrderRequest& o) { o.size = ""; }),
              "size: \"\" is not a decimal number without sign");
    EXPECT_TRUE(refused([](OrderRequest& o) { o.price = "1.2.3"; }).starts_with("price: "));
    EXPECT_TRUE(refused([](OrderRequest& o) { o.client_id = "a\"b"; }).starts_with("client_id: "));
    EXPECT_TRUE(refused([](OrderRequest& o) { o.order_id = "0x"; }).starts_with("order_id: "));
    EXPECT_TRUE(refused([](OrderRequest& o) {
                    o.order_id = "ffffffffffffffffffffffffffffffff";
                }).starts_with("order_id: "));
    EXPECT_FALSE(Market::create(std::string(32, 'A')));
    EXPECT_FALSE(parse_order_type("limit"));
}

TEST(Quantums, CutTowardZeroAndTakeExponents) {
    const auto value = [](std::string_view text) { return quantums("size", text).value(); };
    EXPECT_EQ(value("1E-8"), Felt::of(1));
    EXPECT_EQ(value("1.9E-8"), Felt::of(1));
    EXPECT_EQ(value("9e-9"), Felt::of(0));
    EXPECT_EQ(value("1E+5"), Felt::of(10'000'000'000'000));
    EXPECT_EQ(value("1e5"), Felt::of(10'000'000'000'000));
    EXPECT_EQ(value("0.999999999"), Felt::of(99'999'999));
    EXPECT_EQ(value("000.50"), Felt::of(50'000'000));
    EXPECT_EQ(value(".5"), Felt::of(50'000'000));
    EXPECT_EQ(value("0e900"), Felt{});
    EXPECT_EQ(value("1e-900"), Felt{});
}

TEST(Quantums, RefuseWhatIsNoNumberOrTooLarge) {
    for (const std::string_view text :
         {"", ".", "e5", "1e", "1e+", "1e+-5", "1e5x", "1,5", " 1", "+1", "-1", "0x10", "NaN"})
        EXPECT_EQ(quantums("size", text).error().code, Errc::malformed) << text;
    for (const std::string_view text : {"1e31", "1e99999999999", "1e-1001"})
        EXPECT_EQ(quantums("size", text).error().code, Errc::out_of_range) << text;
    EXPECT_EQ(quantums("size", std::string(39, '1')).error().code, Errc::out_of_range);
}

RC_GTEST_PROP(Quantums, OfEightPlacesAreExact, (std::uint64_t units)) {
    const std::string digits = std::to_string(units);
    const std::string padded = std::string(digits.size() < 9 ? 9 - digits.size() : 0, '0') + digits;
    const std::string text =
        padded.substr(0, padded.size() - 8) + "." + padded.substr(padded.size() - 8);
    RC_ASSERT(quantums("size", text).value() == Felt::of(units));
    RC_ASSERT(quantums("size", digits + "E-8").value() == Felt::of(units));
}

}  // namespace
}  // namespace twinleg::venues::paradex
