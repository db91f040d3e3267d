// Signatures of the official and the common clients, judged by what the simulator rebuilds.

#include <gtest/gtest.h>

#include "sim/wire/aster/auth.h"
#include "tests/support/vectors.h"

namespace twinleg::sim::wire::aster {
namespace {

using Tree = twinleg::test::Json;

constexpr const char* kVectors = "tests/venues/aster/data/";

Tree read(const char* name) {
    return twinleg::test::read_vectors(std::string{kVectors} + name);
}
Tree vectors(const char* name) {
    Tree out = read(name);
    if (out.is_object()) out = out.at("vectors");
    twinleg::test::print_count(std::string{kVectors} + name, out.size());
    return out;
}

std::string text(const Tree& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? "" : found->get<std::string>();
}

std::string secret_of(const std::string& api_key) {
    const Tree keys = read("keys.json");
    for (const auto& [name, pair] : keys.at("hmac").items())
        if (pair.at("api_key") == api_key) return pair.at("secret");
    return {};
}

bool is_good_v1(const Tree& vector) {
    SignedText given;
    if (!read_v1(text(vector, "query"), text(vector, "body"), given)) return false;
    const std::string secret = secret_of(text(vector.at("headers"), "X-MBX-APIKEY"));
    return is_v1_signature(crypto::HmacKey::from(crypto::bytes_of(secret)).value(), given);
}

// The signer that the request names.
std::string signer_in(const std::string& part) {
    const auto at = part.find("signer=");
    const auto end = std::min(part.find('&', at), part.size());
    return part.substr(at + 7, end - at - 7);
}

bool is_good_v3(const Tree& vector) {
    SignedText given;
    std::string part = text(vector, "body");
    if (!split_signature(part, given)) {
        part = text(vector, "query");
        if (!split_signature(part, given)) return false;
    }
    const auto signer = crypto::parse_address("signer", signer_in(part));
    return signer && is_v3_signature(vector.at("chain_id").get<std::uint64_t>(), *signer, given);
}

TEST(AsterVectors, HmacRequestsOfEveryClientVerify) {
    for (const Tree& vector : vectors("signing_v1.json"))
        EXPECT_TRUE(is_good_v1(vector)) << text(vector, "id");
}

TEST(AsterVectors, TheSignedTextIsTheClients) {
    for (const Tree& vector : vectors("signing_v1.json")) {
        SignedText given;
        ASSERT_TRUE(read_v1(text(vector, "query"), text(vector, "body"), given));
        EXPECT_EQ(given.text, text(vector, "signing_string")) << text(vector, "id");
    }
}

TEST(AsterVectors, TypedRequestsVerify) {
    for (const Tree& vector : vectors("signing_v3.json"))
        EXPECT_TRUE(is_good_v3(vector)) << text(vector, "id");
}

TEST(AsterVectors, WhatWasChangedOnTheWayDoesNotVerify) {
    for (const Tree& vector : vectors("signing_reject.json")) {
        const bool typed = vector.contains("scheme");
        EXPECT_FALSE(typed ? is_good_v3(vector) : is_good_v1(vector)) << text(vector, "id");
    }
}

}  // namespace
}  // namespace twinleg::sim::wire::aster
