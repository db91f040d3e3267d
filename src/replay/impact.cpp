#include "replay/impact.h"

#include <algorithm>

namespace twinleg::replay {

Quantity Impact::available(Side side, const Level& level) const {
    for (const Taken& each : taken_) {
        if (each.side == side && each.price == level.price) {
            return level.quantity - std::min(level.quantity, each.quantity);
        }
    }
    return level.quantity;
}

void Impact::took(Side side, const Level& level, Quantity quantity) {
    for (Taken& each : taken_) {
        if (each.side == side && each.price == level.price) {
            each.quantity += quantity;
            return;
        }
    }
    taken_.push_back({side, level.price, quantity, level.quantity});
}

void Impact::follow(const book::OrderBook& book) {
    std::erase_if(taken_,
                  [&](const Taken& each) { return book.at(each.side, each.price) != each.seen; });
}

}  // namespace twinleg::replay
