#include "venues/kit/market_events.h"

namespace twinleg::venues::kit {

void MarketEvents::tell(const TradeUpdate& trade, Time received) {
    if (!desk_.ours(trade.market)) return;
    desk_.tell(received, PublicTrade{.instrument = desk_.slot.instrument,
                                     .id = trade.id,
                                     .venue_time = desk_.clock.to_ours(trade.venue_time),
                                     .price = trade.price,
                                     .quantity = trade.quantity,
                                     .taker_side = trade.taker_side});
}

void MarketEvents::tell(const MarkUpdate& mark, Time received) {
    if (!desk_.ours(mark.market) || (mark.mark == mark_ && mark.index == index_)) return;
    mark_ = mark.mark;
    index_ = mark.index;
    desk_.tell(received, MarkPrice{.instrument = desk_.slot.instrument,
                                   .mark = mark.mark,
                                   .index = mark.index,
                                   .venue_time = desk_.clock.to_ours(mark.venue_time)});
}

void MarketEvents::tell(const FundingUpdate& funding, Time received) {
    if (!desk_.ours(funding.market)) return;
    const FundingRate now{
        .instrument = desk_.slot.instrument,
        .rate = funding.rate,
        .interval = funding.interval.ns != 0 ? funding.interval : desk_.funding_interval,
        .next = desk_.clock.to_ours(funding.next)};
    if (now.rate == funding_.rate && now.next == funding_.next) return;
    funding_ = now;
    desk_.tell(received, now);
}

}  // namespace twinleg::venues::kit
