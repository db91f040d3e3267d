#include "venues/paradex/objects.h"

#include "venues/paradex/words.h"

namespace twinleg::venues::paradex {
namespace {

using json::bad;
using json::od::value;

constexpr Duration kEightHours = minutes(480);

// BUY and SELL, LONG and SHORT.
Result<Side> side_of(std::string_view word) {
    if (word == "BUY" || word == "LONG") return Side::buy;
    if (word == "SELL" || word == "SHORT") return Side::sell;
    return bad("side", "is neither BUY nor SELL");
}

Result<void> named(std::string_view market) {
    if (market.empty()) return bad("market", "is missing");
    return {};
}

Result<bool> has_reduce_only(value& flags) {
    bool found = false;
    const auto done = json::each_element(flags, "flags", [&](value& each) -> Result<void> {
        std::string_view flag;
        if (auto told = json::read(each, "flags", flag); !told) return told;
        found = found || flag == "REDUCE_ONLY";
        return {};
    });
    if (!done) return std::unexpected{done.error()};
    return found;
}

}  // namespace

Result<OrderUpdate> read_order(value& object) {
    OrderUpdate out;
    std::string_view side;
    std::string_view status;
    std::string_view instruction;
    Quantity remaining;
    bool has_remaining = false;
    const auto done =
        json::each_member(object, "order", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "id") return json::read(v, key, out.venue_order_id);
            if (key == "market") return json::read(v, key, out.market);
            if (key == "client_id") return json::read(v, key, out.client_order_id);
            if (key == "side") return json::read(v, key, side);
            if (key == "status") return json::read(v, key, status);
            if (key == "cancel_reason") return json::read(v, key, out.reason_text);
            if (key == "instruction") return json::read(v, key, instruction);
            if (key == "size") return json::read(v, key, out.quantity);
            if (key == "remaining_size") {
                has_remaining = !json::is_null(v);
                return json::read(v, key, remaining);
            }
            if (key == "price") return json::read(v, key, out.price);
            if (key == "avg_fill_price") return json::read_cut(v, key, out.average_price);
            if (key == "last_updated_at") return json::read(v, key, out.venue_time);
            if (key == "flags") {
                const auto flag = has_reduce_only(v);
                if (!flag) return std::unexpected{flag.error()};
                out.reduce_only = *flag;
            }
            return {};
        });
    if (!done) return std::unexpected{done.error()};
    if (auto ok = named(out.market); !ok) return std::unexpected{ok.error()};
    if (out.venue_order_id.empty()) return bad("id", "is missing");
    if (status.empty()) return bad("status", "is missing");
    const auto which = side_of(side);
    if (!which) return std::unexpected{which.error()};
    out.side = *which;
    if (out.quantity.is_negative() || remaining.is_negative())
        return bad("remaining_size", "is below zero");
    // More open than ordered says nothing about what was filled.
    has_remaining = has_remaining && remaining <= out.quantity;
    out.has_filled = has_remaining;
    if (has_remaining) out.filled = out.quantity - remaining;
    if (status == "CLOSED") {
        const OrderEnd end = closed_order(
            out.reason_text, has_remaining && remaining.is_zero() && out.quantity.is_positive(),
            instruction == "IOC");
        out.word = end.word;
        out.reason = end.reason;
    }
    return out;
}

Result<void> read_fill(value& object, UpdateSink& sink) {
    FillUpdate out;
    std::string_view side;
    std::string_view liquidity;
    Notional funding;
    const auto done =
        json::each_member(object, "fill", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "id") return json::read(v, key, out.fill_id);
            if (key == "market") return json::read(v, key, out.market);
            if (key == "order_id") return json::read(v, key, out.venue_order_id);
            if (key == "client_id") return json::read(v, key, out.client_order_id);
            if (key == "side") return json::read(v, key, side);
            if (key == "liquidity") return json::read(v, key, liquidity);
            if (key == "price") return json::read(v, key, out.price);
            if (key == "size") return json::read(v, key, out.quantity);
            if (key == "fee") return json::read(v, key, out.fee);
            if (key == "realized_funding") return json::read(v, key, funding);
            if (key == "created_at") return json::read(v, key, out.venue_time);
            return {};
        });
    if (!done) return done;
    if (auto ok = named(out.market); !ok) return ok;
    if (out.fill_id.empty()) return bad("id", "is missing");
    const auto which = side_of(side);
    if (!which) return std::unexpected{which.error()};
    out.side = *which;
    if (!out.price.is_positive()) return bad("price", "is not above zero");
    if (!out.quantity.is_positive()) return bad("size", "is not above zero");
    out.liquidity = liquidity == "MAKER" ? Liquidity::maker : Liquidity::taker;
    sink.on_update(out);
    if (!funding.is_zero())
        sink.on_update(FundingPaidUpdate{.market = out.market,
                                         .payment_id = out.fill_id,
                                         .amount = funding,
                                         .venue_time = out.venue_time});
    return {};
}

