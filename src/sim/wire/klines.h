#pragma once
// Candles of one contract, kept by the minute and joined to whatever is asked for.

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "core/money.h"
#include "core/order.h"
#include "core/time.h"

namespace twinleg::sim::wire {

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
    minute_3,  // last, because edgeX has neither of these two
    day_3,
};
// The short names that most venues have, "1m" to "1w", and `month` for the month, which each names
// otherwise. Nothing where there is no such one.
std::optional<KlineType> parse_kline_type(std::string_view text, std::string_view month);

// When the candle that holds `time` began, and when the next one does (UTC; weeks begin on Monday).
Time kline_start(KlineType type, Time time);
Time kline_end(KlineType type, Time start);

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

}  // namespace twinleg::sim::wire
