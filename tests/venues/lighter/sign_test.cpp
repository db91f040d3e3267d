#include "venues/lighter/sign.h"

#include "crypto/lighter/tx_info.h"
#include "crypto/nonce_pool.h"
#include "tests/crypto/lighter/vectors.h"

namespace twinleg::venues::lighter {
namespace {

using crypto::lighter::ApproveIntegrator;
using crypto::lighter::Attribute;
using crypto::lighter::Attributes;
using crypto::lighter::AuthClaim;
using crypto::lighter::bytes;
using crypto::lighter::CancelAll;
using crypto::lighter::CancelOrder;
using crypto::lighter::CreateGroupedOrders;
using crypto::lighter::CreateOrder;
using crypto::lighter::Gfp5;
using crypto::lighter::items;
using crypto::lighter::Json;
using crypto::lighter::number;
using crypto::lighter::numbers;
using crypto::lighter::PublicKey;
using crypto::lighter::read_auth_token;
using crypto::lighter::read_tx_info;
using crypto::lighter::text;
using crypto::lighter::Transaction;
using crypto::lighter::Transfer;
using crypto::lighter::UpdateLeverage;
using crypto::lighter::VectorFile;

constexpr const char* kTransactions = "venues/lighter/data/tx_vectors.json";
constexpr const char* kKey =
    "ba043e9d52b14ee57c62545d7be956a05f0cb2afc88a828b32314646dc631bceb013c1cf6589a745";
constexpr const char* kPublicKey =
    "f2cb1ce491da22fffc24540a1d26282b2392f03fe8213361705695727761fb4ba5f260aa865caefe";

NoncePair nonce_of(std::string_view digits) {
    const auto k = bytes(digits);
    auto nonce = crypto::lighter::nonce_from(std::span<const std::uint8_t>{k}.first<40>());
    EXPECT_TRUE(nonce);
    return std::move(*nonce);
}

Signer signer() {
    return std::move(
        Signer::create({.chain_id = 304, .account_index = 65, .api_key_index = 3}, kKey).value());
}

CreateOrder limit_order() {
    return {.market_index = 1,
            .client_order_index = 7,
            .base_amount = 1000,
            .price = 500000,
            .is_ask = 1,
            .time_in_force = 1,
            .order_expiry = 1'900'000'000'000};
}

Transaction order_tx(const CreateOrder& order) {
    return signer().transaction(order, 12, 1'800'000'000'000);
}

TEST(Sign, HashesEveryTransactionAsTheReference) {
    const VectorFile file{kTransactions};
    std::size_t count = 0;
    std::size_t attributes = 0;
    for (const Json row : items(file.root()["vectors"])) {
        const std::string id = text(row["id"]);
        const auto info = read_tx_info(number(row["chain_id"]), number(row["tx_type"]),
                                       text(row["tx_info_json"]));
        ASSERT_TRUE(info) << id << ": " << info.error().message;
        const Transaction& tx = info->transaction;
        EXPECT_EQ(crypto::lighter::type_of(tx.body), number(row["tx_type"]));
        EXPECT_EQ(crypto::lighter::preimage(tx), numbers(row["preimage"])) << id;
        if (row["attributes_preimage"].is_array()) {
            const auto elements = tx.attributes.preimage();
            ASSERT_TRUE(elements) << id;
            EXPECT_EQ(std::vector<std::uint64_t>(elements->begin(), elements->end()),
                      numbers(row["attributes_preimage"]))
                << id;
            ++attributes;
        } else {
            EXPECT_FALSE(tx.attributes.preimage()) << id;
        }
        Json body_hash;
        if (row["body_hash"].get(body_hash) == simdjson::SUCCESS) {
            EXPECT_EQ(crypto::lighter::body_hash(tx), crypto::lighter::gfp5(body_hash)) << id;
        }
        EXPECT_EQ(crypto::to_hex(crypto::lighter::hash(tx).encode()), text(row["tx_hash"])) << id;
        const auto valid = crypto::lighter::validate(tx);
        EXPECT_TRUE(valid) << id << ": " << valid.error().message;
        ++count;
    }
    crypto::lighter::print_count("tx_vectors.json: hashes", count);
    EXPECT_EQ(count, 216U);
    EXPECT_GT(attributes, 0U);
}

TEST(Sign, SignsAndVerifiesEveryTransactionAsTheReference) {
    const VectorFile file{kTransactions};
    std::size_t exact = 0;
    std::size_t verified = 0;
    std::size_t refused = 0;
    for (const Json row : items(file.root()["vectors"])) {
        const std::string id = text(row["id"]);
        const auto info = read_tx_info(number(row["chain_id"]), number(row["tx_type"]),
                                       text(row["tx_info_json"]));
        ASSERT_TRUE(info) << id;
        const auto signature = info->signature();
        ASSERT_TRUE(signature) << id;
        EXPECT_EQ(crypto::to_hex(*signature), text(row["sig_hex"])) << id;
        // Written back, it is the same text.
        EXPECT_EQ(write_tx_info(info->transaction, *signature), text(row["tx_info_json"])) << id;

        Json field;
        if (row["private_key_hex"].get(field) != simdjson::SUCCESS) continue;  // seen in public
        const Transaction& tx = info->transaction;
        const auto own = Signer::create({.chain_id = tx.chain_id,
                                         .account_index = tx.account_index,
                                         .api_key_index = tx.api_key_index,
                                         .attributes = tx.attributes},
                                        text(field));
        ASSERT_TRUE(own) << id;
        const auto key = PublicKey::from_hex(text(row["public_key_hex"]));
        ASSERT_TRUE(key) << id;
        EXPECT_EQ(own->public_key_hex(), key->hex()) << id;

        const Gfp5 message = crypto::lighter::hash(tx);
        EXPECT_TRUE(verify(*key, message, *signature)) << id;
        ++verified;
        Transaction other = tx;
        ++other.nonce;
        EXPECT_FALSE(verify(*key, crypto::lighter::hash(other), *signature)) << id;
        ++refused;
        if (row["nonce_k_hex"].get(field) == simdjson::SUCCESS) {
            const auto again = own->sign(own->transaction(tx.body, tx.nonce, tx.expired_at),
                                         nonce_of(text(field)));
            EXPECT_EQ(again.tx_info, text(row["tx_info_json"])) << id;
            EXPECT_EQ(again.tx_hash_hex(), text(row["tx_hash"])) << id;
            EXPECT_EQ(again.tx_type, number(row["tx_type"])) << id;
            ++exact;
        }
    }
    crypto::lighter::print_count("tx_vectors.json: signatures, bit for bit", exact);
    crypto::lighter::print_count("tx_vectors.json: signatures verified", verified);
    crypto::lighter::print_count("tx_vectors.json: tampered, refused", refused);
    EXPECT_EQ(exact, 56U);
    EXPECT_EQ(verified, 215U);
}

TEST(Sign, MakesTheReferencesAuthTokens) {
    const VectorFile file{"venues/lighter/data/auth_tokens.json"};
    std::size_t count = 0;
    for (const Json row : items(file.root())) {
        const AuthClaim claim{number(row["deadline"]), number(row["account_index"]),
                              number(row["api_key_index"])};
        EXPECT_EQ(claim.text(), text(row["message"]));
        EXPECT_EQ(crypto::to_hex(claim.hash().encode()), text(row["message_hash_hex"]));

        const auto token = read_auth_token(text(row["token"]));
        ASSERT_TRUE(token);
        EXPECT_EQ(token->claim, claim);
        EXPECT_EQ(write_auth_token(token->claim, token->signature), text(row["token"]));
        const auto key = PublicKey::from_hex(text(row["public_key_hex"]));
        ASSERT_TRUE(key);
        EXPECT_TRUE(verify(*key, claim.hash(), token->signature));
        AuthClaim later = claim;
        ++later.deadline_s;
        EXPECT_FALSE(verify(*key, later.hash(), token->signature));

        const auto own = Signer::create(
            {.account_index = claim.account_index, .api_key_index = claim.api_key_index},
            text(row["private_key_hex"]));
        ASSERT_TRUE(own);
        const auto ours = read_auth_token(own->auth_token(claim.deadline_s));
        ASSERT_TRUE(ours);
        EXPECT_EQ(ours->claim, claim);
        EXPECT_TRUE(verify(*key, claim.hash(), ours->signature));
        ++count;
    }
    crypto::lighter::print_count("auth_tokens.json", count);
    EXPECT_EQ(count, 12U);
}

TEST(AuthToken, RefusesOtherSpellings) {
    const std::string good = signer().auth_token(1'800'000'000);
    ASSERT_TRUE(read_auth_token(good));
    const std::string signature = good.substr(good.rfind(':') + 1);
    for (const std::string& bad :
         {std::string{}, good.substr(1).insert(0, "0"), good + "0", good.substr(0, good.size() - 1),
          "1800000000:65:" + signature, "1800000000:065:3:" + signature,
          "1800000000:-65:3:" + signature, "1800000000:65:3: " + signature.substr(1),
          "99999999999999999999999:65:3:" + signature, "ro:65:single:1800000000:" + signature,
          "1800000000:65:3:0x" + signature.substr(2), "1800000000:65:3:A" + signature.substr(1)})
        EXPECT_FALSE(read_auth_token(bad)) << bad;
}

TEST(Sign, PreparedAndUnpreparedVerifyAlike) {
    const Signer own = signer();
    EXPECT_EQ(own.public_key_hex(), kPublicKey);
    const PublicKey key = PublicKey::from_hex(kPublicKey).value();
    crypto::NoncePool<NoncePair, 4> pool{[&own] { return own.make_nonce(); }};
    pool.refill();
    const Transaction tx = own.transaction(limit_order(), 1, 1'800'000'000'000);

    for (const auto& sent : {own.sign(tx), own.sign(tx, pool.take()), own.sign(tx, pool.take())}) {
        const auto info = read_tx_info(304, sent.tx_type, sent.tx_info);
        ASSERT_TRUE(info);
        EXPECT_EQ(info->transaction, tx);
        EXPECT_EQ(crypto::lighter::hash(tx).encode(), sent.tx_hash);
        EXPECT_TRUE(verify(key, crypto::lighter::hash(tx), info->signature().value()));
    }
}

TEST(Sign, HashesOtherAttributesThanTheConfiguredOnes) {
    Attributes skip;
    skip.set(Attribute::skip_nonce, 1);
    const Signer own = std::move(
        Signer::create({.account_index = 65, .api_key_index = 3, .attributes = skip}, kKey)
            .value());
    Transaction tx = own.transaction(CancelOrder{1, 5}, 1, 2);
    EXPECT_EQ(own.sign(tx).tx_hash, hash(tx).encode());

    tx.attributes = Attributes{}.set(Attribute::order_version, 9);
    EXPECT_EQ(own.sign(tx).tx_hash, hash(tx).encode());

    tx.attributes = {};
    EXPECT_EQ(own.sign(tx).tx_hash, hash(tx).encode());
    EXPECT_EQ(hash(tx), body_hash(tx));
}

TEST(Sign, RefusesAKeyThatIsNone) {
    const auto own = Signer::create({}, "0x123");
    ASSERT_FALSE(own);
    EXPECT_EQ(own.error().message, "private key: 3 hex digits, expected 80");
}

TEST(Attributes, AtTheirDefaultsAreSentButNotHashed) {
    Attributes attributes;
    attributes.set(Attribute::self_trade_behaviour, 0).set(Attribute::cancel_all_market, 255);
    EXPECT_FALSE(attributes.empty());
    EXPECT_FALSE(attributes.preimage());

    attributes.set(Attribute::cancel_all_market, 0);  // market 0 is not the default
    ASSERT_TRUE(attributes.preimage());
    EXPECT_EQ(attributes.preimage()->at(0), 5U);
    EXPECT_EQ(attributes.preimage()->at(1), 0U);
}

TEST(Requests, AreFormsAndFramesAsTheSdkSendsThem) {
    const SignedTransaction sent{.tx_type = 14, .tx_info = R"({"A":1,"B":"x+/="})", .tx_hash = {}};
    EXPECT_EQ(form(sent), "tx_type=14&tx_info=%7B%22A%22%3A1%2C%22B%22%3A%22x%2B%2F%3D%22%7D");
    EXPECT_TRUE(form(sent, true).ends_with("&price_protection=true"));
    EXPECT_TRUE(form(sent, false).ends_with("&price_protection=false"));
    EXPECT_EQ(frame(sent, "c1"),
              R"({"type":"jsonapi/sendtx","data":{"id":"c1","tx_type":14,"tx_info":)"
              R"({"A":1,"B":"x+/="}}})");

    const SignedTransaction cancel{.tx_type = 15, .tx_info = R"({"C":2})", .tx_hash = {}};
    EXPECT_EQ(
        batch_form(std::array{sent, cancel}),
        "tx_types=%5B14%2C+15%5D&tx_infos=%5B%22%7B%5C%22A%5C%22%3A1%2C%5C%22B%5C%22%3A%5C%22x"
        "%2B%2F%3D%5C%22%7D%22%2C+%22%7B%5C%22C%5C%22%3A2%7D%22%5D");
    EXPECT_EQ(batch_form({}), "tx_types=%5B%5D&tx_infos=%5B%5D");
}

TEST(Requests, TakeTheirChainFromTheHost) {
    EXPECT_EQ(chain_id_of("https://mainnet.zklighter.elliot.ai"), 304U);
    EXPECT_EQ(chain_id_of("https://testnet.zklighter.elliot.ai"), 300U);
    EXPECT_EQ(chain_id_of("https://api.rh.lighter.xyz"), 466324U);
    EXPECT_EQ(chain_id_of("https://api.rh-testnet.lighter.xyz"), 300U);
    EXPECT_EQ(chain_id_of("http://127.0.0.1:18101"), 304U);
}

TEST(TxInfo, ReadsKeysInAnyOrderAndIgnoresOthers) {
    const auto info = read_tx_info(
        304, 15,
        R"( {"Extra":[1],"Nonce":9,"L2TxAttributes":{"8":3,"4":1},"Index":5,"MarketIndex":1,)"
        R"("ExpiredAt":8,"ApiKeyIndex":3,"AccountIndex":65} )");
    ASSERT_TRUE(info) << info.error().message;
    EXPECT_EQ(std::get<CancelOrder>(info->transaction.body), (CancelOrder{1, 5}));
    EXPECT_EQ(info->transaction.attributes.get(Attribute::order_version), 3U);
    EXPECT_EQ(info->signature_base64, "");
    EXPECT_FALSE(info->signature());
}

TEST(TxInfo, SaysWhatIsWrong) {
    const auto says = [](std::uint64_t type, std::string_view json) {
        const auto info = read_tx_info(304, type, json);
        return info ? std::string{} : info.error().message;
    };
    const auto cancel = [](std::string_view index, std::string_view rest = "") {
        return R"({"AccountIndex":1,"ApiKeyIndex":3,"MarketIndex":1,"Index":)" +
               std::string{index} + R"(,"ExpiredAt":8,"Nonce":9)" + std::string{rest} + "}";
    };

    EXPECT_EQ(says(15, cancel("5")), "");
    EXPECT_EQ(says(99, cancel("5")), "tx_type: 99 is not known");
    EXPECT_EQ(says(15, ""), "tx_info: no JSON object");
    EXPECT_EQ(says(15, "[1]"), "tx_info: no JSON object");
    EXPECT_EQ(says(15, cancel("5").substr(0, 40)), "tx_info: no JSON object");
    EXPECT_EQ(says(15, "{}"), "tx_info: AccountIndex is missing");
    EXPECT_EQ(says(15, cancel("-5")), "tx_info: Index is no unsigned integer");
    EXPECT_EQ(says(15, cancel("5.5")), "tx_info: Index is no unsigned integer");
    EXPECT_EQ(says(15, cancel("\"5\"")), "tx_info: Index is no unsigned integer");
    EXPECT_EQ(says(15, cancel("18446744069414584321")),
              "tx_info: Index is not below the field's prime");
    EXPECT_EQ(says(15, cancel("18446744069414584320")), "");
    EXPECT_EQ(says(15, cancel("5", R"(,"L2TxAttributes":{"9":1})")),
              "tx_info: L2TxAttributes has a key that is not 1..8");
    EXPECT_EQ(says(15, cancel("5", R"(,"L2TxAttributes":{"4":-1})")),
              "tx_info: L2TxAttributes has a value that is no unsigned integer");
    EXPECT_EQ(says(15, cancel("5", R"(,"L2TxAttributes":[])")),
              "tx_info: L2TxAttributes is neither null nor an object");
    EXPECT_EQ(says(15, cancel("5", R"(,"L2TxAttributes":{"1":1,"2":1,"3":1,"4":1,"8":1})")),
              "tx_info: L2TxAttributes has more than four that differ from their default");
    EXPECT_EQ(says(15, cancel("5", R"(,"Sig":7)")), "");  // the old signature does not matter
    EXPECT_EQ(says(8, R"({"AccountIndex":1,"ApiKeyIndex":3,"PubKey":"AAAA"})"),
              "tx_info: PubKey is no base64 of 40 bytes");
    EXPECT_EQ(says(28, R"({"AccountIndex":1,"ApiKeyIndex":3,"GroupingType":1,"Orders":[{}]})"),
              "tx_info: MarketIndex is missing");
}

TEST(Validate, SpeaksOfTheFieldThatIsWrong) {
    const auto says = [](const Transaction& tx) {
        const auto valid = crypto::lighter::validate(tx);
        return valid ? std::string{} : valid.error().message;
    };
    EXPECT_EQ(says(order_tx(limit_order())), "");

    CreateOrder order = limit_order();
    order.market_index = 255;
    EXPECT_EQ(says(order_tx(order)), "lighter: MarketIndex: 255 means no market");
    order = limit_order();
    order.price = 0;
    EXPECT_EQ(says(order_tx(order)), "lighter: Price: 0 is not in 1..4294967295");
    order = limit_order();
    order.base_amount = 0;
    EXPECT_EQ(says(order_tx(order)),
              "lighter: BaseAmount: 0 (the whole position) is for reduce-only orders");
    order.reduce_only = 1;
    EXPECT_EQ(says(order_tx(order)), "");
    order = limit_order();
    order.time_in_force = 0;
    EXPECT_EQ(says(order_tx(order)),
              "lighter: OrderExpiry: give 0 with immediate-or-cancel, a time otherwise");
    order.order_expiry = 0;
    EXPECT_EQ(says(order_tx(order)), "");
    order.type = 1;
    EXPECT_EQ(says(order_tx(order)), "");
    order.type = 2;
    EXPECT_EQ(says(order_tx(order)), "lighter: TriggerPrice: this order type needs one");
    order.type = 7;
    EXPECT_EQ(says(order_tx(order)), "lighter: Type: 7 is not in 0..6");

    Transaction tx = order_tx(limit_order());
    tx.attributes.set(Attribute::integrator_taker_fee, 10);
    EXPECT_EQ(says(tx), "lighter: L2TxAttributes: fees (2, 3) need an integrator account (1)");
    tx.attributes.set(Attribute::integrator_account, 4);
    EXPECT_EQ(says(tx), "");
    tx.attributes.set(Attribute::self_trade_behaviour, 1);
    EXPECT_EQ(says(tx), "lighter: L2TxAttributes: self-trade settings (6, 7) exclude fees (2, 3)");

    tx = signer().transaction(CancelAll{.time_in_force = 1, .time = 0}, 1, 2);
    EXPECT_EQ(says(tx), "lighter: Time: for the scheduled form only, else 0");
    tx = signer().transaction(CancelAll{.time_in_force = 2, .time = 0}, 1, 2);
    EXPECT_EQ(says(tx), "");
    tx.attributes.set(Attribute::cancel_all_market, 1);
    EXPECT_EQ(says(tx), "lighter: L2TxAttributes: a market (5) is for the immediate cancel-all");
    tx = signer().transaction(UpdateLeverage{1, 0, 0}, 1, 2);
    EXPECT_EQ(says(tx), "lighter: InitialMarginFraction: 0 is not in 1..10000");
    tx = signer().transaction(CreateGroupedOrders{.grouping_type = 2, .orders = {limit_order()}}, 1,
                              2);
    EXPECT_EQ(says(tx), "lighter: Orders: OTO and OCO have two orders, OTOCO three");
}

}  // namespace
}  // namespace twinleg::venues::lighter
