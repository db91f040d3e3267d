#include "sim/wire/candle_log.h"

namespace twinleg::sim::wire {

CandleLog::CandleLog(const Exchange& exchange)
    : exchange_(exchange), series_(exchange.instruments().size()) {
    for (const Instrument& each : exchange.instruments())
        mark(each.id);
}

void CandleLog::trade(const TradeRecord& trade) {
    at(trade.instrument, CandlePrice::last)
        .trade(trade.time, trade.price, trade.quantity, trade.taker_side);
}

void CandleLog::mark(InstrumentId id) {
    const MarketFacts& facts = exchange_.facts(id);
    const Time now = exchange_.now();
    if (facts.mark.is_positive()) at(id, CandlePrice::mark).price(now, facts.mark);
    if (facts.index.is_positive()) at(id, CandlePrice::index).price(now, facts.index);
}

}  // namespace twinleg::sim::wire
