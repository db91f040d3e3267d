#pragma once
// Public requests: metadata, quotes, candles, funding. Source: page § 4.

#include <string>

#include "sim/wire/edgex/gate.h"
#include "sim/wire/edgex/market_log.h"
#include "sim/wire/edgex/windows.h"

namespace twinleg::sim::wire::edgex {

class QuoteDesk {
public:
    QuoteDesk(const Venue& venue, MarketLog& log, Windows& windows)
        : venue_(venue), log_(log), windows_(windows) {}

    // `data` of the answer. `now` is what the asker is told.
    Asked<std::string> answer(const Call& call, Time now);

private:
    Asked<const Contract*> contract(const Call& call, std::string_view text) const;
    // Of the given ids, or, where there are none, every contract of the generation.
    Asked<std::vector<const Contract*>> contracts(const Call& call, std::string_view field) const;
    Asked<std::string> depth(const Call& call);
    Asked<std::string> ticker(const Call& call);
    Asked<std::string> kline(const Call& call);
    Asked<std::string> klines_of_many(const Call& call);
    Asked<std::string> market_status(const Call& call);
    Asked<std::string> latest_funding(const Call& call);
    Asked<std::string> funding_page(const Call& call);

    Venue venue_;
    MarketLog& log_;
    Windows& windows_;
};

}  // namespace twinleg::sim::wire::edgex
