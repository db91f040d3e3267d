#pragma once
// The venue's objects that frames and answers share, read member by member. For the .cpp files of
// this folder only.

#include <string_view>

#include "venues/edgex/json_read.h"
#include "venues/update.h"

namespace twinleg::venues::edgex {

// The order's `contractId` becomes `market`.
Result<OrderUpdate> read_order(json::od::object object);

// A fill, and whether it stands: the risk check may have refused it, or not seen it yet (its
// order's cumMatchSize speaks for it meanwhile).
struct ReadFill {
    FillUpdate fill;
    bool stands{true};
};
Result<ReadFill> read_fill(json::od::object object);

Result<PositionUpdate> read_position(json::od::object object);

// A position transaction, and whether it pays funding.
struct ReadFunding {
    FundingPaidUpdate paid;
    bool is_funding{false};
};
Result<ReadFunding> read_position_transaction(json::od::object object);

// value / size where that comes out even, else cut toward zero at 10 places; zero where either is.
Price price_of(Notional value, Quantity size);

}  // namespace twinleg::venues::edgex
