#include "sim/wire/aster/kline_forms.h"

#include "sim/wire/aster/texts.h"

namespace twinleg::sim::wire::aster {

namespace {

// What takers bought: all that makers did not buy.
Quantity taker_size(const Kline& kline) {
    return kline.size - kline.maker_buy_size;
}
Notional taker_value(const Kline& kline) {
    return kline.value - kline.maker_buy_value;
}

}  // namespace

std::optional<KlineType> parse_interval(std::string_view text) {
    return parse_kline_type(text, "1M");
}

void write_kline_row(JsonWriter& json, const Market& market, KlineType type, const Kline& kline) {
    const auto price = [&](Price value) { return padded(value, market.price_places); };
    json.array()
        .value(ms_of(kline.start))
        .value(price(kline.open))
        .value(price(kline.high))
        .value(price(kline.low))
        .value(price(kline.close))
        .value(padded(kline.size, market.quantity_places))
        .value(ms_of(kline_end(type, kline.start)) - 1)
        .value(padded(kline.value, 2))
        .value(kline.trades)
        .value(padded(taker_size(kline), market.quantity_places))
        .value(padded(taker_value(kline), 2))
        .value("0")
        .end_array();
}

std::string kline_event(const Market& market, std::string_view interval, KlineType type,
                        const Kline& kline, bool closed, Time time) {
    const auto price = [&](Price value) { return padded(value, market.price_places); };
    JsonWriter json;
    json.object()
        .field("e", "kline")
        .field("E", ms_of(time))
        .field("s", market.instrument.symbol)
        .key("k")
        .object();
    json.field("t", ms_of(kline.start))
        .field("T", ms_of(kline_end(type, kline.start)) - 1)
        .field("s", market.instrument.symbol)
        .field("i", interval)
        .field("f", 0)
        .field("L", 0)
        .field("o", price(kline.open))
        .field("c", price(kline.close))
        .field("h", price(kline.high))
        .field("l", price(kline.low))
        .field("v", padded(kline.size, market.quantity_places))
        .field("n", kline.trades)
        .field("x", closed)
        .field("q", padded(kline.value, 2))
        .field("V", padded(taker_size(kline), market.quantity_places))
        .field("Q", padded(taker_value(kline), 2))
        .field("B", "0")
        .end_object()
        .end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::aster
