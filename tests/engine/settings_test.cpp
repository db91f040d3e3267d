// Limits and parameters that change while the desk runs.

#include <gmock/gmock.h>

#include "tests/engine/engine_fixture.h"

namespace twinleg::engine {
namespace {

using testing::HasSubstr;

class Settings : public EngineTest {
protected:
    // The notice that answers it.
    std::string ask(std::string_view name, std::string_view value, std::string_view by = {}) {
        forget();
        tell(SettingAsked{*Text<48>::from(name), *Text<48>::from(value), *Asker::from(by)});
        const auto notices = said<Notice>();
        return notices.size() == 1 ? notices[0].text : std::to_string(notices.size()) + " notices";
    }
};

TEST_F(Settings, ALimitCountsFromTheNextOrderOn) {
    start();
    EXPECT_EQ(ask("risk.max_order_quantity", "0.005", "panel 127.0.0.1"),
              "risk.max_order_quantity is 0.005 now, it was 0 (asked for by panel 127.0.0.1)");
    forget();

    wish_a_pair("0.01");
    tell(Timer{});

    EXPECT_TRUE(said<PlaceOrder>().empty());
    ASSERT_FALSE(said<Refused>().empty());
    EXPECT_EQ(said<Refused>()[0].check, "max_order_quantity");
    EXPECT_EQ(engine.config().risk.max_order_quantity, quantity("0.005"));
}

TEST_F(Settings, WhatCannotBeReadChangesNothing) {
    start();
    const auto before = engine.config().to_text();

    EXPECT_THAT(ask("risk.daily_los", "300"), HasSubstr("there is no such limit"));
    EXPECT_THAT(ask("risk.daily_loss", "much"), HasSubstr("\"much\""));
    EXPECT_THAT(ask("risk.daily_loss", "-1"), HasSubstr("must not be negative"));
    EXPECT_THAT(ask("risk.breaker_errors", "-1"), HasSubstr("does not fit"));
    EXPECT_THAT(ask("risk.price_collar", "0"), HasSubstr("must be above zero"));
    EXPECT_THAT(ask("instrument.0.tick", "1"), HasSubstr("there is no such limit"));

    EXPECT_EQ(engine.config().to_text(), before);
}

TEST_F(Settings, TheStrategyDecidesWhichParametersItTakes) {
    start();
    EXPECT_EQ(ask("parameter.width", "3"), "parameter.width is 3 now, it was not set");
    EXPECT_THAT(ask("parameter.width", "-3"), HasSubstr("stays as it is: width: must not be"));

    EXPECT_EQ(engine.config().parameters.at("width"), "3");
}

}  // namespace
}  // namespace twinleg::engine
