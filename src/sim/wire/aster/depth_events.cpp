#include "sim/wire/aster/depth_events.h"

#include <vector>

#include "sim/wire/aster/market_forms.h"
#include "sim/wire/aster/texts.h"

namespace twinleg::sim::wire::aster {

namespace {

std::vector<Level> levels_of(const std::map<Price, Quantity>& side) {
    std::vector<Level> levels;
    for (const auto& [price, quantity] : side)
        levels.push_back({price, quantity});
    return levels;
}

}  // namespace

void DepthEvents::add(const BookChange& change) {
    if (first_ == 0) {
        first_ = change.sequence;
        if (told_ == 0) told_ = last_id(change.sequence - 1);
    }
    last_ = change.sequence;
    changed_ = change.time;
    if (levels_ > 0) return;
    for (const Level& level : change.bids)
        bids_[level.price] = level.quantity;
    for (const Level& level : change.asks)
        asks_[level.price] = level.quantity;
}

std::optional<std::string> DepthEvents::take(const Exchange& exchange, Time now) {
    if (first_ == 0 || now < next_) return std::nullopt;
    next_ = now + every_;
    const InstrumentId id = market_.instrument.id;
    JsonWriter json;
    json.object()
        .field("e", "depthUpdate")
        .field("E", ms_of(now))
        .field("T", ms_of(changed_))
        .field("s", market_.instrument.symbol)
        .field("U", first_id(first_))
        .field("u", last_id(last_))
        .field("pu", told_);
    const auto write = [&](std::string_view key, Side side, std::map<Price, Quantity>& changes) {
        write_levels(json.key(key), market_,
                     levels_ > 0 ? best_levels(exchange, id, side, levels_) : levels_of(changes));
        changes.clear();
    };
    write("b", Side::buy, bids_);
    write("a", Side::sell, asks_);
    json.end_object();
    told_ = last_id(last_);
    first_ = 0;
    return json.text();
}

}  // namespace twinleg::sim::wire::aster
