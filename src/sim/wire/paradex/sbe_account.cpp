#include "sim/wire/paradex/sbe_account.h"

namespace twinleg::sim::wire::paradex::sbe {

std::string encode(const OrderNews& event, SbeLayout layout) {
    SbeFrame frame(20, layout);
    frame.i64(event.ts).i64(event.seq).u8(event.status).u8(event.side).u8(event.order_type);
    frame.u8(event.time_in_force).i64(event.price).i64(event.trigger_price).i64(event.size);
    frame.i64(event.size_open).i64(event.avg_fill_price).i64(event.created_at);
    frame.i64(event.updated_at).address(event.account).i64(event.received_at);
    frame.i64(event.published_at).u8(event.stp).u8(event.flags);
    if (layout.late()) frame.u8(event.request_status).u8(event.request_type);
    frame.end_block().text(event.order_id).text(event.client_order_id);
    frame.text(event.market).text(event.cancel_reason);
    if (layout.late()) frame.text(event.request_id).text(event.request_message);
    return frame.take();
}

std::string encode(const FillNews& event, SbeLayout layout) {
    SbeFrame frame(21, layout);
    frame.i64(event.ts).i64(event.seq).u8(event.fill_type).u8(event.side).u8(event.liquidity);
    frame.i64(event.price).i64(event.size).i64(event.fee).i64(event.realized_pnl);
    frame.i64(event.created_at).address(event.account).i64(event.underlying_price);
    frame.i64(event.realized_funding);
    if (layout.version >= 2) frame.u8(event.flags).u64(event.orderbook_seq_no);
    frame.end_block().text(event.fill_id).text(event.order_id).text(event.client_order_id);
    frame.text(event.trade_id).text(event.market);
    if (layout.version >= 2) frame.text(event.fee_currency);
    return frame.take();
}

std::string encode(const PositionNews& event, SbeLayout layout) {
    SbeFrame frame(22, layout);
    frame.i64(event.ts).i64(event.seq).u8(event.side).i64(event.size).i64(event.avg_entry_price);
    frame.i64(event.unrealized_pnl).i64(event.realized_pnl).i64(event.mark_price);
    frame.i64(event.liquidation_price).i64(event.leverage).i64(event.updated_at);
    frame.address(event.account).i64(event.avg_entry_price_usd).i64(event.cost);
    frame.i64(event.cost_usd).i64(event.cached_funding_index).i64(event.unrealized_funding_pnl);
    frame.u8(event.status).end_block();
    return frame.text(event.market).text(event.last_fill_id).take();
}

std::string encode(const AccountNews& event, SbeLayout layout) {
    SbeFrame frame(23, layout);
    frame.i64(event.ts).i64(event.seq).i64(event.total_collateral).i64(event.free_collateral);
    frame.i64(event.initial_margin_req).i64(event.maintenance_margin_req);
    frame.i64(event.account_value).i64(event.unrealized_pnl).i64(event.updated_at);
    frame.address(event.account).i64(event.margin_cushion).u8(event.status);
    if (layout.late()) frame.i64(event.last_seen_notification);
    return frame.end_block().text(event.settlement_asset).take();
}

}  // namespace twinleg::sim::wire::paradex::sbe
