// What faults do to the frames of a socket, over a real one.

#include "tests/sim/wire/toy_venue.h"

namespace twinleg::sim::wire {
namespace {

using Frames = std::vector<std::string>;

class FrameFaults : public WorldTest {
protected:
    void SetUp() override {
        WorldTest::SetUp();
        client = listen();
    }
    // Changes the book so often, and waits for so many frames; those are what came.
    Frames after(int changes, std::size_t frames) {
        for (int i = 0; i < changes; ++i)
            change_book();
        until([&] { return client->frames.size() >= frames; });
        // Whatever else is on its way comes before the answer to this.
        client->socket.send("mark");
        until([&] { return client->frames.back() == "mark"; });
        client->frames.pop_back();
        return std::exchange(client->frames, {});
    }

    std::unique_ptr<Listening> client;
};

TEST_F(FrameFaults, ComeInOrderWithoutAFault) {
    EXPECT_EQ(after(3, 3), (Frames{"1", "2", "3"}));
}

TEST_F(FrameFaults, LeaveOutDroppedOnes) {
    fault(R"("drop_frames","count":2)");
    EXPECT_EQ(after(4, 2), (Frames{"3", "4"}));
}

TEST_F(FrameFaults, RepeatDuplicatedOnes) {
    fault(R"("duplicate_frames")");
    EXPECT_EQ(after(2, 3), (Frames{"1", "1", "2"}));
}

TEST_F(FrameFaults, SwapAReorderedOneWithTheNext) {
    fault(R"("reorder_frames")");
    EXPECT_EQ(after(3, 3), (Frames{"2", "1", "3"}));
}

TEST_F(FrameFaults, SendAReorderedOneAlthoughNoneFollows) {
    fault(R"("reorder_frames")");
    EXPECT_EQ(after(1, 1), (Frames{"1"}));
}

TEST_F(FrameFaults, PutGarbageInAFramesPlace) {
    fault(R"("garbage_frame")");
    const auto frames = after(2, 2);
    EXPECT_NE(frames[0], "1");
    EXPECT_EQ(frames[1], "2");
}

TEST_F(FrameFaults, LeaveOutTheSecondHalfOfATruncatedOne) {
    fault(R"("truncated_frame")");
    EXPECT_EQ(after(2, 2), (Frames{"", "2"}));
}

TEST_F(FrameFaults, CutTheConnectionInTheMiddleOfAFrame) {
    fault(R"("cut_frame")");
    change_book();

    until([&] { return !client->down.empty(); });

    EXPECT_TRUE(client->frames.empty());
    EXPECT_EQ(client->down[0].code, Errc::disconnected);
}

TEST_F(FrameFaults, SayGoodbyeWhenTheyCloseSockets) {
    fault(R"("close_sockets")");

    until([&] { return !client->down.empty(); });

    EXPECT_NE(client->down[0].message.find("1001"), std::string::npos) << client->down[0].message;
}

TEST_F(FrameFaults, HoldBackADelayedOneAndAllBehindIt) {
    fault(R"("delay")");
    const Time before = loop.now();
    EXPECT_EQ(after(3, 3), (Frames{"1", "2", "3"}));
    EXPECT_GE(loop.now() - before, kFaultDelay - milliseconds(5));
}

TEST_F(FrameFaults, KeepEverythingForTheEndOfAFreeze) {
    fault(R"("freeze_feed","duration_ms":250)");
    for (int i = 0; i < 3; ++i)
        change_book();
    client->socket.send("still here");
    until([&] { return !client->frames.empty(); });
    EXPECT_EQ(client->frames, (Frames{"still here"}));

    client->frames.clear();
    EXPECT_EQ(after(0, 3), (Frames{"1", "2", "3"}));
}

TEST_F(FrameFaults, HitNoAnswer) {
    fault(R"("drop_frames","count":5)");
    client->socket.send("hear me");
    until([&] { return !client->frames.empty(); });
    EXPECT_EQ(client->frames, (Frames{"hear me"}));
}

}  // namespace
}  // namespace twinleg::sim::wire
