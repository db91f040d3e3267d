// What a run tells people who are elsewhere, and how their wishes reach its loop.

#include "app/notifications.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <deque>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/operator_desk.h"
#include "notify/text.h"
#include "tests/app/command_line.h"
#include "tests/notify/services.h"

namespace twinleg::app {
namespace {

using net::test::run_until;
using notify::test::Services;
using notify::test::text_at;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// --- The way into the loop

// Tells what it was given, and otherwise that time went on.
class Given final : public runtime::Source {
public:
    bool next(Time wake_at, Event& event) override {
        asked.push_back(wake_at);
        if (events.empty()) {
            event = {.time = wake_at, .what = Timer{}};
        } else {
            event = events.front();
            events.pop_front();
        }
        return true;
    }
    std::deque<Event> events;
    std::vector<Time> asked;
};

constexpr Time kStart{1'731'076'335'000'000'000};
const Asker kSomebody = *Asker::from("telegram 7");

class OperatorSourceTest : public ::testing::Test {
protected:
    Event next(Time wake_at = kNever) {
        Event event;
        EXPECT_TRUE(source.next(wake_at, event));
        return event;
    }
    static const OperatorAsked* wish(const Event& event) {
        return std::get_if<OperatorAsked>(&event.what);
    }

    Given inner;
    OperatorDesk desk;
    OperatorSource source{inner, desk};
};

TEST_F(OperatorSourceTest, TellsAWishAfterTheStartAndBetweenInstants) {
    inner.events = {{.time = kStart, .what = Started{1}},
                    {.time = kStart + seconds(1), .more = true, .what = Timer{}},
                    {.time = kStart + seconds(1), .what = JournalStalled{}}};
    desk.ask(Operator::pause, kSomebody);
    EXPECT_TRUE(std::holds_alternative<Started>(next().what));
    const auto first = next();
    ASSERT_TRUE(wish(first));
    EXPECT_EQ(wish(first)->what, Operator::pause);
    EXPECT_EQ(wish(first)->by, kSomebody);
    EXPECT_EQ(first.time, kStart);

    EXPECT_TRUE(next(kStart).more);
    desk.ask(Operator::resume, kSomebody);
    EXPECT_TRUE(std::holds_alternative<JournalStalled>(next().what)) << "the instant goes on";
    ASSERT_TRUE(wish(next()));
}

TEST_F(OperatorSourceTest, LooksAgainWhereNothingHappensAndTellsNoTimerOfItsOwn) {
    inner.events = {{.time = kStart, .what = Started{1}}};
    (void)next();

    const auto woken = next(kStart + seconds(1));

    EXPECT_TRUE(std::holds_alternative<Timer>(woken.what));
    EXPECT_EQ(woken.time, kStart + seconds(1));
    EXPECT_GE(inner.asked.size(), 20);
}

TEST_F(OperatorSourceTest, TellsWishesInTheirOrder) {
    inner.events = {{.time = kStart, .what = Started{1}}};
    (void)next();
    desk.ask(Operator::pause, kSomebody);
    desk.ask(Operator::flatten, kSomebody);
    desk.ask(Operator::kill, kSomebody);

    EXPECT_EQ(wish(next())->what, Operator::pause);
    EXPECT_EQ(wish(next())->what, Operator::flatten);
    EXPECT_EQ(wish(next())->what, Operator::kill);
}

TEST_F(OperatorSourceTest, OnlyTellingIsAPauseOrTheStrategysOwnParameter) {
    inner.events = {{.time = kStart, .what = Started{1}}};
    (void)next();
    ASSERT_TRUE(desk.trade_by_itself(false, kSomebody));
    EXPECT_EQ(wish(next())->what, Operator::pause);
    ASSERT_TRUE(desk.trade_by_itself(true, kSomebody));
    EXPECT_EQ(wish(next())->what, Operator::resume);

    desk.has_trading_parameter(true);
    ASSERT_TRUE(desk.trade_by_itself(false, kSomebody));

    const auto event = next();
    const auto* setting = std::get_if<SettingAsked>(&event.what);
    ASSERT_TRUE(setting);
    EXPECT_EQ(setting->name.view(), "parameter.trading");
    EXPECT_EQ(setting->value.view(), "remind");
    EXPECT_EQ(setting->by, kSomebody);
}

// --- A whole run

class Variables {
public:
    explicit Variables(const std::map<std::string, std::string>& set) : set_(set) {
        for (const auto& [name, value] : set_)
            ::setenv(name.c_str(), value.c_str(), 1);
    }
    ~Variables() {
        for (const auto& [name, value] : set_)
            ::unsetenv(name.c_str());
    }

private:
    std::map<std::string, std::string> set_;
};

class NotifiedRun : public ::testing::Test {
protected:
    // The command to its end, while the services answer.
    Said run(const Arguments& words) {
        const Variables variables({{"TELEGRAM_BOT_TOKEN", Services::kToken},
                                   {"TELEGRAM_CHAT_ID", Services::kChat},
                                   {"TELEGRAM_API_URL", services.url()},
                                   {"TWINLEG_WEBHOOK_URL", services.url() + "/mine"},
                                   {"ACCOUNT_NAME", "desk-7"}});
        Said said{};
        std::atomic<bool> done{false};
        std::thread running([&] {
            said = say(words);
            done = true;
        });
        EXPECT_TRUE(run_until(loop, [&] { return done.load(); }));
        running.join();
        for (const auto& request : services.webhook)
            told.push_back(text_at(request.body, "/text"));
        return said;
    }

