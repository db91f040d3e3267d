// How often, how long, how much: the folding of storms and the outbox of a channel, in virtual
// time.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "notify/digest.h"
#include "notify/outbox.h"
#include "notify/telegram.h"
#include "notify/wecom.h"

namespace twinleg::notify {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Time kStart{1'731'076'335'000'000'000};
const Style kEnglish{.language = Language::en};

Post error_post(const std::string& text) {
    return {.time = kStart, .kind = "error", .text = text, .must_be_told = false};
}
Post trade_post(const std::string& text) {
    return {.time = kStart, .kind = "trade", .text = text, .must_be_told = true};
}
net::Url some_api() {
    return *net::Url::parse("https://api.example");
}

std::vector<std::string> texts(const std::vector<Post>& posts) {
    std::vector<std::string> out;
    for (const auto& post : posts)
        out.push_back(post.text);
    return out;
}

// --- Limits

TEST(SendLimits, NoWindowEverHoldsMoreThanItMay) {
    SendLimits limits({{1, seconds(1)}, {20, seconds(60)}});
    std::vector<Time> sent;
    Time now = kStart;
    for (int i = 0; i < 100; ++i) {
        now = limits.ready_at(now);
        limits.sent(now);
        sent.push_back(now);
    }

    for (std::size_t i = 1; i < sent.size(); ++i)
        EXPECT_GE(sent[i] - sent[i - 1], seconds(1));
    for (std::size_t i = 20; i < sent.size(); ++i)
        EXPECT_GE(sent[i] - sent[i - 20], seconds(60));
    // And it does not wait for nothing: 100 need four waits for a minute.
    EXPECT_EQ(sent.back() - sent.front(), seconds(4 * 60 + 19));
}

TEST(SendLimits, WaitsAsLongAsTheServiceSays) {
    SendLimits limits({{5, seconds(1)}});
    limits.hold(kStart + seconds(17));

    EXPECT_EQ(limits.ready_at(kStart), kStart + seconds(17));
    EXPECT_EQ(limits.ready_at(kStart + seconds(20)), kStart + seconds(20));
}

TEST(TelegramChatTest, AGroupMayHaveTwentyAMinute) {
    EXPECT_EQ(TelegramChat(some_api(), "t", "42").limits().size(), 1);
    EXPECT_EQ(TelegramChat(some_api(), "t", "-10042").limits().size(), 2);
}

// --- Digest

class DigestTest : public ::testing::Test {
protected:
    void offer(const std::string& text) {
        digest.offer(error_post(text), sort_of(text), text, now, out);
    }
    Digest digest{kEnglish};
    Time now{kStart};
    std::vector<Post> out;
};

TEST_F(DigestTest, TellsTheFirstOfASortAndCountsTheRest) {
    for (int i = 0; i < 38; ++i)
        offer("order " + std::to_string(i) + " refused");
    EXPECT_THAT(texts(out), ElementsAre("order 0 refused"));
    out.clear();

    now = now + seconds(60);
    digest.look(now, out);

    EXPECT_THAT(texts(out), ElementsAre("⚠️ 37 more errors in 60 s: order 0 refused (37)"));
    EXPECT_TRUE(out[0].must_be_told);
}

TEST_F(DigestTest, TellsItInChineseWhereThatIsSpoken) {
    Digest chinese({});
    for (int i = 0; i < 3; ++i)
        chinese.offer(error_post("x"), "x", "x", now, out);
    chinese.look(now + seconds(60), out);

    EXPECT_EQ(out.back().text, "⚠️ 60 秒内另有 2 条错误: x (2)");
}

TEST_F(DigestTest, AStormOfDifferentErrorsIsAHandfulOfMessages) {
    // An hour in which something else breaks each second.
    std::uint64_t offered = 0;
    for (int second = 0; second < 3600; ++second) {
        now = kStart + seconds(second);
        digest.look(now, out);
        offer("fault " + std::string(static_cast<std::size_t>(second % 50 + 1), 'x'));
        ++offered;
    }
    digest.finish(now, out);

    EXPECT_LE(out.size(), 14);
    // Every one was told or counted.
    std::uint64_t told = 0;
    for (const auto& post : out)
        told += post.kind == "digest" ? std::stoull(post.text.substr(post.text.find(' '))) : 1;
    EXPECT_EQ(told, offered);
}

TEST_F(DigestTest, AnAlertOfAnotherKindIsToldAmongManyErrors) {
    for (const auto* what : {"a", "b", "c", "d", "e", "f"})
        offer(what);
    ASSERT_EQ(out.size(), 4);
    auto alert = error_post("positions differ");
    alert.kind = "imbalance";

    digest.offer(alert, "imbalance", "imbalance", now, out);
    digest.offer(alert, "imbalance", "imbalance", now, out);

    ASSERT_EQ(out.size(), 5);
    EXPECT_EQ(out.back().text, "positions differ");
}

TEST_F(DigestTest, IsQuietAgainAfterAWindowWithoutErrors) {
    offer("a");
    offer("a");
    digest.look(kStart + seconds(60), out);
    ASSERT_EQ(out.size(), 2);
    // The next window is longer, and nothing happens in it.
    digest.look(kStart + seconds(180), out);
    EXPECT_EQ(digest.wake_at(), kNever);
    out.clear();

    now = kStart + seconds(181);
    offer("a");

    EXPECT_THAT(texts(out), ElementsAre("a"));
    EXPECT_EQ(digest.wake_at(), now + seconds(60));
}

TEST_F(DigestTest, NeverHoldsBackWhatMustBeTold) {
    for (int i = 0; i < 100; ++i)
        digest.offer(trade_post("t"), "trade", "trade", now, out);

    EXPECT_EQ(out.size(), 100);
}

TEST(SortOf, IsTheSameForTextsThatDifferInNumbers) {
    EXPECT_EQ(sort_of("order 4711 refused at 100.25"), sort_of("order 12 refused at 99.5"));
    EXPECT_NE(sort_of("order 4711 refused"), sort_of("order 4711 lost"));
    EXPECT_EQ(sort_of("ends with 7."), "ends with #");
}

// --- Outbox

class OutboxTest : public ::testing::Test {
protected:
    // What goes out at `now`, taken by the service at once.
    std::vector<std::string> deliver(Outbox& box) {
        std::vector<std::string> sent;
        while (auto post = box.take(now)) {
            sent.push_back(post->text);
            box.settle({}, now);
        }
        return sent;
    }
    static Verdict again() { return {.kind = Verdict::Kind::again, .why = "HTTP 502"}; }

