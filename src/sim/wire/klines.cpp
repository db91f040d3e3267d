#include "sim/wire/klines.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace twinleg::sim::wire {

namespace {

struct Named {
    std::string_view name;
    KlineType type;
};
constexpr std::array kNamed{
    Named{"1m", KlineType::minute_1},   Named{"3m", KlineType::minute_3},
    Named{"5m", KlineType::minute_5},   Named{"15m", KlineType::minute_15},
    Named{"30m", KlineType::minute_30}, Named{"1h", KlineType::hour_1},
    Named{"2h", KlineType::hour_2},     Named{"4h", KlineType::hour_4},
    Named{"6h", KlineType::hour_6},     Named{"8h", KlineType::hour_8},
    Named{"12h", KlineType::hour_12},   Named{"1d", KlineType::day_1},
    Named{"3d", KlineType::day_3},      Named{"1w", KlineType::week_1},
};

// Of all but months.
std::int64_t minutes_of(KlineType type) {
    switch (type) {
        case KlineType::minute_1:
            return 1;
        case KlineType::minute_3:
            return 3;
        case KlineType::minute_5:
            return 5;
        case KlineType::minute_15:
            return 15;
        case KlineType::minute_30:
            return 30;
        case KlineType::hour_1:
            return 60;
        case KlineType::hour_2:
            return 120;
        case KlineType::hour_4:
            return 240;
        case KlineType::hour_6:
            return 360;
        case KlineType::hour_8:
            return 480;
        case KlineType::hour_12:
            return 720;
        case KlineType::day_1:
            return 1'440;
        case KlineType::day_3:
            return 4'320;
        case KlineType::week_1:
            return 10'080;
        case KlineType::month_1:
            break;
    }
    return 0;
}

Time floor_time(Time time, Duration step) {
    return {time.ns - ((time.ns % step.ns) + step.ns) % step.ns};
}

Kline flat(Time start, Price price) {
    return {.start = start, .open = price, .high = price, .low = price, .close = price};
}

void join(Kline& whole, const Kline& part) {
    whole.trades += part.trades;
    whole.size += part.size;
    whole.value += part.value;
    whole.high = std::max(whole.high, part.high);
    whole.low = std::min(whole.low, part.low);
    whole.close = part.close;
    whole.maker_buy_size += part.maker_buy_size;
    whole.maker_buy_value += part.maker_buy_value;
}

}  // namespace

std::optional<KlineType> parse_kline_type(std::string_view text, std::string_view month) {
    if (text == month) return KlineType::month_1;
    for (const Named& each : kNamed)
        if (each.name == text) return each.type;
    return std::nullopt;
}

Time kline_start(KlineType type, Time time) {
    using namespace std::chrono;
    if (type == KlineType::month_1) {
        const year_month_day day{
            floor<days>(sys_time<std::chrono::nanoseconds>{std::chrono::nanoseconds{time.ns}})};
        const sys_days first{day.year() / day.month() / 1};
        return {duration_cast<std::chrono::nanoseconds>(first.time_since_epoch()).count()};
    }
    if (type == KlineType::week_1) {
        // 1970 began on a Thursday.
        const Duration offset = twinleg::minutes(60 * 24 * 3);
        return floor_time(time + offset, twinleg::minutes(10080)) - offset;
    }
    return floor_time(time, twinleg::minutes(minutes_of(type)));
}

Time kline_end(KlineType type, Time start) {
    if (type != KlineType::month_1) return start + minutes(minutes_of(type));
    return kline_start(type, start + minutes(60 * 24 * 40));
}

Kline& KlineSeries::minute(Time time, Price price) {
    const Time start = kline_start(KlineType::minute_1, time);
    if (minutes_.empty() || minutes_.back().start < start) {
        const Price open = minutes_.empty() ? price : minutes_.back().close;
        minutes_.push_back(flat(start, open));
        if (minutes_.size() > kKept) minutes_.pop_front();
    }
    Kline& out = minutes_.back();
    out.high = std::max(out.high, price);
    out.low = std::min(out.low, price);
    out.close = price;
    return out;
}

void KlineSeries::price(Time time, Price price) {
    minute(time, price);
}

void KlineSeries::trade(Time time, Price price, Quantity quantity, Side taker_side) {
    Kline& out = minute(time, price);
    ++out.trades;
    out.size += quantity;
    out.value += quantity * price;
    if (taker_side == Side::sell) {
        out.maker_buy_size += quantity;
        out.maker_buy_value += quantity * price;
    }
}

std::vector<Kline> KlineSeries::list(KlineType type, Time now, std::size_t most, Time from,
                                     Time before) const {
    std::vector<Kline> out;
    if (minutes_.empty() || most == 0) return out;
    // Oldest first, no further back than is asked for.
    const Time end = std::min(before, now + Duration{1});
    Time oldest = std::max(minutes_.front().start, from);
    if (type != KlineType::month_1) {
        const Duration length = minutes(minutes_of(type));
        oldest = std::max(oldest, end - length * static_cast<std::int64_t>(most));
    }
    Time start = kline_start(type, oldest);
    if (start < from) start = kline_end(type, start);
    auto next = std::ranges::lower_bound(minutes_, start, {}, &Kline::start);
    Price last = next == minutes_.begin() ? minutes_.front().open : std::prev(next)->close;
    std::deque<Kline> window;
    while (start < end) {
        const Time stop = kline_end(type, start);
        Kline candle = flat(start, last);
        for (; next != minutes_.end() && next->start < stop; ++next)
            join(candle, *next);
        last = candle.close;
        window.push_back(candle);
        if (window.size() > most) window.pop_front();
        start = stop;
    }
    out.assign(window.rbegin(), window.rend());
    return out;
}

std::optional<Kline> KlineSeries::current(KlineType type, Time now) const {
    const auto newest = list(type, now, 1, kline_start(type, now), kNever);
    if (newest.empty()) return std::nullopt;
    return newest.front();
}

}  // namespace twinleg::sim::wire
