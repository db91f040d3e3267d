#pragma once
// Values that no honest client sends, and the dice that choose among them.

#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "tests/support/vectors.h"

namespace twinleg::sim::wire::test {

// Texts that are numbers beyond some type, nearly numbers, or none; and `more`, a venue's own.
template <typename T>
std::vector<T> odd_texts(const std::vector<T>& more) {
    std::vector<T> out{
        "",
        "0",
        "-1",
        "0.001",
        "1e400",
        "922337203.6854775807",
        "9223372036854775807",
        "18446744073709551616",
        "170000000000000000000",
        "0.0000000000000000001",
        "NaN",
        "\xC3\xA9",
        std::string(3000, '9'),
    };
    out.insert(out.end(), more.begin(), more.end());
    return out;
}

// The same as JSON, with what is no text.
inline std::vector<twinleg::test::Json> odd_json(const std::vector<twinleg::test::Json>& more) {
    using Tree = twinleg::test::Json;
    std::vector<Tree> out = odd_texts(more);
    for (const Tree& each : std::vector<Tree>{
             nullptr, true, -7, 1.5, Tree::array(),
             Tree::array({"1", Tree::array({2, Tree::object()}), nullptr}), Tree{{"a", "b"}}})
        out.push_back(each);
    return out;
}

// Prints the number that fixes what it does.
class Dice {
public:
    Dice() { std::printf("[ NUMBER   ] %u\n", number_); }

    template <typename T>
    const T& any(const std::vector<T>& from) {
        return from[std::uniform_int_distribution<std::size_t>{0, from.size() - 1}(random_)];
    }
    bool one_in(unsigned count) {
        return std::uniform_int_distribution<unsigned>{1, count}(random_) == 1;
    }
    char any_byte() { return static_cast<char>(random_()); }

private:
    unsigned number_{std::random_device{}()};
    std::mt19937 random_{number_};
};

}  // namespace twinleg::sim::wire::test
