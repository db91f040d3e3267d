#include "venues/aster/account_frames.h"

#include <algorithm>

#include "venues/aster/words.h"

namespace twinleg::venues::aster {

using kit::JsonCursor;
using kit::JsonValue;
using kit::Letters;
using kit::Taker;

namespace {

// A liquidation's fill may come without a number: the order's and the time are as good.
std::string_view made_up_id(std::string_view order, std::string_view time, std::span<char> room) {
    if (order.size() + time.size() + 1 > room.size()) return {};
    char* end = std::ranges::copy(order, room.data()).out;
    *end++ = '-';
    end = std::ranges::copy(time, end).out;
    return {room.data(), static_cast<std::size_t>(end - room.data())};
}

}  // namespace

Result<void> tell_order_event(const JsonValue& order, Time venue_time, std::span<char> fill_id,
                              UpdateSink& sink) {
    if (order.kind != JsonValue::Kind::object)
        return fail(Errc::missing, "ORDER_TRADE_UPDATE: o is missing");
    JsonCursor at{order.raw};
    Letters o;
    std::string_view key;
    for (at.enter('{'); at.member(key);) {
        const JsonValue v = at.value();
        if (auto* place = o.find(key)) *place = v;
        if (key == "ap") o['@'] = v;  // the average, under a letter that no key is
    }
    if (!at.finished()) return at.error("ORDER_TRADE_UPDATE");

    Taker take{"ORDER_TRADE_UPDATE"};
    if (o['S'].raw != "BUY" && o['S'].raw != "SELL") take.fail(Errc::malformed, "S", "is no side");
    const auto end = order_end(o['X'].plain(), o['f'].plain());
    if (!end) {
        take.fail(end.error());
        return take.result();
    }
    OrderUpdate out{.market = take.must_text(o['s'], "s"),
                    .client_order_id = o['c'].plain(),
                    .venue_order_id = take.must_text(o['i'], "i"),
                    .word = end->word,
                    .reason_text = terminal(end->word) ? o['X'].plain() : std::string_view{},
                    .reason = end->reason,
                    .side = o['S'].raw == "SELL" ? Side::sell : Side::buy,
                    .price = take.price(o['p'], "p"),
                    .quantity = take.quantity(o['q'], "q"),
                    .filled = take.must_quantity(o['z'], "z"),
                    .average_price = take.price(o['@'], "ap"),
                    .reduce_only = o['R'].is_true(),
                    .venue_time = take.time_ms(o['T'], "T")};
    if (out.word == OrderWord::filled) out.reason_text = {};
    if (!out.venue_time.known()) out.venue_time = venue_time;
    const Quantity last = take.quantity(o['l'], "l");
    const bool traded = o['x'].raw == "TRADE" || o['x'].raw == "CALCULATED";
    if (take.ok() && traded && last.is_positive()) {
        const bool numbered = !o['t'].plain().empty() && o['t'].raw != "0";
        const FillUpdate fill{
            .market = out.market,
            .client_order_id = out.client_order_id,
            .venue_order_id = out.venue_order_id,
            .fill_id = numbered ? o['t'].raw : made_up_id(o['i'].raw, o['T'].plain(), fill_id),
            .side = out.side,
            .price = take.must_price(o['L'], "L"),
            .quantity = last,
            .fee = take.notional(o['n'], "n"),
            .liquidity = o['m'].is_true() ? Liquidity::maker : Liquidity::taker,
            .venue_time = out.venue_time};
        if (!take.ok()) return take.result();
        sink.on_update(fill);
    }
    if (!take.ok()) return take.result();
    sink.on_update(out);
    return {};
}

Result<void> tell_account_event(const JsonValue& account, Time venue_time, bool& paid,
                                UpdateSink& sink) {
    if (account.kind != JsonValue::Kind::object)
        return fail(Errc::missing, "ACCOUNT_UPDATE: a is missing");
    JsonCursor at{account.raw};
    std::string_view key;
    for (at.enter('{'); at.member(key);) {
        if (key != "P" || !at.next_is('[')) {
            const JsonValue v = at.value();
            if (key == "m") paid = v.raw == "FUNDING_FEE";
            continue;
        }
        for (at.enter('['); at.element();) {
            Letters p;
            std::string_view name;
            JsonValue amount, entry, side;
            for (at.enter('{'); at.member(name);) {
                const JsonValue v = at.value();
                if (auto* place = p.find(name)) *place = v;
                if (name == "pa") amount = v;
                if (name == "ep") entry = v;
                if (name == "ps") side = v;
            }
            if (!at.ok()) break;
            if (!side.is_null() && side.raw != "BOTH") continue;  // of hedge mode, not ours
            Taker take{"ACCOUNT_UPDATE"};
            const PositionUpdate out{.market = take.must_text(p['s'], "s"),
                                     .quantity = take.must_quantity(amount, "pa"),
                                     .entry_price = take.price(entry, "ep"),
                                     .venue_time = venue_time};
            if (!take.ok()) return take.result();
            sink.on_update(out);
        }
    }
    if (!at.finished()) return at.error("ACCOUNT_UPDATE");
    return {};
}

}  // namespace twinleg::venues::aster
