#pragma once
// What everybody may read. Source: page § 3.

#include <string>

#include "sim/wire/backpack/account_forms.h"
#include "sim/wire/backpack/answer.h"
#include "sim/wire/backpack/gate.h"
#include "sim/wire/backpack/markets.h"
#include "sim/wire/exchange.h"
#include "sim/wire/funding_log.h"

namespace twinleg::sim::wire::backpack {

class QuoteDesk {
public:
    explicit QuoteDesk(const Venue& venue)
        : exchange_(venue.exchange),
          markets_(venue.markets),
          candles_(venue.candles),
          funding_(venue.exchange) {}

    // Whether a path counts on the small budget of histories.
    static bool is_history(std::string_view path);

    // Errors: RESOURCE_NOT_FOUND (404) for a path that is none.
    Asked<net::ServerResponse> answer(const Call& call);

    // Takes down the rates that were paid since the last call.
    void remember_funding() { funding_.look(); }

private:
    Asked<const Market*> market_of(const Call& call) const;
    Asked<net::ServerResponse> ticker(const Call& call) const;
    Asked<net::ServerResponse> depth(const Call& call) const;
    Asked<net::ServerResponse> trades(const Call& call, bool paged) const;
    Asked<net::ServerResponse> klines(const Call& call) const;
    Asked<net::ServerResponse> funding_rates(const Call& call) const;
    // One object for each market that the call asks for.
    template <typename Write>
    Asked<net::ServerResponse> each_market(const Call& call, Write write) const;

    const Exchange& exchange_;
    const Markets& markets_;
    const CandleLog& candles_;
    FundingLog funding_;
};

}  // namespace twinleg::sim::wire::backpack
