#include "venues/edgex/page_calls.h"

#include <gtest/gtest.h>

namespace twinleg::venues::edgex {
namespace {

constexpr Time kNow{1'000'000'000};
using What = PageAnswer::What;

struct PageCallsTest : testing::Test {
    PageCalls calls;
    std::vector<PageAnswer> answers;

    BrowserTransport::Done note() {
        return [this](const PageAnswer& answer) { answers.push_back(answer); };
    }
};

TEST_F(PageCallsTest, AnOrderIsAnsweredOnceHoweverOftenThePageSaysIt) {
    calls.place("a1", kNow, kNow + seconds(1), note());

    const auto at = calls.answer(
        page::OrderPlaced{.client_order_id = "a1", .success = true, .venue_order_id = "77"});
    EXPECT_FALSE(calls.answer(page::OrderPlaced{.client_order_id = "a1", .success = false}));
    calls.expire(kNow + seconds(5));

    EXPECT_EQ(at, kNow);
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].what, What::done);
    EXPECT_EQ(answers[0].venue_order_id, "77");
}

TEST_F(PageCallsTest, TellsARefusalFromAnUnknownOutcomeAndFromNothingSent) {
    for (const char* id : {"no", "lost", "late"})
        calls.place(id, kNow, kNow + seconds(1), note());

    calls.answer(page::OrderPlaced{.client_order_id = "no", .code = "MARGIN", .error = "no money"});
    calls.answer(page::OrderPlaced{.client_order_id = "lost", .unknown = true, .error = "reset"});
    calls.answer(page::OrderPlaced{.client_order_id = "late", .sent = false, .error = "too late"});

    ASSERT_EQ(answers.size(), 3U);
    EXPECT_EQ(answers[0].what, What::refused);
    EXPECT_EQ(answers[0].code, "MARGIN");
    EXPECT_EQ(answers[1].what, What::unknown);
    EXPECT_EQ(answers[2].what, What::never_sent);
}

TEST_F(PageCallsTest, WhatIsNotAnsweredInTimeIsUnknown) {
    calls.place("a1", kNow, kNow + seconds(1), note());
    calls.cancel("77", "", kNow + seconds(3), note());

    calls.expire(kNow + milliseconds(999));
    EXPECT_TRUE(answers.empty());
    calls.expire(kNow + seconds(1));

    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].what, What::unknown);
    EXPECT_EQ(calls.size(), 1U);
}

TEST_F(PageCallsTest, ACancelIsFoundByEitherId) {
    calls.cancel("77", "a1", kNow + seconds(1), note());
    calls.cancel("", "a2", kNow + seconds(1), note());

    calls.answer(
        page::OrderCancelled{.venue_order_id = "78", .client_order_id = "a2", .success = true});
    calls.answer(
        page::OrderCancelled{.venue_order_id = "77", .success = false, .code = "NOT_FOUND"});

    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].what, What::done);
    EXPECT_EQ(answers[1].what, What::refused);
    EXPECT_EQ(answers[1].code, "NOT_FOUND");
}

TEST_F(PageCallsTest, ALostPageLeavesEverythingUnknownAndMayBeAskedAnew) {
    bool sent = false;
    calls.place("a1", kNow, kNow + seconds(1), [this](const PageAnswer& answer) {
        answers.push_back(answer);
        calls.place("a2", kNow, kNow + seconds(1), note());
    });
    calls.request(kNow, kNow + seconds(1), [&](auto answer) {
        ASSERT_FALSE(answer);
        sent = answer.error().sent;
    });

    calls.fail_all({Errc::disconnected, "gone"});

    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].what, What::unknown);
    EXPECT_TRUE(sent);
    EXPECT_EQ(calls.size(), 1U);
}

TEST_F(PageCallsTest, ARequestGetsTheVenuesAnswerAsItIs) {
    std::string body;
    const auto id = calls.request(kNow, kNow + seconds(1), [&](auto answer) {
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, 200);
        EXPECT_GE(answer->body.capacity(), answer->body.size() + 64);
        body = answer->body;
    });

    calls.answer(page::Answer{.request_id = id + 1, .ok = true, .status = 200, .body = "other"},
                 kNow);
    calls.answer(page::Answer{.request_id = id, .ok = true, .status = 200, .body = "{}"}, kNow);

    EXPECT_EQ(body, "{}");
}

TEST_F(PageCallsTest, ARequestThatThePageRefusesWasCertainlyNotSent) {
    bool called = false;
    const auto id = calls.request(kNow, kNow + seconds(1), [&](auto answer) {
        called = true;
        ASSERT_FALSE(answer);
        EXPECT_FALSE(answer.error().sent);
    });

    calls.answer(page::Answer{.request_id = id, .error = "does not sign", .sent = false}, kNow);

    EXPECT_TRUE(called);
}

}  // namespace
}  // namespace twinleg::venues::edgex
