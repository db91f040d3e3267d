#pragma once
// The exchange's records as the venue shows them.

#include <string>

#include "sim/wire/exchange.h"
#include "sim/wire/lighter/market.h"
#include "sim/wire/lighter/members.h"
#include "sim/wire/lighter/rows.h"
#include "sim/wire/time_units.h"

namespace twinleg::sim::wire::lighter {

// Where trades and rows of the crowd's orders need an account: a pool's.
inline constexpr std::uint64_t kCrowdAccount = (1ULL << 48) - 2;

// What an order was as a transaction; travels as OrderRequest::venue_data.
struct OrderNote {
    OrderType type{OrderType::limit};
    Lifetime lifetime{Lifetime::good_till_time};
    std::int64_t price{0};      // as signed: a market order's worst
    std::uint64_t sequence{0};  // of the transaction
    std::int64_t expiry_ms{0};
    std::int64_t trigger{0};
    std::string tx_hash;

    std::string text() const;
    static OrderNote from(const std::string& text);
};

// Instruments stand in the exchange in the order of markets().
inline const Market& market_of(InstrumentId id) {
    return markets()[id.value];
}
InstrumentId instrument_of(const Market& market);

// The block that a moment falls into; blocks only rise.
std::uint64_t block_at(Time time);
constexpr Time time_of_ms(std::int64_t ms) {
    return {ms * 1'000'000};
}
// 0 for what is no number.
std::uint64_t number_of(const std::string& text);
// A price of the flow cut to the market's step.
std::int64_t cut_price(const Market& market, Price price);

// `version` as modifications set it.
OrderRow order_row(const OrderRecord& record, std::uint64_t owner, std::uint64_t version);

// equity = collateral + unrealised holds in the digits shown: both are cut to USDC's six places,
// and the collateral is what remains of the equity.
AccountRow account_row(const Exchange& exchange, const Member& member);
PositionRow position_row(const Exchange& exchange, const Member& member, const Market& market);
// Positions held or once held, or with an order or a leverage of their own.
bool touched(const Exchange& exchange, const Member& member, const Market& market);

MarketStats stats_of(const Exchange& exchange, const Market& market);
std::vector<BookLevel> book_side(const Exchange& exchange, const Market& market, Side side);

// One row per order, best first: accounts' own orders, and of each level what the crowd has there.
std::vector<OrderRow> resting_rows(Exchange& exchange, Members& members, const Market& market,
                                   Side side, std::size_t limit);

}  // namespace twinleg::sim::wire::lighter
