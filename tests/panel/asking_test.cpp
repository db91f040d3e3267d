// What people may ask of desks, and what is refused.

#include "tests/panel/stage.h"

namespace twinleg::panel::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class Asking : public PanelTest {
protected:
    Asking() {
        show();
        start();
        state();
    }
};

TEST_F(Asking, PausesAndResumesAndSaysWhoAsked) {
    const auto paused = post(port(), "/api/pause", "{}");
    EXPECT_EQ(paused.status, 202);
    EXPECT_EQ(paused.json(), Json::parse(R"({"accepted":true,"pairs":["BTC"]})"));
    EXPECT_EQ(post(port(), "/api/resume", R"({"pair":"BTC-USD"})").status, 202);
    EXPECT_EQ(post(port(), "/api/reset", R"({"pair":"BTC"})").status, 202);

    EXPECT_THAT(asked.wishes(), ElementsAre(Pair(Operator::pause, "panel 127.0.0.1"),
                                            Pair(Operator::resume, "panel 127.0.0.1"),
                                            Pair(Operator::reset, "panel 127.0.0.1")));
}

TEST_F(Asking, SwitchesTheMode) {
    EXPECT_EQ(post(port(), "/api/mode", R"({"trading":"remind"})").status, 202);
    EXPECT_EQ(post(port(), "/api/mode", R"({"trading":"auto"})").status, 202);
    EXPECT_EQ(post(port(), "/api/mode", R"({"trading":"maybe"})").code(), "unknown");
    EXPECT_EQ(post(port(), "/api/mode", "{}").code(), "missing");

    EXPECT_THAT(asked.modes(), ElementsAre(false, true));
}

TEST_F(Asking, FlattensAtTheSecondRequestWithItsWordAndOnce) {
    const auto first = post(port(), "/api/flatten", "{}");
    EXPECT_EQ(first.status, 202);
    EXPECT_EQ(first.json()["accepted"], false);
    EXPECT_THAT(std::string(first.json()["question"]), HasSubstr("nothing is open"));
    EXPECT_THAT(asked.wishes(), IsEmpty());
    const auto confirm = Json{{"confirm", first.json()["confirm"]}}.dump();

    EXPECT_EQ(post(port(), "/api/kill", confirm).code(), "unknown");  // it was for flatten
    EXPECT_EQ(post(port(), "/api/flatten", confirm).json()["accepted"], true);
    EXPECT_EQ(post(port(), "/api/flatten", confirm).field(), "confirm");  // used

    EXPECT_THAT(asked.wishes(), ElementsAre(Pair(Operator::pause, "panel 127.0.0.1"),
                                            Pair(Operator::flatten, "panel 127.0.0.1")));
}

TEST_F(Asking, AsksWithTheQuantitiesThatAreOpen) {
    wish_a_pair();
    quote(0, "100", "100.1");
    pass_and_fill(seconds(1));
    state([](const Json& p) { return p["counts"]["pair_trades"]["completed"] == 1; });

    const auto first = post(port(), "/api/kill", R"({"pair":"BTC"})");

    EXPECT_EQ(first.json()["question"],
              "Halt BTC until a person resets it (closing 0.01 BTC at a and -0.01 at b)?");
    const auto confirm = Json{{"pair", "BTC"}, {"confirm", first.json()["confirm"]}}.dump();
    EXPECT_EQ(post(port(), "/api/kill", confirm).json()["accepted"], true);
    EXPECT_THAT(asked.wishes(), ElementsAre(Pair(Operator::kill, "panel 127.0.0.1")));
}

TEST_F(Asking, ChangesParametersWithinTheirBounds) {
    const auto change = [&](const char* name, const char* value) {
        return post(port(), "/api/parameters", Json{{"name", name}, {"value", value}}.dump());
    };
    EXPECT_EQ(change("risk.daily_loss", "250.5").status, 202);
    EXPECT_EQ(change("parameter.trading", "remind").status, 202);

    EXPECT_EQ(change("risk.daily_loss", "-1").code(), "out_of_range");
    EXPECT_EQ(change("risk.daily_loss", "-1").field(), "risk.daily_loss");
    EXPECT_EQ(change("risk.daily_loss", "lots").code(), "malformed");
    EXPECT_EQ(change("risk.orders_per_minute", "1.5").code(), "malformed");
    EXPECT_EQ(change("risk.orders_per_minute", "5000").code(), "out_of_range");
    EXPECT_EQ(change("parameter.trading", "never").code(), "unknown");
    EXPECT_EQ(change("parameter.size", "2").status, 409);
    EXPECT_EQ(change("risk.no_such", "2").field(), "name");
    EXPECT_EQ(post(port(), "/api/parameters", "{}").code(), "missing");

    EXPECT_THAT(asked.changes(),
                ElementsAre(Pair("risk.daily_loss", "250.5"), Pair("parameter.trading", "remind")));
}

TEST_F(Asking, RefusesBodiesThatAreNone) {
    for (const auto* body : {"", "{", "[]", "7", "\"x\"", "{\"pair\":}", "nul", "{}{}"})
        EXPECT_EQ(post(port(), "/api/pause", body).code(), "malformed") << body;
    EXPECT_EQ(post(port(), "/api/pause", R"({"pair":7})").field(), "pair");
    EXPECT_EQ(post(port(), "/api/pause", R"({"pair":"BTC","pair":"BTC"})").code(), "malformed");
    EXPECT_EQ(post(port(), "/api/pause", R"({"now":"yes"})").code(), "unknown");
    EXPECT_EQ(post(port(), "/api/pause", R"({"pair":"DOGE"})").status, 404);
    EXPECT_EQ(post(port(), "/api/pause?pair=BTC", "{}").field(), "query");
    EXPECT_EQ(post(port(), "/api/pause", std::string(4000, ' ') + "{}").status, 202);
    const auto huge = post(port(), "/api/pause", std::string(5000, ' ') + "{}");
    EXPECT_EQ(huge.status, 413);
    EXPECT_EQ(huge.field(), "body");
    const auto form =
        say(port(), request(port(), "POST", "/api/pause", {{"Content-Type", "text/plain"}}, "{}"));
    EXPECT_EQ(form.status, 415);
    EXPECT_EQ(get(port(), "/api/pause").status, 405);
    EXPECT_THAT(get(port(), "/api/pause").head, HasSubstr("Allow: POST"));
}

}  // namespace
}  // namespace twinleg::panel::test
