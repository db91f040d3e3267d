#include "venues/inbox.h"

#include <gtest/gtest.h>

namespace twinleg::venues {
namespace {

constexpr InstrumentId kFirst{0};

Event trade(Time time, std::uint64_t id) {
    return {.time = time, .what = PublicTrade{.instrument = kFirst, .id = id}};
}
std::uint64_t id_of(const Event& event) {
    return std::get<PublicTrade>(event.what).id;
}

TEST(Inbox, GivesEventsInTheOrderTheyCame) {
    Inbox inbox;
    inbox.push(trade(Time{10}, 1));
    inbox.push(trade(Time{20}, 2));

    Event event;
    ASSERT_TRUE(inbox.pop(event));
    EXPECT_EQ(id_of(event), 1u);
    ASSERT_TRUE(inbox.pop(event));
    EXPECT_EQ(id_of(event), 2u);
    EXPECT_FALSE(inbox.pop(event));
}

TEST(Inbox, NeverLetsTimeGoBack) {
    Inbox inbox;
    inbox.push(trade(Time{20}, 1));
    inbox.push(trade(Time{10}, 2));
    inbox.passed(Time{50});
    inbox.push(trade(Time{30}, 3));

    Event event;
    inbox.pop(event);
    inbox.pop(event);
    EXPECT_EQ(event.time, Time{20});
    inbox.pop(event);
    EXPECT_EQ(event.time, Time{50});
}

TEST(Inbox, SaysThatMoreOfTheSameInstantFollows) {
    Inbox inbox;
    inbox.push(trade(Time{10}, 1));
    inbox.push(trade(Time{10}, 2));
    inbox.push(trade(Time{11}, 3));

    Event event;
    inbox.pop(event);
    EXPECT_TRUE(event.more);
    inbox.pop(event);
    EXPECT_FALSE(event.more);
    inbox.pop(event);
    EXPECT_FALSE(event.more);
}

TEST(Inbox, KeepsItsOwnCopyOfWhatAnEventPointsAt) {
    Inbox inbox;
    std::vector<Level> bids{{Price::from_units(100), Quantity::from_units(1)}};
    inbox.push(
        {.time = Time{10}, .what = BookDelta{.instrument = kFirst, .last = 7, .bids = bids}});
    bids[0].price = Price::from_units(5);
    inbox.push(
        {.time = Time{10}, .what = BookDelta{.instrument = kFirst, .last = 8, .bids = bids}});

    Event event;
    inbox.pop(event);
    EXPECT_EQ(std::get<BookDelta>(event.what).bids[0].price, Price::from_units(100));
    inbox.pop(event);
    EXPECT_EQ(std::get<BookDelta>(event.what).bids[0].price, Price::from_units(5));
}

}  // namespace
}  // namespace twinleg::venues
