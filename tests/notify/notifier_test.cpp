// The whole of it over real sockets: messages in, and what each service got.

#include "notify/notifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>

#include "tests/notify/services.h"

namespace twinleg::notify {
namespace {

using net::test::run_until;
using test::answers;
using test::Mishap;
using test::Services;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Remembers what was asked of the desk; written on one thread, read on another.
class Asked final : public Controls {
public:
    void ask(Operator what, const Asker&) override {
        const std::scoped_lock hold(mutex_);
        wishes_.push_back(what);
    }
    Result<void> trade_by_itself(bool, const Asker&) override { return {}; }
    void change(const SettingAsked&) override {}
    std::vector<Operator> wishes() const {
        const std::scoped_lock hold(mutex_);
        return wishes_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<Operator> wishes_;
};

class NotifierTest : public ::testing::Test {
protected:
    NotifierTest() {
        const auto api = *net::Url::parse(services.url());
        settings.style.language = Language::en;
        settings.telegram.token = Services::kToken;
        settings.telegram.chats = {Services::kChat};
        settings.telegram.api = api;
        settings.lark.token = services.lark_token;
        settings.lark.api = api;
        settings.wecom.key = services.wecom_key;
        settings.wecom.api = api;
        settings.webhook.url = *net::Url::parse(services.url() + "/mine");
        settings.webhook.secret = "s";
        // No waits worth the name: what is tested is that it happens, not when.
        tuning.outbox.first = milliseconds(1);
        tuning.outbox.cap = milliseconds(2);
        tuning.http.proxy = {};
    }
    ~NotifierTest() override {
        if (notifier) notifier->close({});
    }

    void start() {
        notifier = std::make_unique<Notifier>(
            settings,
            Notifier::Hooks{.say =
                                [this](std::string line) {
                                    const std::scoped_lock hold(mutex);
                                    said.push_back(std::move(line));
                                },
                            .console =
                                [this](std::string line) {
                                    const std::scoped_lock hold(mutex);
                                    console.push_back(std::move(line));
                                }},
            std::vector{Notifier::Desk{.name = "", .controls = &asked}}, tuning);
    }
    std::vector<std::string> lines() {
        const std::scoped_lock hold(mutex);
        return said;
    }
    void tell(Message message) { notifier->mailbox().put(std::move(message)); }
    void tell_halted(const std::string& why) { tell({kTime, Halted{why, true}}); }
    std::vector<std::string>& chat() { return services.telegram[Services::kChat]; }
    std::int64_t now_s() { return loop.now().ns / 1'000'000'000; }
    // Everything that waits goes out while the services answer.
    bool close() {
        std::atomic<bool> done{false};
        std::atomic<bool> all{false};
        std::thread closing([&] {
            all = notifier->close(seconds(20));
            done = true;
        });
        const bool closed = run_until(loop, [&] { return done.load(); });
        closing.join();
        return closed && all;
    }

    static constexpr Time kTime{1'731'076'335'000'000'000};
    net::EventLoop loop;
    Services services{loop};
    Settings settings;
    Notifier::Tuning tuning;
    Asked asked;
    std::mutex mutex;
    std::vector<std::string> said;
    std::vector<std::string> console;
    std::unique_ptr<Notifier> notifier;
};

TEST_F(NotifierTest, TellsATradeByEveryChannel) {
    settings.console = true;
    start();
    const Message message{kTime, Halted{"daily_loss", true}};
    const auto words = text(message, settings.style);

    tell(message);

    EXPECT_TRUE(run_until(loop, [&] {
        return !chat().empty() && !services.lark.empty() && !services.wecom.empty() &&
               !services.webhook.empty();
    }));
    EXPECT_THAT(chat(), ElementsAre(words));
    EXPECT_THAT(services.lark, ElementsAre(words));
    EXPECT_THAT(services.wecom, ElementsAre(words));
    EXPECT_EQ(test::text_at(services.webhook[0].body, "/text"), words);
    EXPECT_EQ(test::text_at(services.webhook[0].body, "/kind"), "halted");
    EXPECT_TRUE(services.webhook[0].header("X-Twinleg-Signature").starts_with("v1="));
    EXPECT_TRUE(close());
    EXPECT_THAT(console, ElementsAre(words + "\n"));
    EXPECT_THAT(lines(), ElementsAre());
}

TEST_F(NotifierTest, TriesAgainAfterWhatServicesDoWrong) {
    services.mishaps["sendMessage"] = {answers(502, "<html>Bad Gateway</html>"),
                                       {Mishap::Kind::cut},
                                       answers(500, R"({"ok":false})"),
                                       answers(200, "<html>a portal</html>")};
    services.mishaps["send"] = {answers(200, R"({"errcode":-1,"errmsg":"system busy"})")};
    services.mishaps["mine"] = {answers(503, "")};
    start();

    tell_halted("once");

    EXPECT_TRUE(run_until(loop, [&] {
        return chat().size() == 1 && services.wecom.size() == 1 && services.webhook.size() == 1;
    }));
    EXPECT_EQ(services.asked["sendMessage"], 5);
    EXPECT_TRUE(close());
    EXPECT_EQ(chat().size(), 1);
    // Told once, not at each attempt.
    EXPECT_EQ(std::ranges::count_if(
                  lines(), [](const auto& line) { return line.contains("telegram chat"); }),
              1);
}

TEST_F(NotifierTest, WaitsAsTelegramSaysAndLosesNothing) {
    services.mishaps["sendMessage"] = {
        answers(429, R"({"ok":false,"error_code":429,"description":"Too Many Requests: retry )"
                     R"(after 1","parameters":{"retry_after":1}})")};
    start();

