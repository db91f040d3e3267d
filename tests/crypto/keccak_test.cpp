#include "crypto/keccak.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>

#include "tests/crypto/hex.h"

namespace twinleg::crypto {
namespace {

TEST(Keccak256, AgreesWithEveryVector) {
    const auto vectors = nlohmann::json::parse(
        std::ifstream{TWINLEG_SOURCE_DIR "/tests/crypto/data/keccak256.json"});
    for (const auto& vector : vectors) {
        const auto input = test::bytes_of(vector["input"].get<std::string>());
        EXPECT_EQ(test::hex_of(keccak256(input)), vector["keccak256"].get<std::string>());
    }
    ASSERT_FALSE(vectors.empty());
    std::cout << "[ VECTORS  ] " << std::setw(4) << vectors.size() << "  keccak256.json\n";
}

TEST(Keccak256, DoesNotCareHowTheBytesArrive) {
    std::string text;
    for (int i = 0; i < 700; ++i)
        text.push_back(static_cast<char>('a' + i % 26));
    const auto whole = keccak256(text);

    for (const std::size_t step : {1u, 7u, 135u, 136u, 137u, 271u, 272u}) {
        Keccak256 hash;
        for (std::size_t at = 0; at < text.size(); at += step)
            hash.update(std::string_view{text}.substr(at, step));
        EXPECT_EQ(hash.finish(), whole) << step;
        EXPECT_EQ(hash.finish(), keccak256("")) << "not as new after finish";
    }
}

}  // namespace
}  // namespace twinleg::crypto
