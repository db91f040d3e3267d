#pragma once
// Vector files of the official signers as the tests of crypto/lighter read them, and arbitrary
// field elements and scalars for properties.

#include <gtest/gtest.h>
#include <simdjson.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/hex.h"
#include "crypto/lighter/gfp5.h"
#include "crypto/lighter/scalar.h"

namespace twinleg::crypto::lighter {

using Json = simdjson::dom::element;

// A file below tests/, parsed. Throws, and so fails the test, when it cannot be read.
class VectorFile {
public:
    explicit VectorFile(std::string_view path)
        : root_(parser_.load(std::string{TWINLEG_SOURCE_DIR} + "/tests/" + std::string{path})) {}
    Json root() const { return root_; }

private:
    simdjson::dom::parser parser_;
    Json root_;
};

inline void print_count(std::string_view file, std::size_t count) {
    std::printf("[ VECTORS  ] %4zu  lighter %.*s\n", count, static_cast<int>(file.size()),
                file.data());
}

// Results of simdjson are read into named values: a reference into a temporary one dangles.
inline simdjson::dom::array items(Json list) {
    simdjson::dom::array array;
    EXPECT_EQ(list.get_array().get(array), simdjson::SUCCESS);
    return array;
}

// `compare` on each row of the list `name` of a file; their number is printed and held.
template <typename Compare>
void for_each_row(std::string_view path, std::string_view name, std::size_t expected,
                  Compare&& compare) {
    const VectorFile file{path};
    std::size_t count = 0;
    for (const Json row : items(file.root()[name])) {
        compare(row);
        ++count;
    }
    print_count(std::string{path.substr(path.rfind('/') + 1)} + ": " + std::string{name}, count);
    EXPECT_EQ(count, expected);
}

inline std::string text(Json element) {
    std::string_view text;
    EXPECT_EQ(element.get_string().get(text), simdjson::SUCCESS);
    return std::string{text};
}

inline bool flag(Json element) {
    bool flag = false;
    EXPECT_EQ(element.get_bool().get(flag), simdjson::SUCCESS);
    return flag;
}

// A number, or decimal text.
inline std::uint64_t number(Json element) {
    std::uint64_t value = 0;
    if (!element.is_string()) {
        EXPECT_EQ(element.get_uint64().get(value), simdjson::SUCCESS);
        return value;
    }
    const std::string digits = text(element);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    EXPECT_TRUE(error == std::errc{} && end == digits.data() + digits.size()) << digits;
    return value;
}

inline std::vector<std::uint64_t> numbers(Json list) {
    std::vector<std::uint64_t> values;
    for (const Json item : items(list))
        values.push_back(number(item));
    return values;
}

inline Gfp5 gfp5(Json list) {
    const auto values = numbers(list);
    EXPECT_EQ(values.size(), 5U);
    Gfp5 result;
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_LT(values[i], kGoldilocksPrime);
        result.limbs[i] = Fp::from(values[i]);
    }
    return result;
}

inline std::vector<std::uint8_t> bytes(std::string_view digits) {
    std::vector<std::uint8_t> out(digits.size() / 2);
    const auto decoded = decode_hex("vector", digits, out);
    EXPECT_TRUE(decoded) << digits;
    return out;
}

// From decimal text below n.
inline Scalar scalar_from_decimal(std::string_view digits) {
    Scalar value;
    for (const char digit : digits)
        value = value * Scalar::from(10) + Scalar::from(static_cast<std::uint64_t>(digit - '0'));
    return value;
}

}  // namespace twinleg::crypto::lighter
