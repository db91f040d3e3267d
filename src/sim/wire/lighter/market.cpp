#include "sim/wire/lighter/market.h"

#include <array>

#include "core/check.h"

namespace twinleg::sim::wire::lighter {
namespace {

constexpr std::array kMarkets{
    Market{0, "ETH", 4, 2, 20, 10'000'000, 500, 200, 120, 80},
    Market{1, "BTC", 5, 1, 7, 10'000'000, 500, 200, 120, 80},
    Market{2, "SOL", 3, 3, 55, 10'000'000, 666, 400, 240, 160},
};

constexpr std::int64_t power_of_ten(int exponent) {
    std::int64_t power = 1;
    for (int i = 0; i < exponent; ++i)
        power *= 10;
    return power;
}

}  // namespace

Price Market::price(std::int64_t value) const {
    return Price::from_raw(value * power_of_ten(Price::kDigits - price_decimals));
}

Quantity Market::size(std::int64_t value) const {
    return Quantity::from_raw(value * power_of_ten(Quantity::kDigits - size_decimals));
}

std::int64_t Market::price_of(Price price) const {
    const std::int64_t step = power_of_ten(Price::kDigits - price_decimals);
    CHECK(price.raw() % step == 0);
    return price.raw() / step;
}

std::int64_t Market::size_of(Quantity size) const {
    const std::int64_t step = power_of_ten(Quantity::kDigits - size_decimals);
    CHECK(size.raw() % step == 0);
    return size.raw() / step;
}

std::string Market::price_text(std::int64_t value) const {
    return decimal(value, price_decimals);
}

std::string Market::size_text(std::int64_t value) const {
    return decimal(value, size_decimals);
}

std::span<const Market> markets() {
    return kMarkets;
}

const Market* find_market(std::uint64_t id) {
    for (const Market& market : kMarkets)
        if (market.id == id) return &market;
    return nullptr;
}

const Market* find_market(std::string_view symbol) {
    for (const Market& market : kMarkets)
        if (market.symbol == symbol) return &market;
    return nullptr;
}

std::string decimal(std::int64_t value, int places) {
    const bool negative = value < 0;
    std::string digits = std::to_string(negative ? 0 - static_cast<std::uint64_t>(value)
                                                 : static_cast<std::uint64_t>(value));
    const auto wanted = static_cast<std::size_t>(places) + 1;
    if (digits.size() < wanted) digits.insert(0, wanted - digits.size(), '0');
    if (places > 0) digits.insert(digits.size() - static_cast<std::size_t>(places), 1, '.');
    return negative ? "-" + digits : digits;
}

std::string number(std::int64_t value, int places) {
    std::string text = decimal(value, places);
    if (places == 0) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::string usdc(std::int64_t value) {
    return decimal(value, kUsdcDecimals);
}

std::int64_t usdc_of(Notional amount) {
    return static_cast<std::int64_t>(amount.raw() /
                                     power_of_ten(Notional::kDigits - kUsdcDecimals));
}

}  // namespace twinleg::sim::wire::lighter
