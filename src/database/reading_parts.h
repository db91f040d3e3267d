#pragma once
// What a reading remembers. Internal to database.

#include "database/reading.h"
#include "engine/config.h"
#include "portfolio/portfolio.h"

namespace twinleg::database {

struct Reading::OrderState {
    std::int64_t run{0};
    std::string_view state{"sent"};
    bool terminal{false};
    Quantity filled;
    Notional paid;  // Σ price × quantity of what is filled
    VenueOrderId venue_order_id;
    Reason reason{Reason::none};
};

struct Reading::PairState {
    PairTradeId id;
    InstrumentId buy;
};

}  // namespace twinleg::database
