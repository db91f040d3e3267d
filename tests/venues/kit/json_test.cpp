// The forward reader of JSON, on good bytes and on bad ones.

#include "venues/kit/json.h"

#include <gtest/gtest.h>

namespace twinleg::venues::kit {
namespace {

// Members as `key=kind:raw`.
std::string members(std::string_view text) {
    JsonCursor at{text};
    std::string out;
    std::string_view key;
    for (at.enter('{'); at.member(key);) {
        const JsonValue v = at.value();
        out += std::string{key} + "=" + std::to_string(static_cast<int>(v.kind)) + ":" +
               std::string{v.raw} + ";";
    }
    return at.finished() ? out : "wrong";
}

TEST(JsonCursor, ReadsEveryKindOfValue) {
    EXPECT_EQ(members(R"( {"a":"x","b":-1.5e3,"c":true,"d":null,"e":{"f":[1]},"g":[{}, "]"]} )"),
              R"(a=1:x;b=2:-1.5e3;c=3:true;d=3:null;e=4:{"f":[1]};g=5:[{}, "]"];)");
    EXPECT_EQ(members("{}"), "");
    EXPECT_EQ(members(R"({"a\"b":"c\\"})"), R"(a\"b=1:c\\;)");
}

TEST(JsonCursor, RefusesWhatIsNone) {
    for (const char* text :
         {"", " ", "[]", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":1,}", "{,\"a\":1}",
          "{\"a\":1 \"b\":2}", "{\"a\":tru}", "{\"a\":[1}}", "{\"a\":[}", "{\"a\":\"x}",
          "{\"a\":1}x", "{\"a\":1}}", "{a:1}", "{\"a\":\"\\\"}"})
        EXPECT_EQ(members(text), "wrong") << text;
}

TEST(JsonCursor, RefusesWhatIsTooDeepToBeMeant) {
    EXPECT_EQ(members("{\"a\":" + std::string(65, '[') + std::string(65, ']') + "}"), "wrong");
}

TEST(JsonCursor, ReadsLevelsAsTextsAndAsNumbers) {
    std::vector<Level> levels;
    JsonCursor at{R"([["64575.10","3.5"], [64574, 0],["1e-3","2","more"]])"};

    ASSERT_TRUE(at.levels(levels));

    EXPECT_TRUE(at.finished());
    ASSERT_EQ(levels.size(), 3U);
    EXPECT_EQ(to_text(levels[0].price) + " x " + to_text(levels[0].quantity), "64575.1 x 3.5");
    EXPECT_TRUE(levels[1].quantity.is_zero());
    EXPECT_EQ(to_text(levels[2].price), "0.001");
}

TEST(JsonCursor, RefusesLevelsThatNoBookCanHold) {
    for (const char* text : {R"([["0","1"]])", R"([["-1","1"]])", R"([["1","-1"]])", R"([["1"]])",
                             R"([["x","1"]])", R"([1])", R"([["1","1"])", R"({})"}) {
        std::vector<Level> levels;
        JsonCursor at{text};
        EXPECT_FALSE(at.levels(levels) && at.finished()) << text;
    }
}

TEST(Taker, RemembersTheFirstThingThatWasWrong) {
    Taker take{"order"};
    EXPECT_EQ(to_text(take.price({JsonValue::Kind::text, "64575.1"}, "price")), "64575.1");
    EXPECT_TRUE(take.quantity({}, "size").is_zero());
    static_cast<void>(take.must_quantity({}, "size"));
    static_cast<void>(take.whole({JsonValue::Kind::text, "1.5"}, "id"));

    ASSERT_FALSE(take.result());
    EXPECT_EQ(take.result().error(), (Error{Errc::missing, "order: size is missing"}));
}

TEST(Taker, CutsRatesThatAreFinerThanOurs) {
    Taker take{"funding"};
    const JsonValue rate{JsonValue::Kind::text, "-0.0000117704808946259223127855"};
    EXPECT_EQ(to_text(take.ratio(rate, "f")), "-0.0000117704");
    EXPECT_EQ(to_text(take.ratio({JsonValue::Kind::number, "1e-4"}, "f")), "0.0001");
    EXPECT_TRUE(take.ok());
}

TEST(Taker, KnowsNoTimePast2262) {
    Taker take{"frame"};
    EXPECT_EQ(take.time_us({JsonValue::Kind::number, "1785948116440000"}, "E").ns,
              1785948116440000000);
    static_cast<void>(take.time_ms({JsonValue::Kind::number, "18446744073709551615"}, "E"));
    EXPECT_EQ(take.result().error().code, Errc::out_of_range);
}

}  // namespace
}  // namespace twinleg::venues::kit
