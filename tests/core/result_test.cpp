#include "core/result.h"

#include <gtest/gtest.h>

namespace twinleg {
namespace {

Result<int> half(int value) {
    if (value % 2 != 0) return fail(Errc::out_of_range, "value: 3 is odd, give an even number");
    return value / 2;
}

TEST(Result, CarriesAValueOrASentence) {
    EXPECT_EQ(half(4), 2);

    const auto refused = half(3);

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::out_of_range);
    EXPECT_EQ(name(refused.error().code), "out_of_range");
}

}  // namespace
}  // namespace twinleg