Result<PositionUpdate> read_position(value& object) {
    PositionUpdate out;
    std::string_view side;
    const auto done =
        json::each_member(object, "position", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "market") return json::read(v, key, out.market);
            if (key == "side") return json::read(v, key, side);
            if (key == "size") return json::read(v, key, out.quantity);
            if (key == "average_entry_price") return json::read_cut(v, key, out.entry_price);
            if (key == "last_updated_at") return json::read(v, key, out.venue_time);
            return {};
        });
    if (!done) return std::unexpected{done.error()};
    if (auto ok = named(out.market); !ok) return std::unexpected{ok.error()};
    // The size is signed; where a side says otherwise, the answer means nothing.
    if (!side.empty() && !out.quantity.is_zero()) {
        const auto which = side_of(side);
        if (!which) return std::unexpected{which.error()};
        if (*which == Side::buy && out.quantity.is_negative())
            return bad("size", "is below zero for a long position");
        if (*which == Side::sell) out.quantity = -out.quantity.abs();
    }
    return out;
}

Result<AccountObject> read_account(value& object) {
    AccountObject out;
    bool valued = false;
    const auto done =
        json::each_member(object, "account", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "account") return json::read(v, key, out.account);
            if (key == "status") return json::read(v, key, out.status);
            if (key == "account_value") {
                valued = true;
                return json::read(v, key, out.balance.equity);
            }
            if (key == "free_collateral") return json::read(v, key, out.balance.free_collateral);
            if (key == "settlement_asset") return json::read(v, key, out.balance.currency);
            if (key == "updated_at") return json::read(v, key, out.balance.venue_time);
            return {};
        });
    if (!done) return std::unexpected{done.error()};
    if (!valued) return bad("account_value", "is missing");
    return out;
}

Result<TradeUpdate> read_trade(value& object) {
    TradeUpdate out;
    std::string_view side;
    const auto done =
        json::each_member(object, "trade", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "market") return json::read(v, key, out.market);
            if (key == "side") return json::read(v, key, side);
            if (key == "price") return json::read(v, key, out.price);
            if (key == "size") return json::read(v, key, out.quantity);
            if (key == "created_at") return json::read(v, key, out.venue_time);
            if (key == "seq_no") return json::read(v, key, out.id);
            return {};
        });
    if (!done) return std::unexpected{done.error()};
    if (auto ok = named(out.market); !ok) return std::unexpected{ok.error()};
    const auto which = side_of(side);
    if (!which) return std::unexpected{which.error()};
    out.taker_side = *which;
    return out;
}

Result<QuoteUpdate> read_bbo(value& object) {
    QuoteUpdate out;
    const auto done =
        json::each_member(object, "bbo", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "market") return json::read(v, key, out.market);
            if (key == "seq_no") return json::read(v, key, out.sequence);
            if (key == "bid") return json::read(v, key, out.bid.price);
            if (key == "bid_size") return json::read(v, key, out.bid.quantity);
            if (key == "ask") return json::read(v, key, out.ask.price);
            if (key == "ask_size") return json::read(v, key, out.ask.quantity);
            if (key == "last_updated_at") return json::read(v, key, out.venue_time);
            return {};
        });
    if (!done) return std::unexpected{done.error()};
    if (auto ok = named(out.market); !ok) return std::unexpected{ok.error()};
    for (Level* side : {&out.bid, &out.ask})
        if (!side->price.is_positive() || !side->quantity.is_positive()) *side = {};
    return out;
}

