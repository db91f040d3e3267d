#pragma once
// An account's objects as JSON: account, collateral, positions, assets, transactions. Source: page
// § 5; names and spelling of values as in its sim_fixtures.json.

#include <string>

#include "core/json_writer.h"
#include "sim/wire/edgex/auth.h"
#include "sim/wire/edgex/contracts.h"
#include "sim/wire/edgex/member.h"
#include "sim/wire/exchange.h"

namespace twinleg::sim::wire::edgex {

// What every form looks things up in.
struct Venue {
    Exchange& exchange;
    const Contracts& contracts;
    Members& members;
};

// What the account's collateral and positions come to, at the oracle price.
//
//   value = openSize × oracle;  equity = amount + Σ value;  initial = Σ |value| / leverage
struct Worth {
    Notional equity;
    Notional value_abs;
    Notional initial_margin;
    Notional risk;
    Notional frozen;  // by open orders
    Notional available() const { return equity - initial_margin - frozen; }
};
Worth worth_of(const Venue& venue, const Member& member);

void write_account(JsonWriter& json, const Venue& venue, const Member& member);
void write_collateral(JsonWriter& json, const Member& member);
void write_position(JsonWriter& json, const Venue& venue, const Member& member,
                    const PositionState& position);
void write_position_asset(JsonWriter& json, const Venue& venue, Generation generation,
                          const Member& member, const PositionState& position);
void write_collateral_asset(JsonWriter& json, const Venue& venue, Generation generation,
                            const Member& member);
void write_position_transaction(JsonWriter& json, const Venue& venue, const Member& member,
                                const Entry& entry);
void write_collateral_transaction(JsonWriter& json, const Member& member, const Entry& entry);

// `data` of getAccountAsset.
std::string account_asset(const Venue& venue, Generation generation, const Member& member);

// Ids of the rows that an entry makes.
std::string fill_id(const Entry& entry);
std::string position_transaction_id(const Entry& entry);
std::string collateral_transaction_id(const Entry& entry);

}  // namespace twinleg::sim::wire::edgex
