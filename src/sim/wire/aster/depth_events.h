#pragma once
// The changes of one book, joined into the events of one depth stream. Source: page § 8, "Book
// rule".

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "sim/wire/aster/markets.h"
#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::aster {

// Every event's pu is the u of the one before it.
class DepthEvents {
public:
    // levels: zero tells what changed, otherwise the best so many of each side.
    DepthEvents(const Market& market, Duration every, std::size_t levels)
        : market_(market), every_(every), levels_(levels) {}

    void add(const BookChange& change);
    // The payload that is due; nothing if nothing changed, or it is not time yet.
    std::optional<std::string> take(const Exchange& exchange, Time now);

private:
    const Market& market_;
    Duration every_;
    std::size_t levels_;
    Time next_;
    std::uint64_t first_{0};  // of changes; zero: nothing waits
    std::uint64_t last_{0};
    std::uint64_t told_{0};
    Time changed_;
    std::map<Price, Quantity> bids_, asks_;
};

}  // namespace twinleg::sim::wire::aster
