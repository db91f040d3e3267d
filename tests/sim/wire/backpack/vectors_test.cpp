// Signatures of the official and the common clients, judged by what the simulator rebuilds.

#include <gtest/gtest.h>

#include "crypto/base64.h"
#include "net/form.h"
#include "sim/wire/backpack/auth.h"
#include "tests/support/vectors.h"

namespace twinleg::sim::wire::backpack {
namespace {

using Tree = twinleg::test::Json;

constexpr const char* kVectors = "tests/venues/backpack/data/";

Tree vectors(const char* name) {
    const std::string path = std::string{kVectors} + name;
    Tree out = twinleg::test::read_vectors(path);
    if (out.is_object()) out = out.at("vectors");
    twinleg::test::print_count(path, out.size());
    return out;
}

std::string text(const Tree& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? "" : found->get<std::string>();
}

Json fields_of(const Tree& vector) {
    if (const std::string body = text(vector, "body"); !body.empty())
        return parse_json(body).value();
    return parse_fields(text(vector, "query"));
}

crypto::Bytes<32> key_of(const Tree& vector) {
    return crypto::parse_base64<32>("key", text(vector.at("headers"), "X-API-Key")).value();
}

bool is_good(const Tree& vector) {
    const auto instruction = instruction_of(text(vector, "method"), text(vector, "path"));
    EXPECT_FALSE(instruction.empty()) << text(vector, "path");
    const Tree& headers = vector.at("headers");
    const std::string window = text(headers, "X-Window");
    const std::string signed_bytes =
        signed_text(instruction, fields_of(vector), text(headers, "X-Timestamp"),
                    window.empty() ? std::string{kDefaultWindow} : window);
    return is_signed_by(key_of(vector), signed_bytes, text(headers, "X-Signature"));
}

TEST(BackpackVectors, RequestsOfEveryClientVerify) {
    for (const Tree& vector : vectors("signing_rest.json"))
        EXPECT_TRUE(is_good(vector)) << text(vector, "id");
}

TEST(BackpackVectors, TheSignedTextIsTheClients) {
    for (const Tree& vector : vectors("signing_rest.json")) {
        const auto instruction = instruction_of(text(vector, "method"), text(vector, "path"));
        EXPECT_EQ(signed_text(instruction, fields_of(vector), text(vector, "timestamp"),
                              text(vector, "window")),
                  text(vector, "signing_string"))
            << text(vector, "id");
    }
}

TEST(BackpackVectors, WhatWasChangedOnTheWayDoesNotVerify) {
    for (const Tree& vector : vectors("signing_reject.json"))
        EXPECT_FALSE(is_good(vector)) << text(vector, "id");
}

TEST(BackpackVectors, SubscriptionsVerify) {
    for (const Tree& vector : vectors("signing_ws.json")) {
        const Tree frame = Tree::parse(text(vector, "frame"));
        const Tree& shown = frame.at("signature");
        const auto key = crypto::parse_base64<32>("key", shown.at(0).get<std::string>()).value();
        EXPECT_TRUE(is_signed_by(
            key,
            signed_text("subscribe", Json{.kind = Json::Kind::object},
                        shown.at(2).get<std::string>(), shown.at(3).get<std::string>()),
            shown.at(1).get<std::string>()))
            << text(vector, "id");
    }
}

}  // namespace
}  // namespace twinleg::sim::wire::backpack
