#include "sim/wire/backpack/kline_forms.h"

#include "sim/wire/backpack/texts.h"

namespace twinleg::sim::wire::backpack {

std::optional<KlineType> parse_interval(std::string_view text) {
    return parse_kline_type(text, "1month");
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
