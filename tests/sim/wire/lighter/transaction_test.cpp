// Transactions against what the official signers made of them.

#include "sim/wire/lighter/transaction.h"

#include <gtest/gtest.h>

#include "sim/prng.h"
#include "tests/sim/wire/lighter/vectors.h"

namespace twinleg::sim::wire::lighter {
namespace {

namespace lc = crypto::lighter;

std::string order_info(std::string_view changed = {}, std::string_view to = {}) {
    std::string info =
        R"({"AccountIndex":65,"ApiKeyIndex":3,"MarketIndex":1,"ClientOrderIndex":77,)"
        R"("BaseAmount":500,"Price":800100,"IsAsk":0,"Type":0,"TimeInForce":1,"ReduceOnly":0,)"
        R"("TriggerPrice":0,"OrderExpiry":1795419200000,"ExpiredAt":1793000599000,"Nonce":17,)"
        R"("Sig":")" +
        std::string(106, 'A') + R"(A=","L2TxAttributes":null})";
    if (!changed.empty()) {
        const auto at = info.find(changed);
        EXPECT_NE(at, std::string::npos) << changed;
        info.replace(at, changed.size(), to);
    }
    return info;
}

Code refusal_of(std::uint64_t type, const std::string& info) {
    const auto parsed = parse_transaction(type, info);
    EXPECT_FALSE(parsed) << info;
    return parsed ? Code::internal : parsed.error().code;
}

TEST(LighterTransaction, HashesAndVerifiesWhatTheOfficialSignersMade) {
    DataFile file{"tx_vectors.json"};
    std::size_t verified = 0;
    std::size_t hashed = 0;

    for (const Json row : file.root()["vectors"].get_array()) {
        const std::uint64_t chain_id = row["chain_id"];
        const std::uint64_t type = row["tx_type"];
        const std::string_view info = row["tx_info_json"];
        const std::string_view id = row["id"];

        const auto tx = parse_transaction(type, info);

        ASSERT_TRUE(tx) << id << ": " << tx.error().message;
        std::vector<std::uint64_t> wanted;
        for (const Json element : row["preimage"].get_array())
            wanted.push_back(std::stoull(std::string{std::string_view{element}}));
        EXPECT_EQ(tx->preimage(chain_id), wanted) << id;
        const auto hash = tx->hash(chain_id);
        EXPECT_EQ(hash_text(hash), std::string_view{row["tx_hash"]}) << id;
        ++hashed;
        std::string_view key;
        if (row["public_key_hex"].get_string().get(key) != simdjson::SUCCESS) continue;
        EXPECT_TRUE(lc::verify(*lc::PublicKey::from_hex(key), hash, tx->signature)) << id;
        ++verified;
    }

    EXPECT_EQ(hashed, 216u);
    EXPECT_EQ(verified, 215u);
}

TEST(LighterTransaction, EverythingHashedIsSigned) {
    DataFile file{"tx_vectors.json"};

    for (const Json row : file.root()["vectors"].get_array()) {
        const std::uint64_t chain_id = row["chain_id"];
        auto tx = parse_transaction(row["tx_type"], std::string_view{row["tx_info_json"]});
        ASSERT_TRUE(tx);
        const auto hash = tx->hash(chain_id);

        EXPECT_NE(tx->hash(chain_id + 1), hash);
        ++tx->nonce;
        EXPECT_NE(tx->hash(chain_id), hash);
        --tx->nonce;
        tx->attributes.values[4] ^= 1;
        EXPECT_NE(tx->hash(chain_id), hash);
    }
}

TEST(LighterTransaction, TakesKeysInAnyOrderAndIgnoresUnknownOnes) {
    const auto usual = parse_transaction(14, order_info());
    const auto other =
        parse_transaction(14, order_info(R"({"AccountIndex":65,"ApiKeyIndex":3)",
                                         R"({"Extra":[1],"ApiKeyIndex":3,"AccountIndex":65)"));

    ASSERT_TRUE(usual);
    ASSERT_TRUE(other);
    EXPECT_EQ(hash_text(usual->hash(304)), hash_text(other->hash(304)));
}