Result<void> read_summary(value& object, UpdateSink& sink) {
    MarkUpdate mark;
    FundingUpdate funding{.market = {}, .rate = {}, .interval = kEightHours, .next = {}};
    bool funded = false;
    const auto done =
        json::each_member(object, "summary", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "symbol") return json::read(v, key, mark.market);
            if (key == "mark_price") return json::read_cut(v, key, mark.mark);
            if (key == "underlying_price") return json::read_cut(v, key, mark.index);
            if (key == "created_at") return json::read(v, key, mark.venue_time);
            if (key == "funding_rate") {
                funded = !json::is_null(v);
                return json::read_cut(v, key, funding.rate);
            }
            return {};
        });
    if (!done) return done;
    if (mark.market.empty()) return bad("symbol", "is missing");
    if (mark.mark.is_positive()) sink.on_update(mark);
    funding.market = mark.market;
    if (funded) sink.on_update(funding);
    return {};
}

Result<FundingUpdate> read_funding(value& object) {
    FundingUpdate out;
    std::uint64_t hours = 0;
    const auto done =
        json::each_member(object, "funding", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "market") return json::read(v, key, out.market);
            if (key == "funding_rate") return json::read_cut(v, key, out.rate);
            if (key == "funding_period_hours") return json::read(v, key, hours);
            return {};
        });
    if (!done) return std::unexpected{done.error()};
    if (auto ok = named(out.market); !ok) return std::unexpected{ok.error()};
    if (hours <= 24 * 7) out.interval = minutes(60) * static_cast<std::int64_t>(hours);
    return out;
}

Result<BookUpdate> read_book(value& object, std::vector<Level>& bids, std::vector<Level>& asks) {
    BookUpdate out;
    std::string_view type;
    bool numbered = false;
    bids.clear();
    asks.clear();
    std::vector<Level> gone_bids;
    std::vector<Level> gone_asks;
    const auto levels = [](value& array, std::string_view name, bool gone,
                           std::vector<Level>& to_bids, std::vector<Level>& to_asks) {
        return json::each_element(array, name, [&](value& element) -> Result<void> {
            Level level;
            std::string_view side;
            const auto done = json::each_member(
                element, name, [&](std::string_view key, value& v) -> Result<void> {
                    if (key == "side") return json::read(v, key, side);
                    if (key == "price") return json::read(v, key, level.price);
                    if (key == "size") return json::read(v, key, level.quantity);
                    return {};
                });
            if (!done) return done;
            const auto which = side_of(side);
            if (!which) return std::unexpected{which.error()};
            if (!level.price.is_positive()) return bad("price", "is not above zero");
            if (level.quantity.is_negative()) return bad("size", "is below zero");
            if (gone) level.quantity = {};
            (*which == Side::buy ? to_bids : to_asks).push_back(level);
            return {};
        });
    };
    const auto done =
        json::each_member(object, "book", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "market") return json::read(v, key, out.market);
            if (key == "update_type") return json::read(v, key, type);
            if (key == "last_updated_at") return json::read(v, key, out.venue_time);
            if (key == "seq_no") {
                numbered = true;
                return json::read(v, key, out.last);
            }
            if (key == "inserts" || key == "updates") return levels(v, key, false, bids, asks);
            if (key == "deletes") return levels(v, key, true, gone_bids, gone_asks);
            return {};
        });
    if (!done) return std::unexpected{done.error()};
    if (auto ok = named(out.market); !ok) return std::unexpected{ok.error()};
    if (!numbered) return bad("seq_no", "is missing");
    if (type != "s" && type != "d") return bad("update_type", "is neither s nor d");
    bids.insert(bids.end(), gone_bids.begin(), gone_bids.end());
    asks.insert(asks.end(), gone_asks.begin(), gone_asks.end());
    out.snapshot = type == "s";
    out.first = out.snapshot ? 0 : out.last;
    out.previous = out.snapshot || out.last == 0 ? 0 : out.last - 1;
    out.bids = bids;
    out.asks = asks;
    return out;
}

}  // namespace twinleg::venues::paradex
