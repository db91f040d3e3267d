#pragma once
// The candles of a venue's markets: of trades, of the mark and of the index.

#include <array>
#include <vector>

#include "sim/wire/exchange.h"
#include "sim/wire/klines.h"

namespace twinleg::sim::wire {

enum class CandlePrice : std::uint8_t { last, mark, index };

// Of trades there is nothing before the first.
class CandleLog {
public:
    // Marks and indices begin as they are now.
    explicit CandleLog(const Exchange& exchange);

    void trade(const TradeRecord& trade);
    void mark(InstrumentId id);

    const KlineSeries& of(InstrumentId id, CandlePrice price = CandlePrice::last) const {
        return series_[id.value][static_cast<std::size_t>(price)];
    }

private:
    KlineSeries& at(InstrumentId id, CandlePrice price) {
        return series_[id.value][static_cast<std::size_t>(price)];
    }

    const Exchange& exchange_;
    std::vector<std::array<KlineSeries, 3>> series_;
};

}  // namespace twinleg::sim::wire