    const Scratch scratch;
    net::EventLoop loop;
    Services services{loop};
    std::vector<std::string> told;  // by the webhook: one message each
};

TEST_F(NotifiedRun, TellsItsStartEachTradeAndItsEnd) {
    const auto said = run({"demo", "--speed", "0", "--number", "1", "--duration", "60s", "--data",
                           scratch.at("a"), "--report", scratch.at("a.json"), "--notify-file",
                           scratch.at("told.txt"), "--no-panel"});

    EXPECT_EQ(said.code, kDone) << said.err;
    ASSERT_GE(told.size(), 3);
    EXPECT_THAT(told.front(), StartsWith("🚀 启动通知\n\n📍 账户: desk-7\n"));
    EXPECT_THAT(told.back(), StartsWith("🏁 已结束\n"));
    // One message for each pair trade that filled.
    const auto report = text_of(scratch.at("a.json"));
    simdjson::dom::parser parser;
    const simdjson::dom::element root = parser.parse(report);
    const std::int64_t pairs = std::int64_t{root.at_pointer("/pair_trades/completed")} +
                               std::int64_t{root.at_pointer("/pair_trades/rolled_back")};
    EXPECT_GE(pairs, 5);
    EXPECT_EQ(std::ranges::count_if(told,
                                    [](const auto& text) {
                                        return text.starts_with("🟢 交易成交 - 做多\n") ||
                                               text.starts_with("🔴 交易成交 - 做空\n");
                                    }),
              pairs);
    // The same figures as the report's.
    const auto total = *parse_notional(text_at(report, "/pnl/total"));
    EXPECT_THAT(told.back(), HasSubstr("💵 盈亏: " + notify::signed_money(total) + "\n"));
    // Telegram was told the same, in fewer messages; and so was the file.
    std::string chat;
    for (const auto& text : services.telegram[Services::kChat])
        chat += text + "\n\n";
    for (const auto& text : told)
        EXPECT_NE(chat.find(text), std::string::npos) << text;
    EXPECT_THAT(text_of(scratch.at("told.txt")), HasSubstr(told.back()));
    EXPECT_THAT(said.err, HasSubstr("telegram (1 chat, commands), webhook 127.0.0.1:"));
    EXPECT_THAT(said.err, Not(HasSubstr("secret_token")));
}

TEST_F(NotifiedRun, SpeaksEnglishWhereAsked) {
    const auto said = run({"demo", "--speed", "0", "--number", "1", "--duration", "20s", "--data",
                           scratch.at("a"), "--language", "en", "--no-panel"});

    EXPECT_EQ(said.code, kDone) << said.err;
    ASSERT_FALSE(told.empty());
    EXPECT_THAT(told.front(), StartsWith("🚀 Started\n\n📍 Account: desk-7\n"));
    EXPECT_THAT(told, Each(Not(HasSubstr("账户"))));
}

TEST_F(NotifiedRun, TellsThatItCouldNotStart) {
    const auto said = run({"demo", "--speed", "0", "--duration", "1s", "--data", "/proc/twinleg"});

    EXPECT_EQ(said.code, kBadUsage);
    EXPECT_THAT(told, Contains(StartsWith("⛔ 启动失败\n")));
}

TEST_F(NotifiedRun, RefusesALanguageItDoesNotSpeak) {
    const auto said = run({"demo", "--language", "fr"});

    EXPECT_EQ(said.code, kBadUsage);
    EXPECT_THAT(said.err, HasSubstr("--language"));
}

}  // namespace
}  // namespace twinleg::app