TEST(LighterTransaction, RefusesATypeItDoesNotKnow) {
    EXPECT_EQ(refusal_of(99, order_info()), Code::unsupported_tx_type);
}

TEST(LighterTransaction, RefusesWhatIsNoObject) {
    for (const char* text : {"", "[]", "{", "17", R"("{}")"})
        EXPECT_EQ(refusal_of(14, text), Code::invalid_tx_info) << text;
}

TEST(LighterTransaction, RefusesAFieldThatIsMissing) {
    const auto parsed = parse_transaction(14, order_info(R"("Nonce":17,)", ""));

    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, Code::invalid_tx_info);
    EXPECT_NE(parsed.error().message.find("Nonce"), std::string::npos);
}

TEST(LighterTransaction, NamesTheCodeOfAFieldOutOfRange) {
    EXPECT_EQ(refusal_of(14, order_info(R"("Price":800100)", R"("Price":0)")), Code::invalid_price);
    EXPECT_EQ(refusal_of(14, order_info(R"("Price":800100)", R"("Price":4294967296)")),
              Code::invalid_price);
    EXPECT_EQ(refusal_of(14, order_info(R"("BaseAmount":500)", R"("BaseAmount":0)")),
              Code::invalid_base_amount);
    EXPECT_EQ(refusal_of(14, order_info(R"("MarketIndex":1)", R"("MarketIndex":255)")),
              Code::invalid_market);
    EXPECT_EQ(refusal_of(14, order_info(R"("ClientOrderIndex":77)",
                                        R"("ClientOrderIndex":281474976710656)")),
              Code::invalid_client_order_index);
    EXPECT_EQ(refusal_of(14, order_info(R"("IsAsk":0)", R"("IsAsk":true)")), Code::invalid_tx_info);
    EXPECT_EQ(refusal_of(14, order_info(R"("Nonce":17)", R"("Nonce":-1)")), Code::invalid_tx_info);
    EXPECT_EQ(refusal_of(14, order_info(R"("Nonce":17)", R"("Nonce":17.5)")),
              Code::invalid_tx_info);
}

TEST(LighterTransaction, ZeroIsTheWholePositionOfAReduceOnlyOrder) {
    auto info = order_info(R"("BaseAmount":500)", R"("BaseAmount":0)");
    info.replace(info.find(R"("ReduceOnly":0)"), 14, R"("ReduceOnly":1)");

    EXPECT_TRUE(parse_transaction(14, info));
}

TEST(LighterTransaction, HoldsTypeTimeInForceAndExpiryTogether) {
    struct Case {
        int type, time_in_force;
        std::uint64_t trigger, expiry;
        bool good;
    };
    for (const Case& one : {
             Case{0, 0, 0, 0, true},  Case{0, 0, 0, 5, false}, Case{0, 1, 0, 5, true},
             Case{0, 1, 0, 0, false}, Case{0, 2, 0, 5, true},  Case{0, 1, 9, 5, false},
             Case{1, 0, 0, 0, true},  Case{1, 1, 0, 0, false}, Case{1, 0, 0, 5, false},
             Case{1, 0, 9, 0, false}, Case{2, 0, 9, 5, true},  Case{2, 1, 9, 5, false},
             Case{2, 0, 0, 5, false}, Case{3, 2, 9, 5, true},  Case{3, 2, 9, 0, false},
             Case{4, 0, 9, 5, true},  Case{5, 1, 9, 5, true},  Case{6, 1, 0, 5, true},
             Case{6, 0, 0, 5, false}, Case{7, 0, 0, 5, false},
         }) {
        const auto info = order_info(
            R"("Type":0,"TimeInForce":1,"ReduceOnly":0,"TriggerPrice":0,"OrderExpiry":1795419200000)",
            R"("Type":)" + std::to_string(one.type) + R"(,"TimeInForce":)" +
                std::to_string(one.time_in_force) + R"(,"ReduceOnly":0,"TriggerPrice":)" +
                std::to_string(one.trigger) + R"(,"OrderExpiry":)" + std::to_string(one.expiry));
        EXPECT_EQ(parse_transaction(14, info).has_value(), one.good) << info;
    }
}

