// What of an engine's doings becomes a message.

#include "notify/watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "notify/text.h"
#include "tests/engine/engine_fixture.h"

namespace twinleg::notify {
namespace {

using test::coins;
using test::price;
using test::quantity;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

engine::Config watched() {
    auto config = engine::two_venues();
    config.strategy = "market-spread";
    config.risk.position_balance = coins("0.005");
    return config;
}

class WatchTest : public engine::FillingVenues {
protected:
    WatchTest() : FillingVenues(watched()) {}

    void stepped(const Event& event, std::span<const Command> made) override {
        watch.on_step(event, made, engine);
        mailbox.take(messages);
    }
    // A step that only says something.
    void says(std::vector<Command> made) {
        watch.on_step({.time = now, .what = Timer{}}, made, engine);
        mailbox.take(messages);
    }

    template <typename What>
    std::vector<What> told() const {
        std::vector<What> all;
        for (const auto& message : messages)
            if (const auto* one = std::get_if<What>(&message.what)) all.push_back(*one);
        return all;
    }
    void begin() {
        start();
        messages.clear();
    }

    Mailbox mailbox;
    std::vector<Message> messages;
    Watch watch{mailbox, engine.config(), {.world = "sim", .front_end = VenueId{0}}};
};

TEST_F(WatchTest, TellsTheStartOnceTheDeskMayTrade) {
    start();

    const auto started = told<Started>();
    ASSERT_EQ(started.size(), 1);
    EXPECT_EQ(started[0].figures.mode, Mode::active);
    EXPECT_EQ(started[0].figures.strategy, "market-spread");
    EXPECT_EQ(started[0].world, "sim");
    EXPECT_THAT(started[0].venues, ElementsAre("A", "B"));
    EXPECT_EQ(messages.size(), 1);
}

TEST_F(WatchTest, TellsAStartThatTakesLong) {
    tell(twinleg::Started{1});
    EXPECT_THAT(messages, IsEmpty());

    now = now + seconds(60);
    tell(Timer{});

    ASSERT_EQ(told<Started>().size(), 1);
    EXPECT_EQ(told<Started>()[0].figures.mode, Mode::starting);
}

// Requirement A053: every fill, and none twice.
TEST_F(WatchTest, TellsAPairTradeAndItsFillsInOneMessage) {
    begin();
    wish_a_pair();

    pass_and_fill(seconds(2));

    const auto trades = told<Traded>();
    ASSERT_EQ(trades.size(), 1);
    EXPECT_TRUE(trades[0].is_long);
    EXPECT_EQ(trades[0].outcome, PairOutcome::completed);
    EXPECT_EQ(trades[0].quantity, quantity("0.01"));
    EXPECT_EQ(trades[0].first.venue, "A");
    EXPECT_EQ(trades[0].first.price, price("100.1"));
    EXPECT_EQ(trades[0].first.position, quantity("0.01"));
    EXPECT_EQ(trades[0].second.venue, "B");
    EXPECT_EQ(trades[0].second.price, price("101"));
    EXPECT_EQ(trades[0].second.position, quantity("-0.01"));
    EXPECT_TRUE(trades[0].pnl.is_positive());
    EXPECT_THAT(told<FilledAlone>(), IsEmpty());
}

TEST_F(WatchTest, TellsFillsOutsideAPairTradeByThemselves) {
    begin();
    wish_a_pair();
    pass_and_fill(seconds(2));
    messages.clear();

    tell(OperatorAsked{Operator::flatten, *Asker::from("telegram 7")});
    pass_and_fill(seconds(5));

    ASSERT_EQ(told<OperatorDid>().size(), 1);
    EXPECT_EQ(told<OperatorDid>()[0].by, "telegram 7");
    const auto alone = told<FilledAlone>();
    ASSERT_EQ(alone.size(), 2);
    for (const auto& fill : alone) {
        EXPECT_EQ(fill.quantity, quantity("0.01"));
        EXPECT_TRUE(fill.position.is_zero());
        EXPECT_TRUE(fill.price.is_positive());
        EXPECT_EQ(fill.side, fill.venue == "A" ? Side::sell : Side::buy);
    }
    EXPECT_NE(alone[0].venue, alone[1].venue);
}

TEST_F(WatchTest, TellsTheKillSwitchOnceAndByName) {
    begin();

    tell(OperatorAsked{Operator::kill, *Asker::from("telegram 7")});
    pass(seconds(1));

    ASSERT_EQ(told<Killed>().size(), 1);
    EXPECT_EQ(told<Killed>()[0].by, "telegram 7");
    EXPECT_THAT(told<Halted>(), IsEmpty());
}

// Requirements A055, A080 and A083.
TEST_F(WatchTest, TellsTheBreakerWithItsErrorsAndWhenItEnds) {
    begin();

    for (int i = 0; i < 5; ++i) {
        pass(milliseconds(100));
        tell(SendFailed{.instrument = {0}, .outcome = SendOutcome::never_sent});
    }
    pass(milliseconds(100));

    EXPECT_EQ(told<ErrorSeen>().size(), 5);
    const auto tripped = told<BreakerTripped>();
    ASSERT_EQ(tripped.size(), 1);
    EXPECT_EQ(tripped[0].errors, 5);
    EXPECT_EQ(tripped[0].window, seconds(60));
    EXPECT_GT(tripped[0].recovers, now + minutes(4));
    EXPECT_THAT(told<Halted>(), IsEmpty());
}

// Requirement A085.
TEST_F(WatchTest, TellsOfPositionsThatDiffer) {
    begin();
    wish_a_pair();
    pass(milliseconds(50));
    const auto placed = said<PlaceOrder>();
    ASSERT_EQ(placed.size(), 2);

    fill(*placed[0].order);
    pass(seconds(3));

    const auto differ = told<Imbalance>();
    ASSERT_GE(differ.size(), 1);
    EXPECT_EQ(differ[0].difference, coins("0.01"));
    EXPECT_EQ(differ[0].limit, coins("0.005"));
    EXPECT_EQ(differ[0].coin, "BTC");
}

// Requirement A084.
TEST_F(WatchTest, TellsWhenTheFrontEndGoesAndComes) {
    begin();

    tell(StreamStatus{{0}, Stream::account, false});
    tell(StreamStatus{{0}, Stream::account, false});
    tell(StreamStatus{{1}, Stream::account, false});
    tell(StreamStatus{{0}, Stream::market, false});
    tell(StreamStatus{{0}, Stream::account, true});

    ASSERT_EQ(told<FrontEnd>().size(), 2);
    EXPECT_FALSE(told<FrontEnd>()[0].connected);
    EXPECT_TRUE(told<FrontEnd>()[1].connected);
}

// Requirement A056.
TEST_F(WatchTest, TellsTheStatusEveryHalfHour) {
    begin();

    for (int i = 0; i < 90; ++i) {
        now = now + minutes(1);
        tell(Timer{});
    }

    ASSERT_EQ(told<StatusReport>().size(), 3);
    EXPECT_EQ(told<StatusReport>()[0].figures.coin, "BTC");
}

// Requirement A057.
TEST_F(WatchTest, SumsUpTheDayAtItsEnd) {
    begin();
    wish_a_pair();
    pass_and_fill(seconds(2));

    now = now + minutes(18 * 60);
    tell(Timer{});
    const auto first = told<DailySummary>();
    now = now + minutes(24 * 60);
    tell(Timer{});

    ASSERT_EQ(first.size(), 1);
    EXPECT_EQ(first[0].date, "20260225");
    EXPECT_EQ(first[0].trades, 1);
    EXPECT_EQ(first[0].completed, 1);
    EXPECT_TRUE(first[0].volume_quote.is_positive());
    const auto both = told<DailySummary>();
    ASSERT_EQ(both.size(), 2);
    EXPECT_EQ(both[1].date, "20260226");
    EXPECT_EQ(both[1].trades, 0);
    EXPECT_TRUE(both[1].volume_quote.is_zero());
}

TEST_F(WatchTest, TellsWhyItHalted) {
    begin();

    says({ModeChanged{Mode::active, Mode::halted, true, "daily_loss: PnL is -501.20"}});

    ASSERT_EQ(told<Halted>().size(), 1);
    EXPECT_EQ(told<Halted>()[0].why, "daily_loss: PnL is -501.20");
}

// Requirement D073.
TEST_F(WatchTest, TellsAShortBalanceByItsSentence) {
    begin();

    says({Notice{Severity::error,
                 "Error: Insufficient Paradex balance: 50 USDC (required: 200 USDC)"}});
    says({Notice{Severity::warning, "lighter:BTC: book lost"}});
    says({Notice{Severity::info, "nothing to see"}});

    ASSERT_EQ(told<BalanceShort>().size(), 1);
    EXPECT_EQ(told<BalanceShort>()[0].sentence,
              "Insufficient Paradex balance: 50 USDC (required: 200 USDC)");
    ASSERT_EQ(told<ErrorSeen>().size(), 1);
    EXPECT_EQ(told<ErrorSeen>()[0].details, "lighter:BTC: book lost");
}

// Requirement C032: what it would do, while it only reminds.
TEST_F(WatchTest, TellsSignalsWhileItDoesNotTradeByItself) {
    begin();
    const Evaluated low{.price_a = price("100"),
                        .price_b = price("101"),
                        .spread = price("-1"),
                        .z = -2.5,
                        .signal = Signal::enter_long_a};
    says({low});
    says({Evaluated{}});
    EXPECT_THAT(told<SignalSeen>(), IsEmpty());

    tell(OperatorAsked{Operator::pause});
    says({low});
    says({low});
    says({Evaluated{}});
    says({low});

    const auto signals = told<SignalSeen>();
    ASSERT_EQ(signals.size(), 2);
    EXPECT_THAT(
        text({now, signals[0]}, {.language = Language::en}),
        HasSubstr("Would: long A, short B\n💰 A: 100\n💰 B: 101\n📊 Spread: -1\n📐 z: -2.50"));
}

TEST_F(WatchTest, TellsAReminderInTheStrategysOwnWords) {
    begin();

    says({Notice{Severity::info, "reminder: short A, long B at z 2.31"}});

    ASSERT_EQ(told<SignalSeen>().size(), 1);
    EXPECT_THAT(text({now, told<SignalSeen>()[0]}, {}),
                HasSubstr("🔔 信号提醒\n\n📍 账户: A1\nshort A, long B at z 2.31\n"));
}

TEST_F(WatchTest, TellsHowItEnded) {
    begin();
    wish_a_pair();
    pass_and_fill(seconds(2));

    tell(OperatorAsked{Operator::stop});
    pass_and_fill(seconds(30));

    ASSERT_EQ(told<Ended>().size(), 1);
    const auto figures = told<Ended>()[0].figures;
    EXPECT_EQ(figures.mode, Mode::ended);
    EXPECT_EQ(figures.fills, 4);
    ASSERT_EQ(figures.positions.size(), 2);
    EXPECT_TRUE(figures.positions[0].quantity.is_zero());
    EXPECT_EQ(figures.pnl, (Causes{figures.pnl.trading, figures.pnl.fees, figures.pnl.funding}));
    EXPECT_EQ(figures.by_venue[0].second.total() + figures.by_venue[1].second.total(),
              figures.pnl.total());
}

TEST_F(WatchTest, PublishesTheStateForWhoeverAsks) {
    begin();
    ASSERT_TRUE(mailbox.figures());
    EXPECT_EQ(mailbox.figures()->mode, Mode::active);

    tell(OperatorAsked{Operator::pause});

    EXPECT_TRUE(mailbox.figures()->paused);
}

// --- The mailbox

TEST(MailboxTest, NeverLosesWhatMustBeToldAndThinsTheRest) {
    Mailbox mailbox(8);
    for (std::uint64_t i = 0; i < 100; ++i) {
        mailbox.put({Time{1}, DailySummary{.trades = i}});
        mailbox.put({Time{1}, ErrorSeen{"a", "b"}});
    }
    std::vector<Message> all;
    mailbox.take(all);

    std::uint64_t next = 0;
    for (const auto& message : all) {
        if (const auto* day = std::get_if<DailySummary>(&message.what)) {
            EXPECT_EQ(day->trades, next++);
        }
    }
    EXPECT_EQ(next, 100);
    EXPECT_EQ(all.size() - next + mailbox.left_out(), 100);
    EXPECT_GT(mailbox.left_out(), 90);
}

}  // namespace
}  // namespace twinleg::notify
