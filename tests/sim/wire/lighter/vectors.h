#pragma once
// The vector and sample files of this folder, and JSON read for comparing.

#include <gtest/gtest.h>
#include <simdjson.h>

#include <string>
#include <string_view>

namespace twinleg::sim::wire::lighter {

using Json = simdjson::dom::element;

// A file of tests/sim/wire/lighter/data, parsed. Throws, and so fails the test, when it cannot be.
class DataFile {
public:
    explicit DataFile(std::string_view name)
        : root_(parser_.load(std::string{TWINLEG_SOURCE_DIR} + "/tests/sim/wire/lighter/data/" +
                             std::string{name})) {}
    Json root() const { return root_; }

private:
    simdjson::dom::parser parser_;
    Json root_;
};

// A document that owns its parser: `Document{text}["code"]`.
class Document {
public:
    explicit Document(std::string_view text) : root_(parser_.parse(text.data(), text.size())) {}
    Json root() const { return root_; }
    Json at(const char* pointer) const {
        Json found;
        EXPECT_EQ(root_.at_pointer(pointer).get(found), simdjson::SUCCESS)
            << pointer << " in " << simdjson::minify(root_);
        return found;
    }
    bool has(const char* pointer) const {
        return root_.at_pointer(pointer).error() == simdjson::SUCCESS;
    }
    std::string text(const char* pointer) const {
        std::string_view text;
        EXPECT_EQ(at(pointer).get_string().get(text), simdjson::SUCCESS) << pointer;
        return std::string{text};
    }
    std::int64_t number(const char* pointer) const {
        std::int64_t value = 0;
        EXPECT_EQ(at(pointer).get_int64().get(value), simdjson::SUCCESS) << pointer;
        return value;
    }
    // The value as it stands, numbers and all.
    std::string raw(const char* pointer) const { return simdjson::minify(at(pointer)); }

private:
    simdjson::dom::parser parser_;
    Json root_;
};

}  // namespace twinleg::sim::wire::lighter
