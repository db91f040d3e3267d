#pragma once
// Reading of the vector files in data/.

#include <gtest/gtest.h>

#include <fstream>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "crypto/stark/ecdsa.h"
#include "crypto/stark/field.h"

namespace twinleg::test {

using Json = nlohmann::json;

inline Json read_json(const std::string& path_below_tests) {
    const std::string path = TWINLEG_SOURCE_DIR "/tests/" + path_below_tests;
    std::ifstream file{path};
    if (!file) throw std::runtime_error{"cannot read " + path};
    return Json::parse(file);
}

inline void report(const std::string& file, std::size_t count) {
    std::cout << "[ VECTORS  ] " << std::setw(4) << count << "  " << file << '\n';
    ::testing::Test::RecordProperty("vectors", static_cast<int>(count));
}

// Hexadecimal with 0x, decimal without.
inline crypto::stark::U256 number(const Json& value) {
    using crypto::stark::U256;
    const auto text = value.get<std::string>();
    const auto parsed = text.starts_with("0x") ? U256::from_hex("vector", text)
                                               : U256::from_decimal("vector", text);
    if (!parsed) throw std::runtime_error{parsed.error().message};
    return *parsed;
}
inline crypto::stark::Felt felt(const Json& value) {
    return crypto::stark::Felt::from("vector", number(value)).value();
}
inline crypto::stark::PrivateKey private_key(const Json& value) {
    return crypto::stark::PrivateKey::from_hex("vector", value.get<std::string>()).value();
}

}  // namespace twinleg::test
