// The book of every venue, as it is told, and as faults spoil it.

#include "tests/conformance/conformance.h"

namespace twinleg::conformance {
namespace {

using Books = Conformance;

TEST_P(Books, AreSubscribedToAndBroughtWhole) {
    EXPECT_TRUE(stage.book_agrees());
    EXPECT_EQ(stage.book().bbo()->bid.price, bid);
    EXPECT_EQ(stage.book().bbo()->ask.price, ask);
}

TEST_P(Books, FollowEveryChange) {
    for (int i = 1; i <= 30; ++i) {
        stage.somebody(kBuy, bid - stage.tick(i), stage.lots(1000 * i));
        stage.somebody(kSell, ask + stage.tick(i), stage.lots(1000 * i));
    }
    stage.somebody(kSell, bid - stage.tick(3), Quantity::from_units(6), sim::wire::Force::ioc);

    EXPECT_TRUE(book_agrees());
}

TEST_P(Books, AreAskedForAgainAfterAGap) {
    stage.order_fault(Fault::drop_frames, 2);
    raise_bids(1, 4);

    EXPECT_TRUE(book_agrees());
}

TEST_P(Books, SurviveDuplicateAndReorderedFrames) {
    stage.order_fault(Fault::duplicate_frames, 3);
    raise_bids(1, 3);
    stage.order_fault(Fault::reorder_frames, 2);
    raise_bids(4, 8);

    EXPECT_TRUE(book_agrees());
}

TEST_P(Books, SurviveGarbageFrames) {
    stage.order_fault(Fault::garbage_frame, 3);
    raise_bids(1, 5);

    EXPECT_TRUE(both_up());
    EXPECT_TRUE(book_agrees());
}

TEST_P(Books, SurviveFramesWhoseJsonEndsEarly) {
    stage.order_fault(Fault::truncated_frame, 3);
    raise_bids(1, 5);

    EXPECT_TRUE(both_up());
    EXPECT_TRUE(book_agrees());
}

TEST_P(Books, SurviveAConnectionCutInsideAFrame) {
    const int downs = stage.downs(Stream::market);
    stage.order_fault(Fault::cut_frame, 1);
    for (int i = 1; stage.downs(Stream::market) == downs && i < 40; ++i)
        raise_bids(i, i);

    EXPECT_TRUE(both_up());
    EXPECT_TRUE(book_agrees());
}

TEST_P(Books, AreBroughtAgainWhenAskedFor) {
    stage.connector().resync({.instrument = {0}}, stage.loop().now());
    raise_bids(1, 3);

    EXPECT_TRUE(book_agrees());
}

TEST_P(Books, CatchUpAfterAFreeze) {
    stage.order_fault(Fault::freeze_feed, {}, seconds(1));
    stage.somebody(kBuy, bid + stage.tick(5), one);
    stage.pass(milliseconds(500));
    EXPECT_FALSE(stage.book_agrees());

    EXPECT_TRUE(book_agrees());
}

TWINLEG_FOR_EVERY_WAY(Books);

}  // namespace
}  // namespace twinleg::conformance
