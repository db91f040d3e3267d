#pragma once
// What everybody may read. Source: page § 4.

#include <string>

#include "sim/wire/aster/account_forms.h"
#include "sim/wire/aster/answer.h"
#include "sim/wire/aster/gate.h"
#include "sim/wire/aster/markets.h"
#include "sim/wire/exchange.h"
#include "sim/wire/funding_log.h"

namespace twinleg::sim::wire::aster {

class QuoteDesk {
public:
    explicit QuoteDesk(const Venue& venue)
        : exchange_(venue.exchange),
          markets_(venue.markets),
          candles_(venue.candles),
          funding_(venue.exchange) {}

    static bool is_for(const Call& call);
    Asked<std::string> answer(const Call& call) const;

    // Takes down the rates that were paid since the last call.
    void remember_funding() { funding_.look(); }

private:
    Asked<std::string> depth(const Call& call) const;
    Asked<std::string> trades(const Call& call, bool aggregates) const;
    Asked<std::string> klines(const Call& call, CandlePrice price) const;
    Asked<std::string> funding_rates(const Call& call) const;
    // One object for the market that is asked for, an array of all without one.
    template <typename Write>
    Asked<std::string> one_or_all(const Call& call, Write write) const;

    const Exchange& exchange_;
    const Markets& markets_;
    const CandleLog& candles_;
    FundingLog funding_;
};

}  // namespace twinleg::sim::wire::aster
