#pragma once
// Orders, fills, positions and accounts as JSON; the same objects in REST and on sockets. Source:
// page § 5, § 6.

#include <string>
#include <string_view>

#include "core/json_writer.h"
#include "sim/wire/paradex/member.h"
#include "sim/wire/paradex/order_extras.h"
#include "sim/wire/time_units.h"

namespace twinleg::sim::wire::paradex {

inline constexpr std::string_view kSettlement = "USDC";

// NEW, OPEN or CLOSED.
std::string_view status_of(const OrderRecord& order);
// Empty while it is open, and where it was filled.
std::string cancel_reason_of(const OrderRecord& order, const OrderExtras* extras);
// Rises with every change of an order, and is the same wherever the order is shown.
std::int64_t order_sequence(const OrderRecord& order);
// For objects that are computed when they are shown: now, in nanoseconds.
std::int64_t sequence_at(Time now);

std::string order_json(const Exchange& exchange, const Member& member, const OrderRecord& order,
                       const OrderExtras* extras);
std::string fill_json(const Exchange& exchange, const Member& member, const LedgerFill& fill);
// Also of a closed position; the market must have been traded.
std::string position_json(const Exchange& exchange, const Member& member, InstrumentId id);
std::string account_json(const Exchange& exchange, const Member& member, Time now);
std::string balance_json(const Member& member, Time now);
std::string account_info_json(const Exchange& exchange, const Member& member);
std::string funding_json(const Exchange& exchange, const Member& member, const FundingRow& row);
// In answer to /account/margin.
std::string margin_json(const Exchange& exchange, const Member& member, const Instrument* only);

// Price at which the account would be closed; nothing where it never is, or nothing is open.
std::optional<Price> liquidation_price(const Exchange& exchange, const Member& member,
                                       InstrumentId id);
// Average price of what was closed of the position; zero where nothing was.
Price average_exit(const Standing& standing);
// |value at the mark| over the account's value, cut at 4 digits.
Ratio leverage(const Exchange& exchange, const Member& member, InstrumentId id);

}  // namespace twinleg::sim::wire::paradex
