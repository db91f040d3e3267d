#pragma once
// The changes of one book, joined into the events of one depth stream. Source: page § 7, "Book
// rule".

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::backpack {

// Every event's U is one more than the u before it.
class DepthEvents {
public:
    // every: zero for the stream that tells each change at once.
    DepthEvents(const Instrument& instrument, Duration every)
        : symbol_(instrument.symbol), every_(every) {}

    void add(const BookChange& change);
    // The data of the event that is due; nothing if nothing changed, or it is not time yet.
    std::optional<std::string> take(Time now);

private:
    std::string symbol_;
    Duration every_;
    Time next_;
    std::uint64_t first_{0};  // zero: nothing waits
    std::uint64_t last_{0};
    Time changed_;
    std::map<Price, Quantity> bids_, asks_;
};

}  // namespace twinleg::sim::wire::backpack
