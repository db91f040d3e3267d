#include "core/money.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <limits>

namespace twinleg {
namespace {

TEST(Money, ReadsAndWritesDecimalTextExactly) {
    EXPECT_EQ(parse_price("61800.20")->raw(), 618'002'000'000'000);
    EXPECT_EQ(to_text(*parse_price("61800.20")), "61800.2");
    EXPECT_EQ(to_text(*parse_quantity("-0.00000001")), "-0.00000001");
    EXPECT_EQ(to_text(*parse_quantity("1e-05")), "0.00001");
    EXPECT_EQ(to_text(*parse_quantity("1.5E2")), "150");
    EXPECT_EQ(to_text(*parse_price("0.00000000000000")), "0");
    EXPECT_EQ(to_text(*parse_price("37.83000000000000000000000")), "37.83");
    EXPECT_EQ(to_text(*parse_notional("-.5")), "-0.5");
}

TEST(Money, RefusesWhatIsNoNumberAndNamesTheField) {
    for (const char* text :
         {"", "-", ".", "1.2.3", "abc", "1e", "1e9999", "0x10", " 1", "1 ", "nan", "--1"}) {
        const auto parsed = parse_price(text, "limit_price");
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().code, Errc::malformed) << text;
        EXPECT_NE(parsed.error().message.find("limit_price"), std::string::npos);
    }
}

TEST(Money, RefusesWhatItCannotHoldExactly) {
    EXPECT_EQ(parse_quantity("0.000000001").error().code, Errc::out_of_range);
    EXPECT_EQ(parse_price("99999999999999").error().code, Errc::out_of_range);
    EXPECT_EQ(parse_price("1e300").error().code, Errc::out_of_range);
}

TEST(Money, CutsColumnsTowardZero) {
    EXPECT_EQ(to_text(*parse_price("97114.738"), 2), "97114.73");
    EXPECT_EQ(to_text(*parse_notional("-0.009"), 2), "0.00");
    EXPECT_EQ(to_text(*parse_quantity("0.001"), 4), "0.0010");
}

TEST(Money, RoundsTheWayItIsTold) {
    const Quantity lot = *parse_quantity("0.01");

    EXPECT_EQ(to_text(floor_to(*parse_quantity("0.019"), lot)), "0.01");
    EXPECT_EQ(to_text(floor_to(*parse_quantity("-0.019"), lot)), "-0.02");
    EXPECT_EQ(to_text(ceil_to(*parse_quantity("0.011"), lot)), "0.02");
    EXPECT_EQ(to_text(ceil_to(*parse_quantity("-0.019"), lot)), "-0.01");
    EXPECT_EQ(to_text(cut_to(*parse_quantity("-0.019"), lot)), "-0.01");
}

TEST(Money, MultipliesPriceAndQuantityExactly) {
    EXPECT_EQ(to_text(*parse_quantity("0.00000001") * *parse_price("0.0000000001")),
              "0.000000000000000001");
    EXPECT_EQ(to_text(scale_toward_zero(*parse_notional("-1000"), basis_points(3))), "-0.3");
}

TEST(Money, SharesTheLargestAmountsInRange) {
    const auto all = Base::from_raw(static_cast<Int128>(~UInt128{0} >> 1));
    const auto most = Quantity::from_raw(std::numeric_limits<std::int64_t>::max());
    const auto almost = most - Quantity::from_raw(1);

    EXPECT_EQ(share_toward_zero(all, most, most), all);
    EXPECT_EQ(share_toward_zero(-all, most, most), -all);
    EXPECT_EQ(share_toward_zero(all, Quantity{}, most), Base{});
    EXPECT_LT(share_toward_zero(all, almost, most), all);
}

RC_GTEST_PROP(Money, ComesBackFromItsOwnText, (std::int64_t raw)) {
    const auto price = Price::from_raw(raw / 2);
    RC_ASSERT(parse_price(to_text(price)).value() == price);
    const auto quantity = Quantity::from_raw(raw / 2);
    RC_ASSERT(parse_quantity(to_text(quantity)).value() == quantity);
    RC_ASSERT(parse_notional(to_text(quantity * price)).value() == quantity * price);
}

RC_GTEST_PROP(Money, ScalesLikeTheLongProduct, (std::int32_t amount, std::int32_t ratio)) {
    const auto scaled = scale_toward_zero(Notional::from_raw(amount), Ratio::from_raw(ratio));
    RC_ASSERT(scaled.raw() == static_cast<Int128>(amount) * ratio / Ratio::kOne);
}

RC_GTEST_PROP(Money, SharesLikeTheLongProduct, (std::int64_t amount, std::int32_t whole)) {
    RC_PRE(whole != 0);
    const auto size = std::abs(static_cast<std::int64_t>(whole));
    const std::int64_t part = *rc::gen::inRange<std::int64_t>(-size, size + 1);
    const Int128 expected = static_cast<Int128>(amount) * part / whole;
    RC_ASSERT(share_toward_zero(Notional::from_raw(amount), Quantity::from_raw(part),
                                Quantity::from_raw(whole))
                  .raw() == expected);
}

}  // namespace
}  // namespace twinleg
