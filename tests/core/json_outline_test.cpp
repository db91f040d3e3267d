#include "core/json_outline.h"

#include <gtest/gtest.h>

#include <string>

namespace twinleg {
namespace {

TEST(JsonOutline, HoldsForJson) {
    for (const char* text : {"1", "\"a\"", "null", "{}", "[]", " { \"a\" : [ 1 , -2e3 ] } ",
                             "[[],{},[{}]]", R"({"a":{"b":"}]\\"},"c":"\\\"","d":true})"})
        EXPECT_TRUE(well_formed_json(text)) << text;
}

TEST(JsonOutline, BreaksWhereSomethingIsMissingOrTooMuch) {
    for (const char* text : {"",           " ",       "{",          "]",
                             "[}",         "{]",      "1 2",        "[1 2]",
                             "[1,]",       "[,1]",    "{\"a\"}",    "{\"a\":}",
                             "{\"a\" 1}",  "{1:2}",   "{\"a\":1,}", "{\"a\":1 \"b\":2}",
                             "{\"a\":1}}", "\"a",     "\"a\\",      "{\"a\":\"b\"c}",
                             "[\\\"1\"]",  "[1\x01]", "[a:b]"})
        EXPECT_FALSE(well_formed_json(text)) << text;
}

TEST(JsonOutline, GoesNoDeeperThanItCanHold) {
    const auto nested = [](std::size_t levels) {
        return std::string(levels, '[') + std::string(levels, ']');
    };
    EXPECT_TRUE(well_formed_json(nested(256)));
    EXPECT_FALSE(well_formed_json(nested(257)));
    EXPECT_FALSE(well_formed_json(std::string(1'000'000, '{')));
}

}  // namespace
}  // namespace twinleg