    tell_halted("after a while");

    EXPECT_TRUE(run_until(loop, [&] { return chat().size() == 1; }));
    EXPECT_EQ(services.asked["sendMessage"], 2);
}

TEST_F(NotifierTest, AChannelThatNeverAnswersDelaysNoOther) {
    services.mishaps["sendMessage"] = {{Mishap::Kind::silence}};
    start();
    for (int i = 0; i < 5; ++i) {
        tell_halted("message " + std::to_string(i));

        EXPECT_TRUE(run_until(
            loop, [&] { return services.webhook.size() == static_cast<std::size_t>(i) + 1; }));
    }

    EXPECT_TRUE(chat().empty());
    EXPECT_EQ(services.asked["sendMessage"], 1);
    EXPECT_FALSE(notifier->close({})) << "Telegram was not told";
}

TEST_F(NotifierTest, ABadTokenTurnsTelegramOffAndIsNeverShown) {
    settings.telegram.token = "999:wrong-and-secret";
    start();

    tell_halted("told by the others");

    EXPECT_TRUE(
        run_until(loop, [&] { return services.webhook.size() == 1 && lines().size() >= 2; }));
    EXPECT_THAT(lines(), Contains(HasSubstr("TELEGRAM_BOT_TOKEN")));
    EXPECT_THAT(lines(), Contains(HasSubstr("off now")));
    EXPECT_THAT(lines(), Each(Not(HasSubstr("wrong-and-secret"))));
    EXPECT_TRUE(close()) << "nothing waits for a channel that is off";
}

TEST_F(NotifierTest, AChatThatIsNoneTurnsOnlyItselfOff) {
    settings.telegram.chats = {"5", Services::kChat};
    start();

    tell_halted("x");

    EXPECT_TRUE(run_until(loop, [&] { return chat().size() == 1 && !lines().empty(); }));
    EXPECT_THAT(lines(),
                ElementsAre(AllOf(HasSubstr("telegram chat 5"), HasSubstr("chat not found"),
                                  HasSubstr("TELEGRAM_CHAT_ID"))));
}

TEST_F(NotifierTest, AStormIsAFewMessagesThatCountAll) {
    start();
    constexpr int kErrors = 200;
    for (int i = 0; i < kErrors; ++i)
        tell({kTime, ErrorSeen{"order refused", "lighter: order " + std::to_string(i)}});

    EXPECT_TRUE(close());

    ASSERT_FALSE(services.webhook.empty());
    EXPECT_LE(services.webhook.size(), 5);
    const auto last = test::text_at(services.webhook.back().body, "/text");
    EXPECT_THAT(last, HasSubstr("199 more errors in "));
    EXPECT_THAT(last, HasSubstr("order refused: lighter: order 0 (199)"));
}

TEST_F(NotifierTest, DoesWhatItsChatAsksAndNobodyElse) {
    start();
    services.write("666", "/pause", now_s());
    services.write(Services::kChat, "/flatten", now_s());
    ASSERT_TRUE(run_until(loop, [&] { return !chat().empty(); }));
    ASSERT_THAT(chat()[0], HasSubstr("/confirm "));
    EXPECT_THAT(asked.wishes(), ElementsAre());
    const auto code = chat()[0].substr(chat()[0].find("/confirm "));

    services.write(Services::kChat, code, now_s());

    EXPECT_TRUE(run_until(loop, [&] { return !asked.wishes().empty(); }));
    EXPECT_THAT(asked.wishes(), ElementsAre(Operator::flatten));
    EXPECT_TRUE(run_until(loop, [&] { return services.acknowledged == services.next_update; }));
    EXPECT_TRUE(services.telegram["666"].empty());
}

TEST_F(NotifierTest, AnswersWithTheStateOfTheDesk) {
    start();
    notifier->mailbox().publish({.time = kTime, .mode = Mode::active, .coin = "BTC"});

    services.write(Services::kChat, "/status", now_s());

    EXPECT_TRUE(run_until(loop, [&] { return !chat().empty(); }));
    EXPECT_THAT(chat()[0], HasSubstr("State: trading"));
}

TEST_F(NotifierTest, GoesOnPollingAfterTroubleAndSaysItOnce) {
    services.mishaps["getMe"] = {answers(500, "")};
    services.mishaps["getUpdates"] = {{Mishap::Kind::cut}, answers(200, "not JSON")};
    start();
    services.write(Services::kChat, "/pause", now_s());

    EXPECT_TRUE(run_until(loop, [&] { return !asked.wishes().empty(); }));
    EXPECT_THAT(asked.wishes(), ElementsAre(Operator::pause));
    EXPECT_THAT(lines(), Each(Not(HasSubstr("secret_token"))));
    EXPECT_THAT(lines(), Contains(HasSubstr("telegram commands")));
}

TEST_F(NotifierTest, SaysThatAnotherProgramPollsTheSameBot) {
    services.other_poller = true;
    start();

    EXPECT_TRUE(run_until(loop, [&] { return !lines().empty(); }));
    EXPECT_THAT(lines()[0], HasSubstr("every desk needs a bot of its own"));
    // It can still tell.
    tell_halted("x");
    EXPECT_TRUE(run_until(loop, [&] { return !chat().empty(); }));
}

TEST_F(NotifierTest, PollsNobodyWhereCommandsAreOff) {
    settings.telegram.commands = false;
    start();
    tell_halted("x");

    EXPECT_TRUE(run_until(loop, [&] { return !chat().empty(); }));
    EXPECT_EQ(services.asked["getMe"], 0);
    EXPECT_EQ(services.asked["getUpdates"], 0);
}

TEST_F(NotifierTest, EndsInTimeWhereNobodyListens) {
    services.server.close();
    start();
    tell_halted("lost");

    EXPECT_FALSE(notifier->close(milliseconds(300)));
}

// Requirement D073: a program that ends before it began.
TEST_F(NotifierTest, TellsOnceWithoutADesk) {
    std::atomic<bool> done{false};
    std::thread telling([&] {
        tell_once(
            settings, {.say = [](const std::string&) {}},
            {kTime, BalanceShort{"Insufficient Paradex balance: 50 USDC (required: 200 USDC)"}},
            seconds(20));
        done = true;
    });

    EXPECT_TRUE(run_until(loop, [&] { return done.load(); }));
    telling.join();
    ASSERT_EQ(chat().size(), 1);
    EXPECT_THAT(chat()[0],
                HasSubstr("Error: Insufficient Paradex balance: 50 USDC (required: 200 USDC)"));
}

}  // namespace
}  // namespace twinleg::notify
