// What each service is sent, what its answers mean, and what the environment may say of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "notify/lark.h"
#include "notify/settings.h"
#include "notify/telegram.h"
#include "notify/webhook.h"
#include "notify/wecom.h"

namespace twinleg::notify {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Kind = Verdict::Kind;

constexpr Time kTime{1'731'076'335'000'000'000};

net::Url url(std::string_view text) {
    return *net::Url::parse(text);
}
Post post(const std::string& text) {
    return {.time = kTime, .kind = "trade", .account = "A1", .text = text, .id = 1};
}
net::HttpResponse answer(int status, std::string body, std::vector<net::Header> headers = {}) {
    body.reserve(body.size() + 64);
    return {.status = status,
            .headers = std::move(headers),
            .body = std::move(body),
            .received = kTime};
}

// --- Telegram

class TelegramTest : public ::testing::Test {
protected:
    TelegramChat chat{url("https://api.telegram.org"), "123:ABC", "4711"};
};

TEST_F(TelegramTest, SendsPlainTextToItsChat) {
    const auto request = chat.request(post("a \"b\"\n📊"), kTime);

    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/bot123:ABC/sendMessage");
    EXPECT_EQ(request.body,
              R"({"chat_id":"4711","text":"a \"b\"\n📊","disable_web_page_preview":true})");
}

TEST_F(TelegramTest, ReadsItsAnswers) {
    EXPECT_EQ(chat.judge(answer(200, R"({"ok":true,"result":{}})")).kind, Kind::sent);

    const auto busy = chat.judge(
        answer(429, R"({"ok":false,"error_code":429,"description":"Too Many Requests: retry )"
                    R"(after 17","parameters":{"retry_after":17}})"));
    EXPECT_EQ(busy.kind, Kind::later);
    EXPECT_EQ(busy.wait, seconds(17));

    EXPECT_EQ(chat.judge(answer(401, R"({"ok":false,"description":"Unauthorized"})")).kind,
              Kind::off);
    EXPECT_EQ(chat.judge(answer(403, R"({"ok":false,"description":"Forbidden: bot was blocked by )"
                                     R"(the user"})"))
                  .kind,
              Kind::off);
    const auto no_chat =
        chat.judge(answer(400, R"({"ok":false,"description":"Bad Request: chat not found"})"));
    EXPECT_EQ(no_chat.kind, Kind::off);
    EXPECT_THAT(no_chat.why, HasSubstr("TELEGRAM_CHAT_ID"));
    EXPECT_EQ(
        chat.judge(answer(400, R"({"ok":false,"description":"Bad Request: text is empty"})")).kind,
        Kind::refused);
    EXPECT_EQ(chat.judge(answer(502, "<html>Bad Gateway</html>")).kind, Kind::again);
    EXPECT_EQ(chat.judge(answer(200, "<html>a portal</html>")).kind, Kind::again);
}

TEST_F(TelegramTest, FollowsAGroupThatBecameASupergroup) {
    const auto moved = chat.judge(
        answer(400, R"({"ok":false,"description":"Bad Request: group chat was upgraded to a )"
                    R"(supergroup chat","parameters":{"migrate_to_chat_id":-1001234}})"));

    EXPECT_EQ(moved.kind, Kind::again);
    EXPECT_THAT(chat.request(post("x"), kTime).body, HasSubstr(R"("chat_id":"-1001234")"));
}

// --- Lark

// Made with Python's hmac: key "1599360473\ndemo", no message.
TEST(LarkTest, SignsAsItsDocumentSays) {
    EXPECT_EQ(lark_sign(1'599'360'473, "demo"), "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=");
}

TEST(LarkTest, SendsTextAndASignatureWhereThereIsASecret) {
    LarkBot open(url("https://open.feishu.cn"), "tok", "");
    EXPECT_EQ(open.request(post("x"), kTime).target, "/open-apis/bot/v2/hook/tok");
    EXPECT_EQ(open.request(post("x"), kTime).body, R"({"msg_type":"text","content":{"text":"x"}})");

    LarkBot guarded(url("https://open.feishu.cn"), "tok", "s");
    EXPECT_EQ(guarded.request(post("x"), kTime).body,
              R"({"timestamp":"1731076335","sign":")" + lark_sign(1'731'076'335, "s") +
                  R"(","msg_type":"text","content":{"text":"x"}})");
}