TEST(LighterTransaction, TimeBelongsToAScheduledCancelAll) {
    const auto cancel_all = [](int mode, std::int64_t time) {
        return R"({"AccountIndex":65,"ApiKeyIndex":3,"TimeInForce":)" + std::to_string(mode) +
               R"(,"Time":)" + std::to_string(time) +
               R"(,"ExpiredAt":1793000599000,"Nonce":17,"Sig":")" + std::string(106, 'A') +
               R"(A="})";
    };

    EXPECT_TRUE(parse_transaction(16, cancel_all(0, 0)));
    EXPECT_TRUE(parse_transaction(16, cancel_all(1, 1793000599000)));
    EXPECT_TRUE(parse_transaction(16, cancel_all(2, 0)));
    EXPECT_FALSE(parse_transaction(16, cancel_all(0, 5)));
    EXPECT_FALSE(parse_transaction(16, cancel_all(1, 0)));
    EXPECT_FALSE(parse_transaction(16, cancel_all(2, 5)));
}

TEST(LighterTransaction, HoldsAttributesToTheirRules) {
    const auto with = [](const std::string& attributes) {
        return parse_transaction(
                   14, order_info(R"("L2TxAttributes":null)", R"("L2TxAttributes":)" + attributes))
            .has_value();
    };

    EXPECT_TRUE(with("{}"));
    EXPECT_TRUE(with(R"({"1":5,"2":10,"3":4,"4":1})"));
    EXPECT_TRUE(with(R"({"6":2,"7":1})"));
    EXPECT_TRUE(with(R"({"4":0})"));    // a default, not hashed
    EXPECT_FALSE(with(R"({"2":10})"));  // fees of nobody
    EXPECT_FALSE(with(R"({"1":5,"2":10,"6":1})"));
    EXPECT_FALSE(with(R"({"6":3,"7":1})"));
    EXPECT_FALSE(with(R"({"6":4})"));
    EXPECT_FALSE(with(R"({"4":2})"));
    EXPECT_FALSE(with(R"({"9":1})"));
    EXPECT_FALSE(with(R"({"5":1})"));  // of a cancel-all
    EXPECT_FALSE(with(R"({"8":1})"));  // of a modify
    EXPECT_FALSE(with(R"([1])"));
}

TEST(LighterTransaction, DamagedTextIsReadOrRefused) {
    DataFile file{"tx_vectors.json"};
    Prng chance{7};
    std::size_t refused = 0;

    for (const Json row : file.root()["vectors"].get_array()) {
        const std::string whole{std::string_view{row["tx_info_json"]}};
        for (int i = 0; i < 40; ++i) {
            std::string text = whole;
            const auto at =
                static_cast<std::size_t>(chance.below(static_cast<std::int64_t>(text.size())));
            if (i % 4 == 0)
                text.resize(at);
            else
                text[at] = "{}[]\",:-9\0e"[chance.below(11)];
            refused += parse_transaction(row["tx_type"], text) ? 0u : 1u;
        }
    }

    EXPECT_GT(refused, 216u * 10);  // every cut one; a changed digit may still be a number
}

TEST(LighterTransaction, ASignatureHas80Bytes) {
    EXPECT_EQ(refusal_of(14, order_info(R"("Sig":"AAAA)", R"("Sig":")")), Code::invalid_signature);
    EXPECT_EQ(refusal_of(14, order_info(R"("Sig":"A)", R"("Sig":"*)")), Code::invalid_signature);
}

}  // namespace
}  // namespace twinleg::sim::wire::lighter
