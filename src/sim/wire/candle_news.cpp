#include "sim/wire/candle_news.h"

namespace twinleg::sim::wire {

void CandleNews::keep(const std::set<std::string>& streams) {
    std::erase_if(told_, [&](const auto& each) { return !streams.contains(each.first); });
}

std::vector<CandleNews::Item> CandleNews::take(const std::string& stream, const KlineSeries& series,
                                               KlineType type, Time now) {
    std::vector<Item> out;
    const auto current = series.current(type, now);
    if (!current) return out;
    const auto told = told_.find(stream);
    if (told != told_.end() && told->second.start < current->start) {
        const Time start = told->second.start;
        for (const Kline& over : series.list(type, now, 1, start, start + Duration{1}))
            out.push_back({over, true});
    } else if (told != told_.end() && told->second.trades == current->trades) {
        return out;
    }
    out.push_back({*current, false});
    told_[stream] = *current;
    return out;
}

}  // namespace twinleg::sim::wire
