#pragma once
// The objects that REST answers and the sockets' JSON share, one by one, to updates.
//
// Each reads one object and tells what it means. Errors: malformed or out_of_range, naming the
// field; nothing has been told then.
// Source: venues page of Paradex, sections 4 to 7.

#include <vector>

#include "venues/paradex/json_read.h"
#include "venues/update.h"

namespace twinleg::venues::paradex {

Result<OrderUpdate> read_order(json::od::value& object);
// A FillUpdate, and a FundingPaidUpdate where it realised funding.
Result<void> read_fill(json::od::value& object, UpdateSink& sink);
Result<PositionUpdate> read_position(json::od::value& object);

struct AccountObject {
    BalanceUpdate balance;
    std::string_view account;
    std::string_view status;  // "ACTIVE", "LIQUIDATION", …
};
Result<AccountObject> read_account(json::od::value& object);

Result<TradeUpdate> read_trade(json::od::value& object);
Result<QuoteUpdate> read_bbo(json::od::value& object);
// MarkUpdate and FundingUpdate.
Result<void> read_summary(json::od::value& object, UpdateSink& sink);
Result<FundingUpdate> read_funding(json::od::value& object);

// A book message; its levels stand in `bids` and `asks`. Of a level that is both set and deleted
// the deletion counts, as the venue orders them.
Result<BookUpdate> read_book(json::od::value& object, std::vector<Level>& bids,
                             std::vector<Level>& asks);

}  // namespace twinleg::venues::paradex