    TelegramChat group{some_api(), "token", "-10042"};
    Outbox outbox{group, kEnglish, 1};
    Time now{kStart};
};

TEST_F(OutboxTest, JoinsWhatHadToWaitAndLosesNothing) {
    outbox.put(trade_post("first"));
    EXPECT_THAT(deliver(outbox), ElementsAre("first"));
    outbox.put(trade_post("second"));
    outbox.put(trade_post("third"));
    EXPECT_TRUE(deliver(outbox).empty()) << "one a second";

    now = now + seconds(1);

    EXPECT_THAT(deliver(outbox), ElementsAre("second\n\nthird"));
    EXPECT_EQ(outbox.counts().joined, 1);
}

TEST_F(OutboxTest, TellsEveryTradeOfAStormWithinTwentyAMinute) {
    std::string all;
    for (int i = 0; i < 2000; ++i)
        outbox.put(trade_post("trade " + std::to_string(i) + ";"));
    for (int second = 0; second < 300 && !outbox.idle(); ++second) {
        for (const auto& text : deliver(outbox)) {
            EXPECT_LE(text.size(), 4096);
            all += text;
        }
        now = now + seconds(1);
    }

    for (int i = 0; i < 2000; ++i)
        EXPECT_NE(all.find("trade " + std::to_string(i) + ";"), std::string::npos) << i;
    EXPECT_EQ(outbox.counts().left_out, 0);
    EXPECT_LE(outbox.counts().sent, 20);
}

TEST_F(OutboxTest, KeepsItsIdAndTextWhenItTriesAgain) {
    outbox.put(trade_post("first"));
    const auto once = outbox.take(now);
    ASSERT_TRUE(once);
    outbox.put(trade_post("second"));
    outbox.settle(again(), now);

    now = now + seconds(10);
    const auto twice = outbox.take(now);

    ASSERT_TRUE(twice);
    EXPECT_EQ(twice->id, once->id);
    EXPECT_EQ(twice->text, "first");
    outbox.settle({}, now);
    now = now + seconds(10);
    EXPECT_NE(outbox.take(now)->id, once->id);
}

TEST_F(OutboxTest, WaitsAsLongAsTheServiceSaysAndNoLonger) {
    outbox.put(trade_post("first"));
    ASSERT_TRUE(outbox.take(now));

    outbox.settle({.kind = Verdict::Kind::later, .wait = seconds(17)}, now);

    EXPECT_EQ(outbox.wake_at(now), now + seconds(17));
    EXPECT_FALSE(outbox.take(now + seconds(16)));
    EXPECT_TRUE(outbox.take(now + seconds(17)));
}

TEST_F(OutboxTest, BacksOffUpToItsCapAndNeverGivesUpATrade) {
    outbox.put(trade_post("kept"));
    Duration longest;
    int attempts = 0;
    // A day in which the service is away.
    while (now < kStart + seconds(86'400)) {
        now = outbox.wake_at(now);
        ASSERT_TRUE(outbox.take(now));
        ++attempts;
        outbox.settle(again(), now);
        longest = std::max(longest, outbox.wake_at(now) - now);
    }

    EXPECT_LE(longest, minutes(5));
    EXPECT_GE(longest, minutes(4)) << "it grows to its cap";
    EXPECT_LE(attempts, 2000) << "and does not hammer";
    now = outbox.wake_at(now);
    EXPECT_EQ(outbox.take(now)->text, "kept");
}

TEST_F(OutboxTest, GivesUpWhatNeedNotBeToldAndSaysSoLater) {
    outbox.put(error_post("an error"));
    for (int i = 0; i < 6; ++i) {
        now = outbox.wake_at(now);
        ASSERT_TRUE(outbox.take(now)) << i;
        outbox.settle(again(), now);
    }
    EXPECT_TRUE(outbox.idle());

    outbox.put(trade_post("a trade"));
    now = outbox.wake_at(now);

    EXPECT_EQ(outbox.take(now)->text, "a trade\n(1 messages left out)");
}

TEST_F(OutboxTest, AChannelThatIsAwayForDaysDoesNotFillTheMemory) {
    for (int i = 0; i < 20'000; ++i) {
        outbox.put(trade_post("t"));
        outbox.put(error_post("e"));
    }

    EXPECT_LE(outbox.waiting(), 5100);
    EXPECT_EQ(outbox.counts().left_out + outbox.waiting(), 40'000);
}

TEST_F(OutboxTest, AnAnswerToAPersonGoesFirst) {
    for (int i = 0; i < 3; ++i)
        outbox.put(trade_post("trade"));
    outbox.put_first({.time = kStart, .kind = "reply", .text = "answer"});

    EXPECT_THAT(deliver(outbox), ElementsAre("answer\n\ntrade\n\ntrade\n\ntrade"));
}

TEST_F(OutboxTest, SendsNothingMoreOnceTheChannelIsOff) {
    outbox.put(trade_post("a"));
    outbox.put(trade_post("b"));
    ASSERT_TRUE(outbox.take(now));

    outbox.settle({.kind = Verdict::Kind::off, .why = "bad token"}, now);
    outbox.put(trade_post("c"));

    EXPECT_TRUE(outbox.off());
    EXPECT_TRUE(outbox.idle());
    EXPECT_EQ(outbox.wake_at(now), kNever);
}

TEST_F(OutboxTest, ARefusedPostDoesNotHoldUpTheNext) {
    outbox.put(trade_post("a"));
    ASSERT_TRUE(outbox.take(now));
    outbox.settle({.kind = Verdict::Kind::refused, .why = "HTTP 400"}, now);
    outbox.put(trade_post("b"));

    now = now + seconds(1);

    EXPECT_EQ(outbox.take(now)->text, "b");
    EXPECT_EQ(outbox.counts().refused, 1);
}

TEST_F(OutboxTest, SplitsWhatIsTooLongAtItsLines) {
    WecomBot bot{some_api(), "key"};
    Outbox box{bot, kEnglish, 1};
    std::string text;
    for (int i = 0; i < 300; ++i)
        text += "line " + std::to_string(i) + "\n";
    box.put(trade_post(text));

    std::string all;
    for (int i = 0; i < 10 && !box.idle(); ++i) {
        for (const auto& part : deliver(box)) {
            EXPECT_LE(part.size(), 2048);
            all += part + "\n";
        }
        now = now + seconds(60);
    }

    EXPECT_EQ(all, text + "\n");
}

TEST(CutAt, NeverCutsACharacterInTwo) {
    const std::string text = "仓位仓位";  // three bytes each
    EXPECT_EQ(cut_at(text, 12), 12);
    EXPECT_EQ(cut_at(text, 11), 9);
    EXPECT_EQ(cut_at(text, 3), 3);
    EXPECT_EQ(cut_at("ab\ncd", 4), 2);
}

}  // namespace
}  // namespace twinleg::notify
