#pragma once
// A client's socket that keeps what it got.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/wire/line.h"
#include "tests/support/vectors.h"

namespace twinleg::sim::wire::test {

class FakeLine : public BinaryLine {
public:
    using Tree = twinleg::test::Json;

    void tell(std::string frame) override { frames.push_back(Tree::parse(frame)); }
    void tell_binary(std::string bytes) override { binary.push_back(std::move(bytes)); }
    void answer(std::string_view frame) override { answers.push_back(Tree::parse(frame)); }
    void close(int code, std::string_view) override { closed_with = code; }

    std::vector<Tree> frames, answers;
    std::vector<std::string> binary;
    int closed_with{0};
};

}  // namespace twinleg::sim::wire::test
