#pragma once
// An account's settings, collateral and positions as JSON. Source: page § 4, § 7.

#include <string>
#include <string_view>

#include "core/json_writer.h"
#include "sim/wire/backpack/markets.h"
#include "sim/wire/backpack/member.h"
#include "sim/wire/candle_log.h"
#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::backpack {

struct Venue {
    Exchange& exchange;
    const Markets& markets;
    Members& members;
    const CandleLog& candles;
};

std::string account_text(const Venue& venue, const Member& member);
std::string capital_text(const Venue& venue, const Member& member);
std::string collateral_text(const Venue& venue, const Member& member);
void write_position(JsonWriter& json, const Venue& venue, const Member& member, InstrumentId id);

// Of account.positionUpdate. event: positionOpened; empty in the snapshot.
std::string position_update(const Venue& venue, const Member& member, InstrumentId id,
                            std::string_view event, Time time);

}  // namespace twinleg::sim::wire::backpack
