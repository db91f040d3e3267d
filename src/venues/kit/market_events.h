#pragma once
// What a public stream says beside the book, as events of the engine.

#include "core/event.h"
#include "venues/kit/desk_side.h"
#include "venues/update.h"

namespace twinleg::venues::kit {

// Of our instrument: trades as they come, the mark price and the funding rate when they are others
// than before.
//
// Threads: the loop's.
class MarketEvents {
public:
    explicit MarketEvents(DeskSide& desk) : desk_(desk) {}

    void tell(const TradeUpdate& trade, Time received);
    void tell(const MarkUpdate& mark, Time received);
    void tell(const FundingUpdate& funding, Time received);

private:
    DeskSide& desk_;
    Price mark_, index_;
    FundingRate funding_;
};

}  // namespace twinleg::venues::kit
