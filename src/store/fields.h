#pragma once
// The fields of every event and command, each named once. The codec and the printer walk the same
// list, so what is written, what is read and what is shown cannot drift apart. Internal to store.
//
// Every struct is taken apart by a structured binding: a field added to it does not compile until
// it stands here. To change this list is to change the format: raise kCodecVersion. What older
// codecs wrote must still be read: a new kind has a new number, and a new field is a tail() of its
// struct, which is not written while it is zero.

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "core/command.h"
#include "core/event.h"
#include "store/known.h"

namespace twinleg::store {

// T or const T.
template <typename T, typename Of>
concept Like = std::same_as<std::remove_const_t<T>, Of>;

// --- The number of each kind in the file, and its name for people. Numbers are never reused.

template <typename T>
struct Kind;
#define TWINLEG_KIND(TYPE, NUMBER, NAME)              \
    template <>                                       \
    struct Kind<TYPE> {                               \
        static constexpr std::uint8_t number{NUMBER}; \
        static constexpr const char* name{NAME};      \
    };
TWINLEG_KIND(BookDelta, 1, "book_delta")
TWINLEG_KIND(Quote, 2, "quote")
TWINLEG_KIND(PublicTrade, 3, "trade")
TWINLEG_KIND(BookSnapshot, 4, "book_snapshot")
TWINLEG_KIND(MarkPrice, 5, "mark")
TWINLEG_KIND(FundingRate, 6, "funding_rate")
TWINLEG_KIND(MarketState, 7, "market_state")
TWINLEG_KIND(StreamStatus, 8, "stream_status")
TWINLEG_KIND(OrderReport, 9, "order")
TWINLEG_KIND(Fill, 10, "fill")
TWINLEG_KIND(SendFailed, 11, "send_failed")
TWINLEG_KIND(OrderAnswer, 12, "order_answer")
TWINLEG_KIND(OpenOrdersAnswer, 13, "open_orders_answer")
TWINLEG_KIND(FillsAnswer, 14, "fills_answer")
TWINLEG_KIND(PositionsAnswer, 15, "positions_answer")
TWINLEG_KIND(BalanceAnswer, 16, "balance_answer")
TWINLEG_KIND(NonceAnswer, 17, "nonce_answer")
TWINLEG_KIND(BurnAnswer, 18, "burn_answer")
TWINLEG_KIND(CancelAllAnswer, 19, "cancel_all_answer")
TWINLEG_KIND(FundingPaid, 20, "funding_paid")
TWINLEG_KIND(Started, 21, "started")
TWINLEG_KIND(Timer, 22, "timer")
TWINLEG_KIND(OperatorAsked, 23, "operator")
TWINLEG_KIND(LatencyMeasured, 24, "latency")
TWINLEG_KIND(JournalStalled, 25, "journal_stalled")
TWINLEG_KIND(DeadManAnswer, 26, "dead_man_answer")
TWINLEG_KIND(SettingAsked, 27, "setting")

TWINLEG_KIND(PlaceOrder, 1, "place")
TWINLEG_KIND(CancelOrder, 2, "cancel")
TWINLEG_KIND(CancelAll, 3, "cancel_all")
TWINLEG_KIND(Ask, 4, "ask")
TWINLEG_KIND(BurnNonce, 5, "burn_nonce")
TWINLEG_KIND(Resync, 6, "resync")
TWINLEG_KIND(ModeChanged, 7, "mode")
TWINLEG_KIND(PairOpened, 8, "pair_opened")
TWINLEG_KIND(PairClosed, 9, "pair_closed")
TWINLEG_KIND(Refused, 10, "refused")
TWINLEG_KIND(Notice, 11, "notice")
TWINLEG_KIND(Evaluated, 12, "evaluated")
TWINLEG_KIND(ArmDeadMan, 13, "arm_dead_man")
TWINLEG_KIND(Outlook, 14, "outlook")
#undef TWINLEG_KIND

// --- Parts of events and commands.

template <typename A, Like<Level> T>
void walk(A& a, T& value) {
    auto& [price, quantity] = value;
    a("price", price);
    a("quantity", quantity);
}
template <typename A, Like<AnswerHead> T>
void walk(A& a, T& value) {
    auto& [venue, request, ok, venue_time] = value;
    a("venue", venue);
    a("request", request);
    a("ok", ok);
    a("venue_time", venue_time);
}
template <typename A, Like<OpenOrder> T>
void walk(A& a, T& value) {
    auto& [instrument, client_order_id, venue_order_id, side, price, remaining] = value;
    a("instrument", instrument);
    a("client_order_id", client_order_id);
    a("venue_order_id", venue_order_id);
    a("side", side);
    a("price", price);
    a("remaining", remaining);
}
template <typename A, Like<PositionEntry> T>
void walk(A& a, T& value) {
    auto& [instrument, quantity] = value;
    a("instrument", instrument);
    a("quantity", quantity);
}
template <typename A, Like<Order> T>
void walk(A& a, T& value) {
    auto& [instrument, client_order_id, side, time_in_force, role, reduce_only, price, quantity,
           nonce, valid_until] = value;
    a("instrument", instrument);
    a("client_order_id", client_order_id);
    a("side", side);
    a("time_in_force", time_in_force);
    a("role", role);
    a("reduce_only", reduce_only);
    a("price", price);
    a("quantity", quantity);
    a("nonce", nonce);
    a("valid_until", valid_until);
}
template <typename A, Like<LegResult> T>
void walk(A& a, T& value) {
    auto& [instrument, bought, sold, average_buy, average_sell, fee, position] = value;
    a("instrument", instrument);
    a("bought", bought);
    a("sold", sold);
    a("average_buy", average_buy);
    a("average_sell", average_sell);
    a("fee", fee);
    a("position", position);
}

// --- Events.

template <typename A, Like<BookDelta> T>
void walk(A& a, T& value) {
    auto& [instrument, first, last, previous, venue_time, bids, asks] = value;
    a("instrument", instrument);
    a("first", first);
    a("last", last);
    a("previous", previous);
    a("venue_time", venue_time);
    a.list("bids", bids);
    a.list("asks", asks);
}
template <typename A, Like<BookSnapshot> T>
void walk(A& a, T& value) {
    auto& [instrument, sequence, venue_time, bids, asks] = value;
    a("instrument", instrument);
    a("sequence", sequence);
    a("venue_time", venue_time);
    a.list("bids", bids);
    a.list("asks", asks);
}
template <typename A, Like<Quote> T>
void walk(A& a, T& value) {
    auto& [instrument, sequence, venue_time, bid, ask] = value;
    a("instrument", instrument);
    a("sequence", sequence);
    a("venue_time", venue_time);
    a("bid", bid);
    a("ask", ask);
}
template <typename A, Like<PublicTrade> T>
void walk(A& a, T& value) {
    auto& [instrument, id, venue_time, price, quantity, taker_side] = value;
    a("instrument", instrument);
    a("id", id);
    a("venue_time", venue_time);
    a("price", price);
    a("quantity", quantity);
    a("taker_side", taker_side);
}
template <typename A, Like<MarkPrice> T>
void walk(A& a, T& value) {
    auto& [instrument, mark, index, venue_time] = value;
    a("instrument", instrument);
    a("mark", mark);
    a("index", index);
    a("venue_time", venue_time);
}
template <typename A, Like<FundingRate> T>
void walk(A& a, T& value) {
    auto& [instrument, rate, interval, next] = value;
    a("instrument", instrument);
    a("rate", rate);
    a("interval", interval);
    a("next", next);
}
template <typename A, Like<MarketState> T>
void walk(A& a, T& value) {
    auto& [instrument, mode] = value;
    a("instrument", instrument);
    a("mode", mode);
}
template <typename A, Like<StreamStatus> T>
void walk(A& a, T& value) {
    auto& [venue, stream, up] = value;
    a("venue", venue);
    a("stream", stream);
    a("up", up);
}
template <typename A, Like<OrderReport> T>
void walk(A& a, T& value) {
    auto& [instrument, client_order_id, venue_order_id, word, has_cumulative, cumulative,
           average_price, reason, venue_time, source] = value;
    a("instrument", instrument);
    a("client_order_id", client_order_id);
    a("venue_order_id", venue_order_id);
    a("word", word);
    a("has_cumulative", has_cumulative);
    a("cumulative", cumulative);
    a("average_price", average_price);
    a("reason", reason);
    a("venue_time", venue_time);
    a("source", source);
}
template <typename A, Like<Fill> T>
void walk(A& a, T& value) {
    auto& [instrument, fill_id, client_order_id, venue_order_id, side, price, quantity, fee,
           liquidity, venue_time, source] = value;
    a("instrument", instrument);
    a("fill_id", fill_id);
    a("client_order_id", client_order_id);
    a("venue_order_id", venue_order_id);
    a("side", side);
    a("price", price);
    a("quantity", quantity);
    a("fee", fee);
    a("liquidity", liquidity);
    a("venue_time", venue_time);
    a("source", source);
}
template <typename A, Like<SendFailed> T>
void walk(A& a, T& value) {
    auto& [instrument, client_order_id, was_cancel, outcome] = value;
    a("instrument", instrument);
    a("client_order_id", client_order_id);
    a("was_cancel", was_cancel);
    a("outcome", outcome);
}
template <typename A, Like<OrderAnswer> T>
void walk(A& a, T& value) {
    auto& [head, client_order_id, found, report] = value;
    a("head", head);
    a("client_order_id", client_order_id);
    a("found", found);
    a("report", report);
}
template <typename A, Like<OpenOrdersAnswer> T>
void walk(A& a, T& value) {
    auto& [head, orders] = value;
    a("head", head);
    a.list("orders", orders);
}
template <typename A, Like<FillsAnswer> T>
void walk(A& a, T& value) {
    auto& [head, since, through, fills] = value;
    a("head", head);
    a("since", since);
    a("through", through);
    a.list("fills", fills);
}
template <typename A, Like<PositionsAnswer> T>
void walk(A& a, T& value) {
    auto& [head, positions] = value;
    a("head", head);
    a.list("positions", positions);
}
template <typename A, Like<BalanceAnswer> T>
void walk(A& a, T& value) {
    auto& [head, equity, free_collateral] = value;
    a("head", head);
    a("equity", equity);
    a("free_collateral", free_collateral);
}
template <typename A, Like<NonceAnswer> T>
void walk(A& a, T& value) {
    auto& [head, next] = value;
    a("head", head);
    a("next", next);
}
template <typename A, Like<BurnAnswer> T>
void walk(A& a, T& value) {
    auto& [head, nonce, accepted] = value;
    a("head", head);
    a("nonce", nonce);
    a("accepted", accepted);
}
template <typename A, Like<CancelAllAnswer> T>
void walk(A& a, T& value) {
    auto& [head] = value;
    a("head", head);
}
template <typename A, Like<DeadManAnswer> T>
void walk(A& a, T& value) {
    auto& [head, certain] = value;
    a("head", head);
    a("certain", certain);
}
template <typename A, Like<FundingPaid> T>
void walk(A& a, T& value) {
    auto& [instrument, payment_id, amount, venue_time] = value;
    a("instrument", instrument);
    a("payment_id", payment_id);
    a("amount", amount);
    a("venue_time", venue_time);
}
template <typename A, Like<Started> T>
void walk(A& a, T& value) {
    auto& [epoch] = value;
    a("epoch", epoch);
}
template <typename A, Like<Timer> T>
void walk(A&, T&) {
    static_assert(std::is_empty_v<Timer>);
}
template <typename A, Like<OperatorAsked> T>
void walk(A& a, T& value) {
    auto& [what, by] = value;
    a("what", what);
    a.tail("by", by);
}
template <typename A, Like<SettingAsked> T>
void walk(A& a, T& value) {
    auto& [name, setting, by] = value;
    a("name", name);
    a("value", setting);
    a.tail("by", by);
}
template <typename A, Like<LatencyMeasured> T>
void walk(A& a, T& value) {
    auto& [venue, stage, delay] = value;
    a("venue", venue);
    a("stage", stage);
    a("delay", delay);
}
template <typename A, Like<JournalStalled> T>
void walk(A&, T&) {
    static_assert(std::is_empty_v<JournalStalled>);
}

// --- Commands. PlaceOrder is its Order; each walker unwraps the approval itself.

template <typename A, Like<CancelOrder> T>
void walk(A& a, T& value) {
    auto& [instrument, client_order_id, venue_order_id, nonce] = value;
    a("instrument", instrument);
    a("client_order_id", client_order_id);
    a("venue_order_id", venue_order_id);
    a("nonce", nonce);
}
template <typename A, Like<CancelAll> T>
void walk(A& a, T& value) {
    auto& [venue, request, nonce] = value;
    a("venue", venue);
    a("request", request);
    a("nonce", nonce);
}
template <typename A, Like<Ask> T>
void walk(A& a, T& value) {
    auto& [venue, request, what, instrument, client_order_id, since, key] = value;
    a("venue", venue);
    a("request", request);
    a("what", what);
    a("instrument", instrument);
    a("client_order_id", client_order_id);
    a("since", since);
    a.tail("key", key);
}
template <typename A, Like<BurnNonce> T>
void walk(A& a, T& value) {
    auto& [venue, request, nonce] = value;
    a("venue", venue);
    a("request", request);
    a("nonce", nonce);
}
template <typename A, Like<ArmDeadMan> T>
void walk(A& a, T& value) {
    auto& [venue, request, at, nonce] = value;
    a("venue", venue);
    a("request", request);
    a("at", at);
    a("nonce", nonce);
}
template <typename A, Like<Resync> T>
void walk(A& a, T& value) {
    auto& [instrument] = value;
    a("instrument", instrument);
}
template <typename A, Like<ModeChanged> T>
void walk(A& a, T& value) {
    auto& [from, to, latched, why] = value;
    a("from", from);
    a("to", to);
    a("latched", latched);
    a("why", why);
}
template <typename A, Like<PairOpened> T>
void walk(A& a, T& value) {
    auto& [id, buy, sell, quantity, buy_price, sell_price] = value;
    a("id", id);
    a("buy", buy);
    a("sell", sell);
    a("quantity", quantity);
    a("buy_price", buy_price);
    a("sell_price", sell_price);
}
template <typename A, Like<PairClosed> T>
void walk(A& a, T& value) {
    auto& [id, outcome, first, second, unhedged, took, pnl, opened] = value;
    a("id", id);
    a("outcome", outcome);
    a("first", first);
    a("second", second);
    a("unhedged", unhedged);
    a("took", took);
    a("pnl", pnl);
    a("opened", opened);
}
template <typename A, Like<Refused> T>
void walk(A& a, T& value) {
    auto& [check, why, role] = value;
    a("check", check);
    a("why", why);
    a("role", role);
}
template <typename A, Like<Notice> T>
void walk(A& a, T& value) {
    auto& [severity, text] = value;
    a("severity", severity);
    a("text", text);
}
template <typename A, Like<Evaluated> T>
void walk(A& a, T& value) {
    auto& [price_a, price_b, spread, mean, stddev, z, samples, long_threshold, short_threshold,
           signal] = value;
    a("price_a", price_a);
    a("price_b", price_b);
    a("spread", spread);
    a("mean", mean);
    a("stddev", stddev);
    a("z", z);
    a("samples", samples);
    a("long_threshold", long_threshold);
    a("short_threshold", short_threshold);
    a("signal", signal);
}
template <typename A, Like<Outlook> T>
void walk(A& a, T& value) {
    auto& [automatic, warm, half_life, exit_in, quantity, gain, cost] = value;
    a("automatic", automatic);
    a("warm", warm);
    a("half_life", half_life);
    a("exit_in", exit_in);
    a("quantity", quantity);
    a("gain", gain);
    a("cost", cost);
}

}  // namespace twinleg::store
