#pragma once
// What edgeX calls its candles, and the prices that have them.

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/wire/klines.h"

namespace twinleg::sim::wire::edgex {

std::string_view name(KlineType type);  // MINUTE_1
std::optional<KlineType> parse_kline_type(std::string_view text);

enum class PriceType : std::uint8_t {
    last_price,
    oracle_price,
    index_price,
    ask1_price,
    bid1_price,
    open_interest,
};
inline constexpr std::size_t kPriceTypes = 6;
std::string_view name(PriceType type);  // LAST_PRICE
std::optional<PriceType> parse_price_type(std::string_view text);

}  // namespace twinleg::sim::wire::edgex
