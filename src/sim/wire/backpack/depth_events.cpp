#include "sim/wire/backpack/depth_events.h"

#include <vector>

#include "sim/wire/backpack/market_forms.h"
#include "sim/wire/backpack/texts.h"

namespace twinleg::sim::wire::backpack {

namespace {

void write_side(JsonWriter& json, const std::map<Price, Quantity>& side) {
    std::vector<Level> levels;
    for (const auto& [price, quantity] : side)
        levels.push_back({price, quantity});
    write_levels(json, levels);
}

}  // namespace

void DepthEvents::add(const BookChange& change) {
    if (first_ == 0) first_ = change.sequence;
    last_ = change.sequence;
    changed_ = change.time;
    for (const Level& level : change.bids)
        bids_[level.price] = level.quantity;
    for (const Level& level : change.asks)
        asks_[level.price] = level.quantity;
}

std::optional<std::string> DepthEvents::take(Time now) {
    if (first_ == 0 || now < next_) return std::nullopt;
    if (every_ > Duration{}) next_ = now + every_;
    JsonWriter json;
    json.object().field("e", "depth").field("E", us_of(now)).field("s", symbol_);
    write_side(json.key("a"), asks_);
    write_side(json.key("b"), bids_);
    json.field("U", first_).field("u", last_).field("T", us_of(changed_)).end_object();
    first_ = 0;
    bids_.clear();
    asks_.clear();
    return json.text();
}

}  // namespace twinleg::sim::wire::backpack
