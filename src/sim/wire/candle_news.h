#pragma once
// What is told on the streams of candles: a candle when something in it has moved, and once more
// when it is over.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/wire/klines.h"

namespace twinleg::sim::wire {

class CandleNews {
public:
    struct Item {
        Kline kline;
        bool closed{false};  // it is over
    };

    // These are listened to; what was told on others is forgotten.
    void keep(const std::set<std::string>& streams);
    // What that stream is to be told now, in its order.
    std::vector<Item> take(const std::string& stream, const KlineSeries& series, KlineType type,
                           Time now);

private:
    std::map<std::string, Kline> told_;  // by stream
};

}  // namespace twinleg::sim::wire
