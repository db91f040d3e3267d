#include "venues/edgex/words.h"

#include <gtest/gtest.h>

namespace twinleg::venues::edgex {
namespace {

TEST(EdgexWords, FindsTheReasonOfARefusal) {
    EXPECT_EQ(refusal_reason("ACCOUNT_MARGIN_NOT_ENOUGH"), Reason::margin);
    EXPECT_EQ(refusal_reason("INSUFFICIENT_BALANCE"), Reason::margin);
    EXPECT_EQ(refusal_reason("ORDER_SIZE_LESS_THAN_MIN"), Reason::below_minimum);
    EXPECT_EQ(refusal_reason("REDUCE_ONLY_ORDER_INVALID"), Reason::reduce_only);
    EXPECT_EQ(refusal_reason("PRICE_RATIO_EXCEEDED"), Reason::price_band);
    EXPECT_EQ(refusal_reason("DUPLICATE_CLIENT_ORDER_ID"), Reason::duplicate_id);
    EXPECT_EQ(refusal_reason("CLIENT_ORDER_ID_ALREADY_EXISTS"), Reason::duplicate_id);
    EXPECT_EQ(refusal_reason("CONTRACT_NOT_ENABLE_TRADE"), Reason::cancel_only);
    EXPECT_EQ(refusal_reason("RATE_LIMIT_EXCEEDED"), Reason::rate_limited);
    EXPECT_EQ(refusal_reason("INTERNAL_SERVER_ERROR"), Reason::unavailable);
    EXPECT_EQ(refusal_reason("ORDER_EXPIRE_TIME_INVALID"), Reason::expired);
    EXPECT_EQ(refusal_reason("GATEWAY_PARAM_INVALID"), Reason::other);
    EXPECT_EQ(refusal_reason("INVALID_API_KEY"), Reason::other);
}

TEST(EdgexWords, KnowsWordsAboutClocksAndKeys) {
    EXPECT_TRUE(is_clock_word("GATEWAY_TIMESTAMP_EXPIRED"));
    EXPECT_TRUE(is_key_word("INVALID_API_KEY"));
    EXPECT_TRUE(is_key_word("INVALID_SIGNATURE"));
    EXPECT_FALSE(is_key_word("GATEWAY_PARAM_INVALID"));
}

TEST(EdgexWords, TellsACancelThatFoundNothingFromOneThatWasRefused) {
    EXPECT_EQ(cancel_word("SUCCESS"), CancelWord::taken);
    EXPECT_EQ(cancel_word("SUCCESS_ORDER_CANCELING"), CancelWord::taken);
    EXPECT_EQ(cancel_word("FAILED_ORDER_NOT_FOUND"), CancelWord::not_found);
    EXPECT_EQ(cancel_word("FAILED_ORDER_FILLED"), CancelWord::not_found);
    EXPECT_EQ(cancel_word("FAILED_ORDER_CANCELED"), CancelWord::not_found);
    EXPECT_EQ(cancel_word("FAILED_ORDER_LIQUIDATING"), CancelWord::refused);
}

}  // namespace
}  // namespace twinleg::venues::edgex
