#pragma once
// Balances, account, positions and income as JSON, and the user stream's ACCOUNT_UPDATE.
// Source: page § 7, § 8.

#include <string>
#include <string_view>
#include <vector>

#include "core/json_writer.h"
#include "sim/wire/aster/markets.h"
#include "sim/wire/aster/member.h"
#include "sim/wire/candle_log.h"
#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::aster {

struct Venue {
    Exchange& exchange;
    const Markets& markets;
    Members& members;
    const CandleLog& candles;
};

std::string balance_text(const Venue& venue, const Member& member);
std::string account_text(const Venue& venue, const Member& member);
void write_position_risk(JsonWriter& json, const Venue& venue, const Member& member,
                         InstrumentId id);

// reason: ORDER, FUNDING_FEE; positions: those that are told.
std::string account_update(const Venue& venue, const Member& member, std::string_view reason,
                           const std::vector<InstrumentId>& positions, Time time);

}  // namespace twinleg::sim::wire::aster
