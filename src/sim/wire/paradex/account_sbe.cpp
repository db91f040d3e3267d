#include "sim/wire/paradex/account_sbe.h"

#include "sim/wire/paradex/market_sbe.h"
#include "sim/wire/paradex/markets.h"
#include "sim/wire/paradex/order_note.h"
#include "sim/wire/paradex/sbe_account.h"

namespace twinleg::sim::wire::paradex {
namespace {

// § 12.5.
constexpr std::uint8_t kNew = 1, kOpen = 3, kClosed = 4;                     // OrderStatus
constexpr std::uint8_t kLimit = 1, kMarket = 2;                              // OrderType
constexpr std::uint8_t kGtc = 1, kIoc = 2, kPostOnly = 3;                    // TimeInForce
constexpr std::uint8_t kExpireMaker = 1, kExpireTaker = 2, kExpireBoth = 3;  // STPMode
constexpr std::uint8_t kReduceOnly = 1U << 0U, kInteractive = 1U << 3U;      // OrderFlags
constexpr std::uint8_t kFillInteractive = 1U << 0U;                          // FillFlags
constexpr std::uint8_t kMaker = 1, kTaker = 2;                               // LiquiditySide
constexpr std::uint8_t kRejected = 3, kSuccess = 4, kModifyOrder = 1;        // Request…
constexpr std::uint8_t kPositionOpen = 1, kPositionClosed = 2;               // PositionStatus
constexpr std::uint8_t kActive = 1, kLiquidated = 2;                         // AccountStatus

std::uint8_t side_of(Side side) {
    return side == Side::buy ? sbe::kBuy : sbe::kSell;
}

}  // namespace

std::string order_frame(const Exchange& exchange, const Member& member, const OrderRecord& order,
                        const OrderExtras* extras, SbeLayout layout) {
    const OrderNote note = read_note(order.request);
    const bool market = note.type == "MARKET";
    sbe::OrderNews event;
    event.ts = us_of(order.updated_at);
    event.seq = order_sequence(order);
    event.status = order.state == OrderState::pending ? kNew : order.alive() ? kOpen : kClosed;
    event.side = side_of(order.request.side);
    event.order_type = market ? kMarket : kLimit;
    event.time_in_force = note.instruction == "POST_ONLY" ? kPostOnly
                          : note.instruction == "IOC"     ? kIoc
                                                          : kGtc;
    if (!market) event.price = mantissa(order.price);
    event.size = mantissa(order.quantity);
    event.size_open = mantissa(order.left());
    if (order.filled.is_positive()) event.avg_fill_price = mantissa(order.average());
    event.created_at = us_of(order.accepted_at);
    event.updated_at = us_of(order.updated_at);
    event.account = member.address.value().to_bytes();
    event.received_at = us_of(order.accepted_at);
    event.published_at = us_of(order.updated_at);
    event.stp = note.stp == "EXPIRE_MAKER"  ? kExpireMaker
                : note.stp == "EXPIRE_BOTH" ? kExpireBoth
                                            : kExpireTaker;
    event.flags = static_cast<std::uint8_t>((order.request.reduce_only ? kReduceOnly : 0U) |
                                            (note.interactive ? kInteractive : 0U));
    event.order_id = id_text(order.id);
    event.client_order_id = order.request.client_order_id;
    event.market = exchange.instrument(order.request.instrument).symbol;
    event.cancel_reason = cancel_reason_of(order, extras);
    if (extras != nullptr && extras->request) {
        event.request_status = extras->request->status == "SUCCESS" ? kSuccess : kRejected;
        event.request_type = kModifyOrder;
        event.request_id = extras->request->id;
        event.request_message = extras->request->message;
    }
    return encode(event, layout);
}

std::string fill_frame(const Exchange& exchange, const Member& member, const LedgerFill& fill,
                       SbeLayout layout) {
    const FillRecord& record = fill.record;
    sbe::FillNews event;
    event.ts = us_of(record.time);
    event.seq = static_cast<std::int64_t>(fill.sequence);
    event.fill_type = record.liquidation ? sbe::kLiquidation : sbe::kFill;
    event.side = side_of(record.side);
    event.liquidity = record.liquidity == Liquidity::maker ? kMaker : kTaker;
    event.price = mantissa(record.price);
    event.size = mantissa(record.quantity);
    event.fee = mantissa(record.fee);
    event.realized_pnl = mantissa(record.realised);
    event.created_at = us_of(record.time);
    event.account = member.address.value().to_bytes();
    event.underlying_price = mantissa(fill.underlying);
    event.realized_funding = mantissa(fill.realized_funding);
    event.flags = fill.interactive ? kFillInteractive : 0;
    event.orderbook_seq_no = fill.sequence;
    event.fill_id = id_text(record.id);
    if (record.order_id != 0) event.order_id = id_text(record.order_id);
    event.client_order_id = record.client_order_id;
    event.trade_id = id_text(record.trade_id);
    event.market = exchange.instrument(record.instrument).symbol;
    event.fee_currency = kSettlement;
    return encode(event, layout);
}

std::string position_frame(const Exchange& exchange, const Member& member, InstrumentId id,
                           SbeLayout layout) {
    const Position& position = exchange.position(member.index, id);
    const Standing& standing = member.ledger.standing(id);
    const auto liquidation = liquidation_price(exchange, member, id);
    sbe::PositionNews event;
    event.ts = us_of(standing.updated_at);
    event.seq = sequence_at(standing.updated_at);
    event.side = position.quantity().is_negative() ? sbe::kSell : sbe::kBuy;
    event.size = mantissa(position.quantity().abs());
    event.avg_entry_price = mantissa(position.average_entry());
    event.unrealized_pnl = mantissa(position.unrealised() + standing.accrued);
    event.realized_pnl = mantissa(standing.realized);
    if (liquidation) event.liquidation_price = mantissa(*liquidation);
    event.leverage = mantissa(leverage(exchange, member, id));
    event.updated_at = us_of(standing.updated_at);
    event.account = member.address.value().to_bytes();
    event.avg_entry_price_usd = event.avg_entry_price;
    event.cost = mantissa(position.entry_value());
    event.cost_usd = event.cost;
    event.cached_funding_index = mantissa(standing.cached_index);
    event.unrealized_funding_pnl = mantissa(standing.accrued);
    event.status = position.quantity().is_zero() ? kPositionClosed : kPositionOpen;
    event.market = exchange.instrument(id).symbol;
    if (standing.last_fill != 0) event.last_fill_id = id_text(standing.last_fill);
    return encode(event, layout);
}

std::string account_frame(const Exchange& exchange, const Member& member, Time now,
                          SbeLayout layout) {
    const AccountIndex index = member.index;
    const Notional value = exchange.equity(index);
    const Notional initial = exchange.initial_margin(index) + exchange.order_margin(index);
    const Notional maintenance = exchange.maintenance_margin(index);
    sbe::AccountNews event;
    event.ts = us_of(now);
    event.seq = sequence_at(now);
    event.total_collateral = mantissa(member.ledger.settled());
    event.free_collateral = mantissa(value - initial);
    event.initial_margin_req = mantissa(initial);
    event.maintenance_margin_req = mantissa(maintenance);
    event.account_value = mantissa(value);
    event.updated_at = us_of(now);
    event.account = member.address.value().to_bytes();
    event.margin_cushion = mantissa(value - maintenance);
    event.status = value < maintenance ? kLiquidated : kActive;
    event.settlement_asset = kSettlement;
    return encode(event, layout);
}

}  // namespace twinleg::sim::wire::paradex
