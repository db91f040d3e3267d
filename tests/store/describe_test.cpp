#include "store/describe.h"

#include <gtest/gtest.h>

#include "tests/store/random_values.h"

namespace twinleg::store {
namespace {

const Names kNames{{"edgex:BTCUSDC", "lighter:BTC"}, {"edgex", "lighter"}};

TEST(Describe, SaysAFillInOneLineWithoutWhatIsNotKnown) {
    const Event fill{Time{1}, false,
                     Fill{.instrument = {1},
                          .fill_id = *FillId::from("77"),
                          .client_order_id = ClientOrderId::make(2, 5),
                          .side = Side::sell,
                          .price = *parse_price("100.5"),
                          .quantity = *parse_quantity("0.25"),
                          .fee = *parse_notional("0.01")}};

    EXPECT_EQ(describe(fill, kNames),
              "fill lighter:BTC fill_id=77 client_order_id=2.5 side=sell price=100.5 "
              "quantity=0.25 fee=0.01 liquidity=taker source=stream");
}

TEST(Describe, ShowsTheFirstLevelsOfALongBook) {
    const std::vector<Level> bids(8, {Price::from_units(100), Quantity::from_units(2)});
    const Event snapshot{Time{1}, true, BookSnapshot{.sequence = 4, .bids = bids}};

    EXPECT_EQ(describe(snapshot),
              "book_snapshot #0 sequence=4 bids=[100x2 100x2 100x2 100x2 100x2 +3 more] asks=[] "
              "more");
}

TEST(Describe, IsJsonWithMoneyAsTextAndUnitsInTheNamesOfTimes) {
    const std::vector<Level> asks{{*parse_price("100.5"), Quantity{}}};
    const Event delta{Time{5}, false,
                      BookDelta{.instrument = {0}, .venue_time = {9}, .asks = asks}};

    EXPECT_EQ(describe_json(delta, kNames),
              R"({"time_ns":5,"more":false,"kind":"book_delta","instrument":"edgex:BTCUSDC",)"
              R"("first":0,"last":0,"previous":0,"venue_time_ns":9,"bids":[],)"
              R"("asks":[["100.5","0"]]})");
    EXPECT_EQ(describe_json(Command{Notice{Severity::warning, "low \"margin\""}}),
              R"({"kind":"notice","severity":"warning","text":"low \"margin\""})");
}

TEST(Describe, HasAWordForEveryKindOfEventAndCommand) {
    for (std::uint64_t number = 0; number < 300; ++number) {
        RandomValues random(number);
        const Event event = random.event();
        const Command command = random.command();

        EXPECT_TRUE(describe(event).starts_with(kind_name(event)));
        EXPECT_TRUE(describe(command).starts_with(kind_name(command)));
        EXPECT_EQ(describe(event).find('\n'), std::string::npos);
    }
}

}  // namespace
}  // namespace twinleg::store
