// A clock that is not the venue's, while we trade.

#include <gmock/gmock.h>

#include "tests/conformance/conformance.h"
#include "tests/engine/engine_fixture.h"

namespace twinleg::conformance {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// The engine's own limit, as it stands.
class Desk final : public engine::EngineTest {
public:
    Desk() { start(); }
    void TestBody() override {}

    void hear(Duration clock_off) {
        tell(LatencyMeasured{{0}, twinleg::Stage::clock, clock_off});
        pass(seconds(3));
    }
    Mode mode() const { return engine.mode(); }
    std::string warning() const {
        const auto all = said<Notice>();
        return all.empty() ? "" : all.front().text;
    }
};

class Clocks : public Conformance {
protected:
    Clocks() : Conformance(Stage::Options{.clock_every = milliseconds(200)}) {}

    bool told(Duration least, Duration most) {
        return stage.until([&] {
            const auto off = stage.clock_off();
            return off && *off >= least && *off <= most;
        });
    }
};

TEST_P(Clocks, ThatRunAwayStopNewRiskUntilTheyAgreeAgain) {
    Desk desk;
    ASSERT_TRUE(told({}, milliseconds(500)));
    desk.hear(*stage.clock_off());
    EXPECT_EQ(desk.mode(), Mode::active);

    stage.order_fault(Fault::clock_skew, {}, minutes(5));
    ASSERT_TRUE(told(seconds(80), seconds(100)));
    desk.hear(*stage.clock_off());
    EXPECT_EQ(desk.mode(), Mode::reducing);
    EXPECT_THAT(desk.warning(), StartsWith("a: its clock is "));
    EXPECT_THAT(desk.warning(), HasSubstr("set the clock of this machine"));

    stage.order_fault(Fault::clock_skew, 0);
    ASSERT_TRUE(told({}, milliseconds(500)));
    desk.hear(*stage.clock_off());
    EXPECT_EQ(desk.mode(), Mode::active);
}

TWINLEG_FOR_EVERY_WAY(Clocks);

}  // namespace
}  // namespace twinleg::conformance
