#include "sim/wire/paradex/sbe_market.h"

namespace twinleg::sim::wire::paradex::sbe {
namespace {

constexpr std::uint16_t kEntryLength = 16;

void put_side(SbeFrame& frame, const std::vector<Entry>& entries) {
    frame.group(kEntryLength, static_cast<std::uint16_t>(entries.size()));
    for (const Entry& each : entries)
        frame.i64(each.price).i64(each.size);
}

}  // namespace

std::string encode(const Trade& event, SbeLayout layout) {
    SbeFrame frame(1, layout);
    frame.i64(event.ts).i64(event.seq).i64(event.trade_id).u8(event.side);
    frame.i64(event.price).i64(event.size).i64(event.created_at).u8(event.trade_type).end_block();
    frame.text(event.market);
    if (layout.late()) frame.text(event.trade_id_text);
    return frame.take();
}

std::string encode(const Bbo& event, SbeLayout layout) {
    SbeFrame frame(2, layout);
    frame.i64(event.ts).i64(event.seq).i64(event.bid_price).i64(event.bid_size);
    frame.i64(event.ask_price).i64(event.ask_size).end_block();
    return frame.text(event.market).take();
}

std::string encode(const Book& event, SbeLayout layout) {
    SbeFrame frame(3, layout);
    frame.i64(event.ts).i64(event.seq).u8(event.package);
    frame.i64(event.best_bid_price).i64(event.best_bid_size);
    frame.i64(event.best_ask_price).i64(event.best_ask_size).i64(event.relative_spread);
    frame.i64(event.best_bid_api_price).i64(event.best_bid_api_size);
    frame.i64(event.best_ask_api_price).i64(event.best_ask_api_size).end_block();
    put_side(frame, event.bids);
    put_side(frame, event.asks);
    return frame.text(event.market).take();
}

std::string encode(const Summary& event, SbeLayout layout) {
    SbeFrame frame(4, layout);
    frame.i64(event.ts).i64(event.seq).i64(event.mark_price).i64(event.index_price);
    frame.i64(event.last_price).i64(event.volume_usd_24h).i64(event.open_interest);
    frame.i64(event.funding_rate).i64(event.bid).i64(event.ask).i64(event.total_volume);
    frame.i64(event.price_change_rate_24h);
    for (const OptionalMantissa& each : event.option)
        frame.i64(each);
    frame.i64(event.future_funding_rate).i64(event.external_fair_price);
    frame.i64(event.bid_size).i64(event.ask_size);
    if (layout.version >= 1)
        frame.i64(event.forward_rate).i64(event.risk_free_rate).i64(event.funding_rate_precise);
    return frame.end_block().text(event.market).take();
}

std::string encode(const Funding& event, SbeLayout layout) {
    SbeFrame frame(5, layout);
    frame.i64(event.ts).i64(event.seq).i64(event.funding_rate).i64(event.funding_index);
    frame.i64(event.created_at).i64(event.funding_premium).i64(event.funding_rate_8h);
    frame.i16(event.period_hours);
    if (layout.version >= 1) frame.i64(event.impact_premium_rate);
    return frame.end_block().text(event.market).take();
}

std::string encode(const FundingComparison& event, SbeLayout layout) {
    SbeFrame frame(6, layout);
    frame.i64(event.ts).i64(event.last_updated_at).i64(event.hourly_funding_rate);
    frame.u8(event.asset_kind).u8(event.source).end_block();
    return frame.text(event.market).take();
}

std::string encode(const Heartbeat& event, SbeLayout layout) {
    SbeFrame frame(40, layout);
    return frame.i64(event.ts).i64(event.seq).end_block().take();
}

}  // namespace twinleg::sim::wire::paradex::sbe