TEST(LarkTest, ReadsItsAnswers) {
    LarkBot bot(url("https://open.feishu.cn"), "tok", "");

    EXPECT_EQ(bot.judge(answer(200, R"({"StatusCode":0,"StatusMessage":"success"})")).kind,
              Kind::sent);
    EXPECT_EQ(bot.judge(answer(200, R"({"code":0,"data":{},"msg":"success"})")).kind, Kind::sent);
    EXPECT_EQ(bot.judge(answer(200, R"({"code":11232,"msg":"frequency limited"})")).kind,
              Kind::later);
    EXPECT_EQ(bot.judge(answer(400, R"({"code":11232,"msg":"frequency limited"})")).kind,
              Kind::later);
    EXPECT_THAT(bot.judge(answer(200, R"({"code":19021,"msg":"sign match fail"})")).why,
                HasSubstr("LARK_SECRET"));
    EXPECT_EQ(bot.judge(answer(200, R"({"code":19001,"msg":"token invalid"})")).kind, Kind::off);
    EXPECT_EQ(bot.judge(answer(200, R"({"code":19024,"msg":"Key Words Not Found"})")).kind,
              Kind::refused);
    EXPECT_EQ(bot.judge(answer(503, "busy")).kind, Kind::again);
    EXPECT_EQ(bot.judge(answer(200, "<html>")).kind, Kind::again);
}

// --- WeCom

TEST(WecomTest, SendsTextAndReadsItsAnswers) {
    WecomBot bot(url("https://qyapi.weixin.qq.com"), "693a91f6-7xxx");

    EXPECT_EQ(bot.request(post("x"), kTime).target, "/cgi-bin/webhook/send?key=693a91f6-7xxx");
    EXPECT_EQ(bot.request(post("x"), kTime).body, R"({"msgtype":"text","text":{"content":"x"}})");
    EXPECT_EQ(bot.judge(answer(200, R"({"errcode":0,"errmsg":"ok"})")).kind, Kind::sent);
    EXPECT_EQ(bot.judge(answer(200, R"({"errcode":45009,"errmsg":"api freq out of limit"})")).kind,
              Kind::later);
    EXPECT_EQ(bot.judge(answer(200, R"({"errcode":-1,"errmsg":"system busy"})")).kind, Kind::again);
    EXPECT_EQ(bot.judge(answer(200, R"({"errcode":93000,"errmsg":"invalid webhook url"})")).kind,
              Kind::off);
    EXPECT_EQ(bot.judge(answer(200, R"({"errcode":40058,"errmsg":"bad parameter"})")).kind,
              Kind::refused);
    EXPECT_EQ(bot.judge(answer(200, "{}")).kind, Kind::again);
}

// --- Webhook

// Made with Python's hmac over "1731076335." and this body.
TEST(WebhookTest, SignsItsBodyAndTheTime) {
    Webhook hook(url("https://example.org/hook?x=1"), "whsec", "r");

    const auto request = hook.request(post("hi"), kTime);

    EXPECT_EQ(request.target, "/hook?x=1");
    EXPECT_EQ(request.body,
              R"({"id":"r-1","kind":"trade","account":"A1","time_ns":1731076335000000000,)"
              R"("text":"hi"})");
    EXPECT_EQ(net::find_header(request.headers, "X-Twinleg-Id"), "r-1");
    EXPECT_EQ(net::find_header(request.headers, "X-Twinleg-Timestamp"), "1731076335");
    EXPECT_EQ(net::find_header(request.headers, "X-Twinleg-Signature"),
              "v1=f17412102aa9381e7400672de2d5911ccbfd1a2f23e6187967223a5f9fe73669");
}

TEST(WebhookTest, ReadsItsAnswersByStatusAlone) {
    Webhook hook(url("https://example.org/hook"), "", "r");

    EXPECT_EQ(net::find_header(hook.request(post("x"), kTime).headers, "X-Twinleg-Signature"), "");
    EXPECT_EQ(hook.judge(answer(202, "")).kind, Kind::sent);
    EXPECT_EQ(hook.judge(answer(404, "")).kind, Kind::refused);
    EXPECT_EQ(hook.judge(answer(410, "")).kind, Kind::off);
    EXPECT_EQ(hook.judge(answer(500, "")).kind, Kind::again);
    const auto busy = hook.judge(answer(429, "", {{"Retry-After", "12"}}));
    EXPECT_EQ(busy.kind, Kind::later);
    EXPECT_EQ(busy.wait, seconds(12));
}

