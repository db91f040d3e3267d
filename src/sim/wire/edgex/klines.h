#pragma once
// Candles of one contract, kept by the minute and joined to whatever is asked for.

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "core/money.h"
#include "core/order.h"
#include "core/time.h"

namespace twinleg::sim::wire::edgex {

enum class KlineType : std::uint8_t {
    minute_1,
    minute_5,
    minute_15,
    minute_30,
    hour_1,
    hour_2,
    hour_4,
    hour_6,
    hour_8,
    hour_12,
    day_1,
    week_1,
    month_1,
};
std::string_view name(KlineType type);  // MINUTE_1
std::optional<KlineType> parse_kline_type(std::string_view text);
// When the candle that holds `time` began (UTC; weeks begin on Monday).
Time kline_start(KlineType type, Time time);

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

struct Kline {
    Time start;
    std::uint64_t trades{0};
    Quantity size;
    Notional value;
    Price open, high, low, close;
    Quantity maker_buy_size;  // of trades whose maker bought
    Notional maker_buy_value;
};

// A minute in which nothing happened stands at the last close. Before the first price there is
// nothing.
class KlineSeries {
public:
    void price(Time time, Price price);
    void trade(Time time, Price price, Quantity quantity, Side taker_side);

    // Newest first, at most `most`, those that begin in [from, before).
    std::vector<Kline> list(KlineType type, Time now, std::size_t most, Time from,
                            Time before) const;
    // The one that now is in.
    std::optional<Kline> current(KlineType type, Time now) const;

    static constexpr std::size_t kKept = 20'000;  // minutes

private:
    Kline& minute(Time time, Price price);

    std::deque<Kline> minutes_;  // only those in which something happened
};

}  // namespace twinleg::sim::wire::edgex
