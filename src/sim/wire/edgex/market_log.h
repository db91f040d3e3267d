#pragma once
// What happened in the markets since the simulation began: candles, extremes, paid funding rates.

#include <array>
#include <deque>
#include <vector>

#include "sim/wire/edgex/contracts.h"
#include "sim/wire/edgex/klines.h"
#include "sim/wire/edgex/market_forms.h"
#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::edgex {

class MarketLog {
public:
    MarketLog(const Exchange& exchange, const Contracts& contracts);

    void trade(const TradeRecord& trade);
    void mark(InstrumentId id);
    void book(InstrumentId id);
    // Takes down what was paid since the last call.
    void funding();

    const KlineSeries& series(InstrumentId id, PriceType type) const {
        return markets_[id.value].series[static_cast<std::size_t>(type)];
    }
    const DayTimes& times(InstrumentId id) const { return markets_[id.value].times; }
    const std::deque<SettledFunding>& settled(InstrumentId id) const {  // newest first
        return markets_[id.value].settled;
    }

private:
    struct Market {
        std::array<KlineSeries, kPriceTypes> series;
        DayTimes times;
        Price highest, lowest;
        std::deque<SettledFunding> settled;
        Time settled_until;
    };
    KlineSeries& at(InstrumentId id, PriceType type) {
        return markets_[id.value].series[static_cast<std::size_t>(type)];
    }

    const Exchange& exchange_;
    std::vector<Market> markets_;
};

}  // namespace twinleg::sim::wire::edgex
