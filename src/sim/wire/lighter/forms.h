#pragma once
// The venue's JSON objects, field for field in the order of the recorded samples. Amounts keep all
// their places; statistics are bare numbers; ids past 2^53 come as number and as text.
//
// Source: venue page, section 3, "Response objects".

#include "core/json_writer.h"
#include "sim/wire/lighter/market.h"
#include "sim/wire/lighter/rows.h"

namespace twinleg::sim::wire::lighter {

void write_order(JsonWriter& json, const OrderRow& order);
// Zero fees and unchanged signs are left out, as the venue does.
void write_trade(JsonWriter& json, const TradeRow& trade);
void write_position(JsonWriter& json, const PositionRow& position);
// The account object with everything in it, or the short form of accountsByL1Address.
void write_account(JsonWriter& json, const AccountRow& account);
void write_short_account(JsonWriter& json, const AccountRow& account);
void write_assets_list(JsonWriter& json, const AccountRow& account);
void write_assets_map(JsonWriter& json, const AccountRow& account);
// A row of orderBooks; with `stats` the longer row of orderBookDetails.
void write_order_book(JsonWriter& json, const Market& market, const MarketStats* stats);
// A resting order as orderBookOrders lists it.
void write_simple_order(JsonWriter& json, const OrderRow& order);
void write_market_stats(JsonWriter& json, const Market& market, const MarketStats& stats);
void write_exchange_stats(JsonWriter& json, const Market& market, const MarketStats& stats);
void write_user_stats(JsonWriter& json, const AccountRow& account);
void write_candle(JsonWriter& json, const Market& market, const Candle& candle);
// The fields alone, without braces around them: REST has them at the top level.
void write_tx_fields(JsonWriter& json, const TxRow& tx);

// {"price":"80012.4","size":"0.50000"}, in a list.
void write_levels(JsonWriter& json, const Market& market, std::span<const BookLevel> levels);

}  // namespace twinleg::sim::wire::lighter
