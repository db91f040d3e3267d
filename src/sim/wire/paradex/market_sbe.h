#pragma once
// The same facts as in market_forms.h, as binary frames.

#include "sim/wire/paradex/market_forms.h"
#include "sim/wire/paradex/sbe_market.h"
#include "sim/wire/time_units.h"

namespace twinleg::sim::wire::paradex {

// × 10^8, cut toward zero.
std::int64_t mantissa(Price value);
std::int64_t mantissa(Quantity value);
std::int64_t mantissa(Ratio value);
// Past 92 billion: the largest there is.
std::int64_t mantissa(Notional value);

std::string summary_frame(const Exchange& exchange, InstrumentId id, Time now, SbeLayout layout);
std::string bbo_frame(const Exchange& exchange, InstrumentId id, Time now, SbeLayout layout);
std::string trade_frame(const Exchange& exchange, const TradeRecord& trade, SbeLayout layout);
std::string funding_frame(const Exchange& exchange, InstrumentId id, Time now, SbeLayout layout);
std::string comparison_frame(const Exchange& exchange, InstrumentId id, Time now, SbeLayout layout);
std::string book_frame(const Exchange& exchange, const BookMessage& message, SbeLayout layout);

}  // namespace twinleg::sim::wire::paradex
