#include "core/json_writer.h"

#include <gtest/gtest.h>

namespace twinleg {
namespace {

TEST(JsonWriter, SetsCommasBetweenValuesAndNowhereElse) {
    JsonWriter json;

    json.object().field("a", 1).key("list").array().value(2).value("x").end_array();
    json.key("empty").object().end_object().field("last", true).end_object();

    EXPECT_EQ(json.text(), R"({"a":1,"list":[2,"x"],"empty":{},"last":true})");
}

TEST(JsonWriter, WritesMoneyAsText) {
    JsonWriter json;

    json.array().value(*parse_price("42150.50")).value(*parse_notional("-0.1")).end_array();

    EXPECT_EQ(json.text(), R"(["42150.5","-0.1"])");
}

TEST(JsonWriter, EscapesWhatWouldBreakTheDocument) {
    EXPECT_EQ(json_quoted("a\"b\\c\n\x01é"), "\"a\\\"b\\\\c\\n\\u0001é\"");
}

}  // namespace
}  // namespace twinleg
