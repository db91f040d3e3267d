// Every vector file of the venues, in the form of the command's lines.

#include "app/sign/sign.h"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <regex>
#include <sstream>

#include "tests/support/vectors.h"

namespace twinleg::app::sign {
namespace {

using test::Json;

Json answer_to(const std::string& venue, const std::string& kind, const Json& input) {
    bool ok = false;
    const Json line{{"venue", venue}, {"kind", kind}, {"input", input}};
    // Seeds are numbers; the long ones are texts in here, see read_with_long_numbers().
    static const std::regex kLongSeed{R"re("seed":"(\d+)")re"};
    return Json::parse(answer(std::regex_replace(line.dump(), kLongSeed, R"("seed":$1)"), ok));
}

// The test's own JSON reader would round integers past 64 bits, so they become texts.
Json read_with_long_numbers(const std::string& path) {
    std::ifstream file{std::string{TWINLEG_SOURCE_DIR} + "/" + path};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    static const std::regex kLongSeed{R"re(("seed":\s*)(\d{19,}))re"};
    return Json::parse(std::regex_replace(text, kLongSeed, R"($1"$2")"));
}

// Signatures of Ethereum keys are written in several ways; the bytes are the same.
std::string plain(std::string text) {
    if (text.starts_with("0x")) text.erase(0, 2);
    for (char& c : text)
        c = static_cast<char>(std::tolower(c));
    return text;
}

// Every member of `wanted` is in `given`, with the same value.
void expect_members(const Json& given, const Json& wanted, const std::string& which) {
    for (const auto& [name, value] : wanted.items()) {
        ASSERT_TRUE(given.contains(name)) << which << ": " << name << " in " << given;
        EXPECT_EQ(given[name], value) << which << ": " << name;
    }
}

// A vector as input of the command, and what its answer must hold.
struct Case {
    Json input;
    Json wanted;
};

struct VectorFile {
    const char* path;
    const char* venue;
    const char* kind;
    const char* list;  // the member that holds the vectors; empty if the file is the list
    std::function<std::optional<Case>(const Json& vector)> case_of;  // nothing: not for this kind
};

Json without(Json object, std::initializer_list<const char*> names) {
    for (const char* name : names)
        object.erase(name);
    return object;
}

Json only(const Json& object, std::initializer_list<const char*> names) {
    Json out = Json::object();
    for (const char* name : names)
        if (object.contains(name)) out[name] = object[name];
    return out;
}

Case edgex_order(const Json& vector) {
    Json wanted = without(vector["expect"], {"body"});
    wanted.update(vector["derived"]);
    return {vector["input"], wanted};
}

Case edgex_margin(const Json& vector) {
    Json wanted = without(vector["expect"], {"body"});
    wanted.update(
        only(vector["expect"]["body"], {"l2Nonce", "l2ExpireTime", "signer", "l2Signature"}));
    return {vector["input"], wanted};
}

Case edgex_auth_v2(const Json& vector) {
    return {only(vector, {"method", "path", "params", "body", "timestamp", "apiKey", "passphrase",
                          "apiSecret"}),
            only(vector, {"content", "signature", "headers"})};
}

Case edgex_nonce(const Json& vector) {
    return {only(vector, {"clientOrderId"}), only(vector, {"nonce"})};
}

Case edgex_order_v1(const Json& vector) {
    Case one = edgex_order(vector);
    if (vector["sdk"] == "0.1.0") one.input["sdk"] = vector["sdk"];  // another rule for the fee
    return one;
}

Case edgex_auth_v1(const Json& vector) {
    return {only(vector, {"method", "path", "params", "body", "timestamp", "privateKey"}),
            only(vector, {"content", "keccak256", "hashModN", "publicKeyX", "r", "s", "header"})};
}

// The vectors name a configuration, which another member of their file holds.
Json paradex_input(const Json& vector, const char* file) {
    const Json configs =
        test::read_vectors(std::string{"tests/venues/paradex/data/"} + file)["configs"];
    Json input = configs[vector["config"].get<std::string>()];
    input.update(only(vector, {"l2_private_key", "account_address", "timestamp", "expiration"}));
    if (vector.contains("input")) input.update(vector["input"]);
    return input;
}

Case paradex_order(const Json& vector) {
    return {paradex_input(vector, "orders.json"),
            only(vector, {"struct_hash", "message_hash", "signature"})};
}

Case paradex_auth(const Json& vector) {
    return {paradex_input(vector, "auth.json"),
            {{"message_hash", vector["message_hash"]},
             {"signature", vector["http"]["headers"]["PARADEX-STARKNET-SIGNATURE"]}}};
}

Case paradex_account(const Json& vector) {
    return {paradex_input(vector, "keys.json"), only(vector, {"l2_public_key", "account_address"})};
}

Case stark_pedersen(const Json& vector) {
    return {only(vector, {"a", "b"}), only(vector, {"hash"})};
}

// As starkcurve/ writes numbers.
std::string padded(std::string hex) {
    hex.erase(0, 2);
    return "0x" + std::string(64 - hex.size(), '0') + hex;
}

Case paradex_pedersen(const Json& vector) {
    return {only(vector, {"a", "b"}), {{"hash", padded(vector["hash"])}}};
}

Case stark_ecdsa(const Json& vector) {
    return {only(vector, {"privateKey", "messageHash", "seed"}),
            only(vector, {"publicKeyX", "r", "s"})};
}

Case stark_verify(const Json& vector) {
    return {only(vector, {"messageHash", "r", "s", "publicKeyX"}), only(vector, {"valid"})};
}

Case paradex_verify(const Json& vector) {
    return {{{"messageHash", vector["message_hash"]},
             {"r", vector["r"]},
             {"s", vector["s"]},
             {"publicKeyX", vector["public_key"]}},
            only(vector, {"valid"})};
}

Json aster_key(const Json& vector, const char* group) {
    static const Json keys = test::read_vectors("tests/venues/aster/data/keys.json");
    return keys[group][vector["key"].get<std::string>()];
}

Case lighter_tx(const Json& vector) {
    Json wanted = only(vector, {"tx_hash", "public_key_hex"});
    if (vector.contains("nonce_k_hex")) wanted["sig_hex"] = vector["sig_hex"];
    return {only(vector, {"chain_id", "tx_type", "tx_info_json", "private_key_hex", "nonce_k_hex"}),
            wanted};
}

std::optional<Case> lighter_tx_verify(const Json& vector) {
    if (!vector.contains("public_key_hex")) return std::nullopt;  // of an account unknown to us
    return Case{{{"message_hash_hex", vector["tx_hash"]},
                 {"sig_hex", vector["sig_hex"]},
                 {"public_key_hex", vector["public_key_hex"]}},
                {{"valid", true}}};
}

Case lighter_auth(const Json& vector) {
    return {only(vector, {"account_index", "api_key_index", "deadline", "private_key_hex"}),
            only(vector, {"message_hash_hex"})};
}

Case lighter_verify(const Json& vector) {
    return {only(vector, {"message_hash_hex", "sig_hex", "public_key_hex"}),
            {{"valid", vector["valid_strict"]}}};
}

Case aster_v1(const Json& vector) {
    const Json key = aster_key(vector, "hmac");
    return {{{"api_key", key["api_key"]},
             {"api_secret", key["secret"]},
             {"signing_string", vector["signing_string"]}},
            only(vector, {"signature"})};
}

Case aster_v3(const Json& vector) {
    Json input = only(vector, {"chain_id", "msg"});
    input["private_key"] = aster_key(vector, "wallets")["private"];
    return {input, {{"signature", "0x" + plain(vector["signature"])}}};
}

Case aster_legacy(const Json& vector) {
    Json input = only(vector, {"user", "signer", "nonce", "json_text"});
    input["private_key"] = aster_key(vector, "wallets")["private"];
    return {input, only(vector, {"keccak", "signature"})};
}

Json backpack_input(const Json& vector) {
    static const Json keys = test::read_vectors("tests/venues/backpack/data/keys.json")["keys"];
    const Json key = keys[vector["key"].get<std::string>()];
    Json input =
        only(vector, {"instruction", "method", "path", "query", "body", "timestamp", "window"});
    input["public_key"] = key["public"];
    input["secret_key"] = key["secret"];
    return input;
}

Case backpack_rest(const Json& vector) {
    return {backpack_input(vector), only(vector, {"signing_string", "signature"})};
}

Case backpack_ws(const Json& vector) {
    Json input = backpack_input(vector);
    const Json frame = Json::parse(vector["frame"].get<std::string>());
    input["params"] = frame["params"];
    if (frame["method"] != "SUBSCRIBE") input["method"] = frame["method"];
    return {input, only(vector, {"signing_string", "signature", "frame"})};
}

const VectorFile kFiles[] = {
    {"tests/venues/lighter/data/tx_vectors.json", "lighter", "tx", "vectors", lighter_tx},
    {"tests/venues/lighter/data/tx_vectors.json", "lighter", "verify", "vectors",
     lighter_tx_verify},
    {"tests/venues/lighter/data/auth_tokens.json", "lighter", "auth_token", "", lighter_auth},
    {"tests/crypto/lighter/data/schnorr_vectors.json", "lighter", "verify", "", lighter_verify},
    {"tests/venues/edgex/data/v2_orders.json", "edgex", "order_v2", "", edgex_order},
    {"tests/venues/edgex/data/v2_margin_mode.json", "edgex", "margin_mode_v2", "", edgex_margin},
    {"tests/venues/edgex/data/v2_auth.json", "edgex", "auth_v2", "", edgex_auth_v2},
    {"tests/venues/edgex/data/nonce.json", "edgex", "nonce", "", edgex_nonce},
    {"tests/venues/edgex/data/v1_orders.json", "edgex", "order_v1", "", edgex_order_v1},
    {"tests/venues/edgex/data/v1_auth.json", "edgex", "auth_v1", "", edgex_auth_v1},
    {"tests/venues/paradex/data/orders.json", "paradex", "order", "create", paradex_order},
    {"tests/venues/paradex/data/orders.json", "paradex", "modify", "modify", paradex_order},
    {"tests/venues/paradex/data/auth.json", "paradex", "auth", "auth", paradex_auth},
    {"tests/venues/paradex/data/auth.json", "paradex", "onboarding", "onboarding", paradex_auth},
    {"tests/venues/paradex/data/keys.json", "paradex", "account", "accounts", paradex_account},
    {"tests/crypto/stark/data/pedersen.json", "stark", "pedersen", "", stark_pedersen},
    {"tests/crypto/stark/data/paradex_hashes.json", "stark", "pedersen", "pedersen",
     paradex_pedersen},
    {"tests/crypto/stark/data/ecdsa.json", "stark", "ecdsa", "sign", stark_ecdsa},
    {"tests/crypto/stark/data/ecdsa.json", "stark", "verify", "verify", stark_verify},
    {"tests/crypto/stark/data/paradex_ecdsa.json", "stark", "verify", "verify", paradex_verify},
    {"tests/venues/aster/data/signing_v1.json", "aster", "v1", "vectors", aster_v1},
    {"tests/venues/aster/data/signing_v3.json", "aster", "v3", "vectors", aster_v3},
    {"tests/venues/aster/data/signing_v3_legacy.json", "aster", "v3_legacy", "vectors",
     aster_legacy},
    {"tests/venues/backpack/data/signing_rest.json", "backpack", "rest", "vectors", backpack_rest},
    {"tests/venues/backpack/data/signing_ws.json", "backpack", "ws", "vectors", backpack_ws},
};

TEST(SignCommand, AnswersEveryVectorAsTheOfficialSdksDo) {
    for (const VectorFile& file : kFiles) {
        Json vectors = read_with_long_numbers(file.path);
        if (file.list[0] != '\0') vectors = Json(vectors[file.list]);
        std::size_t number = 0;
        for (const Json& vector : vectors) {
            const auto one = file.case_of(vector);
            if (!one) continue;
            const std::string which = std::string{file.path} + " #" + std::to_string(number++);
            expect_members(answer_to(file.venue, file.kind, one->input), one->wanted, which);
        }
        test::print_count(std::string{file.path} + " as `" + file.venue + " " + file.kind + "`",
                          number);
    }
}

TEST(SignCommand, TakesNullForLeftOut) {
    const Json vectors =
        test::read_vectors("tests/venues/backpack/data/signing_rest.json")["vectors"];
    for (const Json& vector : vectors) {
        Json input = backpack_input(vector);
        const Json with_nulls = answer_to("backpack", "rest", input);
        for (const char* name : {"query", "body"})
            if (input[name].is_null()) input.erase(name);
        EXPECT_EQ(answer_to("backpack", "rest", input), with_nulls);
    }
}

TEST(SignCommand, MakesLighterSignaturesThatVerify) {
    const Json vectors = test::read_vectors("tests/venues/lighter/data/auth_tokens.json");
    for (const Json& vector : vectors) {
        const Json made = answer_to("lighter", "auth_token", lighter_auth(vector).input);
        for (const std::string& token :
             {made["token"].get<std::string>(), vector["token"].get<std::string>()}) {
            const Json checked = answer_to("lighter", "verify",
                                           {{"message_hash_hex", made["message_hash_hex"]},
                                            {"sig_hex", token.substr(token.rfind(':') + 1)},
                                            {"public_key_hex", vector["public_key_hex"]}});
            EXPECT_EQ(checked["valid"], true) << token;
        }
    }
}

TEST(SignCommand, GoesOnAfterALineItCannotSign) {
    std::istringstream in{
        "\n"
        "{\n"
        "{\"venue\":\"edgex\"}\n"
        "{\"venue\":\"edgex\",\"kind\":\"dance\",\"input\":{}}\n"
        "{\"venue\":\"edgex\",\"kind\":\"nonce\",\"input\":{}}\n"
        "{\"venue\":\"edgex\",\"kind\":\"nonce\",\"input\":{\"clientOrderId\":null}}\n"
        "{\"venue\":\"edgex\",\"kind\":\"nonce\",\"input\":{\"clientOrderId\":[]}}\n"
        "{\"venue\":\"edgex\",\"kind\":\"nonce\",\"input\":{\"clientOrderId\":"
        "\"21163368294502694\"}}\n"};
    std::ostringstream out;

    EXPECT_EQ(run_sign(in, out), 2);

    std::istringstream lines{out.str()};
    std::string line;
    for (int i = 0; i < 7; ++i) {
        ASSERT_TRUE(std::getline(lines, line));
        EXPECT_TRUE(line.starts_with("{\"error\":\"")) << line;
    }
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_EQ(line, "{\"nonce\":\"808219\"}");
    EXPECT_FALSE(std::getline(lines, line));
}

TEST(SignCommand, EndsWithZeroWhenEverythingWasSigned) {
    std::istringstream in{
        "{\"venue\":\"edgex\",\"kind\":\"nonce\",\"input\":{\"clientOrderId\":\"\"}}"};
    std::ostringstream out;
    EXPECT_EQ(run_sign(in, out), 0);
    EXPECT_EQ(out.str(), "{\"nonce\":\"3820012610\"}\n");
}

TEST(SignCommand, NeverRepeatsAKeyInAnError) {
    const std::string key = "0xdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeXX";
    const Json answer =
        answer_to("aster", "v3", {{"chain_id", 1666}, {"private_key", key}, {"msg", "a=1"}});
    ASSERT_TRUE(answer.contains("error"));
    EXPECT_EQ(answer["error"].get<std::string>().find("deadbeef"), std::string::npos);
    EXPECT_TRUE(answer["error"].get<std::string>().starts_with("private_key:"));
}

}  // namespace
}  // namespace twinleg::app::sign
