#pragma once
// The markets of a venue, each with its Instrument and what the venue says besides.

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/instrument.h"

namespace twinleg::sim::wire {

// Market has an `instrument`, whose id is its place in the table, and so in the exchange.
//
// Threads: none of its own; never changes once it is filled.
template <typename Market>
class MarketTable {
public:
    const std::vector<Market>& all() const { return all_; }
    const Market& of(InstrumentId id) const { return all_.at(id.value); }
    // By the venue's symbol, letter for letter; null where there is none.
    const Market* find(std::string_view symbol) const {
        for (const Market& each : all_)
            if (each.instrument.symbol == symbol) return &each;
        return nullptr;
    }
    std::vector<Instrument> instruments() const {
        std::vector<Instrument> out;
        for (const Market& each : all_)
            out.push_back(each.instrument);
        return out;
    }

protected:
    MarketTable() = default;
    // At the next place.
    void add(Market market) {
        market.instrument.id = InstrumentId{static_cast<std::uint16_t>(all_.size())};
        all_.push_back(std::move(market));
    }

private:
    std::vector<Market> all_;
};

}  // namespace twinleg::sim::wire
