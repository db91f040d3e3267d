#include "net/retry_after.h"

#include <gtest/gtest.h>

namespace twinleg::net {
namespace {

constexpr Time kNow = Time{} + seconds(784'111'777);  // 1994-11-06 08:49:37

TEST(RetryAfter, IsANumberOfSeconds) {
    EXPECT_EQ(retry_after("0", kNow), Duration{});
    EXPECT_EQ(retry_after("120", kNow), seconds(120));
    EXPECT_EQ(retry_after("007", kNow), seconds(7));
}

TEST(RetryAfter, IsADateInAnyOfThreeForms) {
    for (const auto* text : {"Sun, 06 Nov 1994 08:50:07 GMT", "Sunday, 06-Nov-94 08:50:07 GMT",
                             "Sun Nov  6 08:50:07 1994"})
        EXPECT_EQ(retry_after(text, kNow), seconds(30)) << text;
}

TEST(RetryAfter, IsZeroForADateThatIsPast) {
    EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:49:36 GMT", kNow), Duration{});
    EXPECT_EQ(retry_after("Thu, 01 Jan 1970 00:00:00 GMT", kNow), Duration{});
}

TEST(RetryAfter, IsNeverMoreThanADay) {
    const auto day = minutes(24 * 60);
    EXPECT_EQ(retry_after("86400", kNow), day);
    EXPECT_EQ(retry_after("86401", kNow), day);
    EXPECT_EQ(retry_after("99999999999999999999999999999999", kNow), day);
    EXPECT_EQ(retry_after("Sun, 06 Nov 2095 08:49:37 GMT", kNow), day);
}

TEST(RetryAfter, IsNothingForAnyOtherText) {
    for (const auto* text : {"", " ", "-1", "1.5", "12s", "soon", "Sun, 06 Nov 1994 08:49:37",
                             "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
                             "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
                             "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ",
                             "06 Nov 1994 08:49:37 GMT", "Su, 06 Nov 1994 08:49:37 GMT",
                             "Sun, 06 Nov 1969 08:49:37 GMT", "Sun, 06-Nov-94", "Sun Nov"})
        EXPECT_FALSE(retry_after(text, kNow)) << text;
}

TEST(RetryAfter, CountsLeapDays) {
    EXPECT_EQ(parse_http_date("Thu, 29 Feb 2024 12:00:00 GMT"), Time{} + seconds(1'709'208'000));
    EXPECT_FALSE(parse_http_date("Thu, 29 Feb 2023 12:00:00 GMT"));
}

}  // namespace
}  // namespace twinleg::net
