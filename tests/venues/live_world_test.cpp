#include "venues/live_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace twinleg::venues {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A venue that notes what it was told.
class Noting final : public Connector {
public:
    Noting(std::string name, std::vector<std::string>& told)
        : name_(std::move(name)), told_(told) {}

    std::string_view name() const override { return name_; }
    const Capabilities& capabilities() const override { return capabilities_; }
    void describe(std::function<void(Result<Description>)>) override {}
    void examine(std::function<void(std::vector<Finding>)>) override {}
    void open() override {}
    void close() override {}
    void place(const Approved<Order>&, Time) override { note("place"); }
    void cancel(const CancelOrder&, Time) override { note("cancel"); }
    void cancel_all(const CancelAll&, Time) override { note("cancel all"); }
    void ask(const Ask&, Time) override { note("ask"); }
    void burn(const BurnNonce&, Time) override { note("burn"); }
    void resync(const Resync&, Time) override { note("resync"); }
    void flush(Time) override { note("flush"); }
    void idle(Time) override {}
    void listen(RawFrame) override {}

private:
    void note(std::string_view what) { told_.push_back(name_ + ": " + std::string{what}); }

    const std::string name_;
    const Capabilities capabilities_;
    std::vector<std::string>& told_;
};

class LiveWorldOfTwo : public testing::Test {
protected:
    LiveWorldOfTwo() {
        world_.place_instrument({0}, {0});
        world_.place_instrument({1}, {1});
    }

    void cancel(std::uint16_t instrument) {
        world_.execute(CancelOrder{.instrument = {instrument}}, Time{1});
    }

    std::vector<std::string> told_;
    Noting first_{"first", told_};
    Noting second_{"second", told_};
    net::EventLoop loop_;
    Inbox inbox_;
    LiveWorld world_{loop_, inbox_, {&first_, &second_}, {}};
};

TEST_F(LiveWorldOfTwo, TheFirstLegLeavesBeforeTheSecondIsSigned) {
    cancel(0);
    cancel(1);
    world_.executed(Time{1});

    EXPECT_THAT(told_,
                ElementsAre("first: cancel", "first: flush", "second: cancel", "second: flush"));
}

TEST_F(LiveWorldOfTwo, CommandsToOneVenueLeaveTogether) {
    cancel(0);
    cancel(0);
    world_.executed(Time{1});

    EXPECT_THAT(told_, ElementsAre("first: cancel", "first: cancel", "first: flush"));
}

TEST_F(LiveWorldOfTwo, AStepWithoutCommandsTellsNobody) {
    cancel(0);
    world_.executed(Time{1});
    told_.clear();

    world_.executed(Time{2});

    EXPECT_THAT(told_, IsEmpty());
}

}  // namespace
}  // namespace twinleg::venues
