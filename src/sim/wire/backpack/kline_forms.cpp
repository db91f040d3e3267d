#include "sim/wire/backpack/kline_forms.h"

#include <array>

#include "sim/wire/backpack/texts.h"

namespace twinleg::sim::wire::backpack {

namespace {

struct Interval {
    std::string_view name;
    KlineType type;
};
constexpr std::array kIntervals{
    Interval{"1m", KlineType::minute_1},    Interval{"3m", KlineType::minute_3},
    Interval{"5m", KlineType::minute_5},    Interval{"15m", KlineType::minute_15},
    Interval{"30m", KlineType::minute_30},  Interval{"1h", KlineType::hour_1},
    Interval{"2h", KlineType::hour_2},      Interval{"4h", KlineType::hour_4},
    Interval{"6h", KlineType::hour_6},      Interval{"8h", KlineType::hour_8},
    Interval{"12h", KlineType::hour_12},    Interval{"1d", KlineType::day_1},
    Interval{"3d", KlineType::day_3},       Interval{"1w", KlineType::week_1},
    Interval{"1month", KlineType::month_1},
};

}  // namespace

std::optional<KlineType> parse_interval(std::string_view text) {
    for (const Interval& each : kIntervals)
        if (each.name == text) return each.type;
    return std::nullopt;
}

void write_kline_row(JsonWriter& json, KlineType type, const Kline& kline) {
    json.object()
        .field("start", kline_text(kline.start))
        .field("end", kline_text(kline_end(type, kline.start)))
        .field("open", kline.open)
        .field("high", kline.high)
        .field("low", kline.low)
        .field("close", kline.close)
        .field("volume", kline.size)
        .field("quoteVolume", kline.value)
        .field("trades", std::to_string(kline.trades))
        .end_object();
}

std::string kline_frame(std::string_view symbol, KlineType type, const Kline& kline, bool closed,
                        Time time) {
    JsonWriter json;
    json.object()
        .field("e", "kline")
        .field("E", us_of(time))
        .field("s", symbol)
        .field("t", naive_text(kline.start))
        .field("T", naive_text(kline_end(type, kline.start)))
        .field("o", kline.open)
        .field("c", kline.close)
        .field("h", kline.high)
        .field("l", kline.low)
        .field("v", kline.size)
        .field("n", kline.trades)
        .field("X", closed)
        .end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::backpack
