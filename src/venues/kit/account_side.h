#pragma once
// Updates of the account as events of the engine, alike from streams, replies and answers.

#include "core/event.h"
#include "venues/kit/desk_side.h"
#include "venues/update.h"

namespace twinleg::venues::kit {

// A desk that trades. Each venue says in its own way which of our orders an update speaks of.
//
// Threads: the loop's.
class AccountSide : public DeskSide {
public:
    using DeskSide::DeskSide;

    // Ids that do not fit are empty in the event.
    OrderReport report_of(const OrderUpdate& order, Source source);
    Fill fill_of(const FillUpdate& fill, Source source) const;
    FundingPaid funding_of(const FundingPaidUpdate& paid) const;

    // Tells orders and fills of our instrument as the account's stream has them.
    void hear(const Update& update, Time received);

private:
    // Unknown for the orders of others. Of an order, notes what the venue calls it where its fills
    // will come with that alone.
    virtual ClientOrderId ours_of(const OrderUpdate& order) = 0;
    virtual ClientOrderId ours_of(const FillUpdate& fill) const = 0;
};

}  // namespace twinleg::venues::kit
