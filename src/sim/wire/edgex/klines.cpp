#include "sim/wire/edgex/klines.h"

#include <algorithm>
#include <array>

namespace twinleg::sim::wire::edgex {

namespace {

constexpr std::array<std::string_view, 13> kTypes{
    "MINUTE_1", "MINUTE_5", "MINUTE_15", "MINUTE_30", "HOUR_1", "HOUR_2",  "HOUR_4",
    "HOUR_6",   "HOUR_8",   "HOUR_12",   "DAY_1",     "WEEK_1", "MONTH_1",
};
constexpr std::array<std::string_view, kPriceTypes> kPrices{
    "LAST_PRICE", "ORACLE_PRICE", "INDEX_PRICE", "ASK1_PRICE", "BID1_PRICE", "OPEN_INTEREST",
};

template <typename Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& names, std::string_view text) {
    const auto found = std::ranges::find(names, text);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view name(KlineType type) {
    const auto place = static_cast<std::size_t>(type);
    return place < kTypes.size() ? kTypes[place] : "";  // edgeX has no others
}
std::optional<KlineType> parse_kline_type(std::string_view text) {
    return find<KlineType>(kTypes, text);
}
std::string_view name(PriceType type) {
    return kPrices[static_cast<std::size_t>(type)];
}
std::optional<PriceType> parse_price_type(std::string_view text) {
    return find<PriceType>(kPrices, text);
}

}  // namespace twinleg::sim::wire::edgex