TEST(Masked, TakesOutEverySecretWhereverItStands) {
    const auto told = masked("POST /bot123:ABC/sendMessage refused 123:ABC", {"123:ABC", ""});

    EXPECT_THAT(told, Not(HasSubstr("ABC")));
    EXPECT_THAT(told, HasSubstr("sendMessage refused"));
}

// --- Settings

Result<Settings> of(const std::map<std::string, std::string>& variables) {
    return settings_from([&](std::string_view name) -> std::optional<std::string> {
        const auto at = variables.find(std::string{name});
        if (at == variables.end()) return std::nullopt;
        return at->second;
    });
}

// Requirement A031: with either missing, Telegram is off and nothing fails.
TEST(NotifySettings, WhatIsNotSetIsOff) {
    EXPECT_FALSE(of({})->any());
    EXPECT_FALSE(of({{"TELEGRAM_BOT_TOKEN", "1:a"}})->any());
    EXPECT_FALSE(of({{"TELEGRAM_CHAT_ID", "42"}})->any());
    EXPECT_TRUE(of({{"TELEGRAM_BOT_TOKEN", "1:a"}, {"TELEGRAM_CHAT_ID", "42"}})->telegram_on());
}

// Row F9 of the contradictions: both names are read.
TEST(NotifySettings, ReadsBothNamesOfTheChat) {
    const auto both = of({{"TELEGRAM_BOT_TOKEN", "1:a"},
                          {"TELEGRAM_CHAT_ID", "42, 43"},
                          {"TELEGRAM_GROUP_ID", "-100,42"}});

    EXPECT_THAT(both->telegram.chats, ElementsAre("42", "43", "-100"));
    EXPECT_EQ(both->summary(), "telegram (3 chats, commands)");
    EXPECT_THAT(of({{"TELEGRAM_GROUP_ID", "-5"}})->telegram.chats, ElementsAre("-5"));
}

TEST(NotifySettings, TakesABotByItsKeyOrByItsWholeAddress) {
    const auto lark =
        of({{"LARK_TOKEN", "https://open.larksuite.com/open-apis/bot/v2/hook/abc-1"}});
    EXPECT_EQ(lark->lark.token, "abc-1");
    EXPECT_EQ(lark->lark.api.host, "open.larksuite.com");
    EXPECT_EQ(of({{"LARK_TOKEN", "abc-1"}})->lark.api.host, "open.feishu.cn");

    const auto wecom =
        of({{"WECOM_TOKEN", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k-1"}});
    EXPECT_EQ(wecom->wecom.key, "k-1");
    EXPECT_EQ(of({{"WECOM_TOKEN", "k-1"}})->wecom.key, "k-1");
}

TEST(NotifySettings, NamesTheVariableAndTheWayToMendItButNeverTheSecret) {
    const auto refused = [](const std::map<std::string, std::string>& variables) {
        const auto settings = of(variables);
        return settings ? std::string{} : settings.error().message;
    };

    EXPECT_THAT(refused({{"TELEGRAM_CHAT_ID", "bob"}}), HasSubstr("@userinfobot"));
    EXPECT_THAT(refused({{"TELEGRAM_BOT_TOKEN", "1:a b"}}), HasSubstr("@BotFather"));
    EXPECT_THAT(refused({{"TELEGRAM_BOT_TOKEN", "1:a b"}}), Not(HasSubstr("a b")));
    EXPECT_THAT(refused({{"TELEGRAM_COMMANDS", "maybe"}}), HasSubstr("neither on nor off"));
    EXPECT_THAT(refused({{"TWINLEG_WEBHOOK_URL", "example.org/secret"}}),
                HasSubstr("TWINLEG_WEBHOOK_URL"));
    EXPECT_THAT(refused({{"TWINLEG_WEBHOOK_URL", "example.org/secret"}}),
                Not(HasSubstr("/secret")));
    EXPECT_THAT(refused({{"TWINLEG_WEBHOOK_URL", "http://example.org/x"}}), HasSubstr("https"));
    EXPECT_EQ(refused({{"TWINLEG_WEBHOOK_URL", "http://127.0.0.1:9/x"}}), "");
    EXPECT_THAT(refused({{"LARK_TOKEN", "a/b"}}), HasSubstr("LARK_TOKEN"));
}

}  // namespace
}  // namespace twinleg::notify
