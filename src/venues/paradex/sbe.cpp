#include "venues/paradex/sbe.h"

#include <string>
#include <vector>

#include "venues/paradex/sbe_bytes.h"
#include "venues/paradex/words.h"

namespace twinleg::venues::paradex {
namespace {

using sbe::kNull;
using sbe::Message;
using sbe::to_notional;
using sbe::to_price;
using sbe::to_quantity;

constexpr std::uint16_t kSchema = 1;
constexpr Duration kEightHours = minutes(480);

// What a reader finds wrong; null: nothing.
using Wrong = const char*;
constexpr Wrong kShort = "the block is shorter than version 0's";
constexpr Wrong kNullField = "a field that must be told is null";
constexpr Wrong kText = "a text passes the end, or is no UTF-8";
constexpr Wrong kGroup = "a group passes the end, or its entries are too short";
constexpr Wrong kLevel = "a price is not above zero or too large, or a size is below zero";
constexpr Wrong kAmount = "an amount is out of range";

// Of the enum numbers: 254 and all that is new are nothing.
bool side_of(std::uint8_t number, Side& out) {
    out = number == 2 ? Side::sell : Side::buy;
    return number == 1 || number == 2;
}

// Texts that only later layouts have: absent where version or bytes do not reach.
bool later_text(Message& m, std::uint16_t version, std::string_view& out) {
    return version < 2 || m.ended() || m.text(out);
}

Wrong read_trade(Message m, std::uint16_t version, UpdateSink& sink) {
    if (m.any_null({0, 8, 25, 33, 41})) return kNullField;
    TradeUpdate out;
    std::string_view id;
    if (!m.text(out.market) || !later_text(m, version, id)) return kText;
    if (!side_of(m.u8(24), out.taker_side)) return nullptr;
    if (!to_price(m.i64(25), out.price)) return kAmount;
    out.id = static_cast<std::uint64_t>(m.i64(8));
    out.quantity = to_quantity(m.i64(33));
    out.venue_time = m.time(0);
    sink.on_update(out);
    return nullptr;
}

// A side of the touch; empty where either is null, or where no book can hold the price.
Level touch(std::int64_t price, std::int64_t size) {
    Level out;
    if (price == kNull || size == kNull || price <= 0 || size <= 0 || !to_price(price, out.price))
        return {};
    out.quantity = to_quantity(size);
    return out;
}

Wrong read_bbo(Message m, std::uint16_t, UpdateSink& sink) {
    if (m.any_null({0, 8})) return kNullField;
    QuoteUpdate out;
    if (!m.text(out.market)) return kText;
    out.sequence = static_cast<std::uint64_t>(m.i64(8));
    out.venue_time = m.time(0);
    out.bid = touch(m.i64(16), m.i64(24));
    out.ask = touch(m.i64(32), m.i64(40));
    sink.on_update(out);
    return nullptr;
}

// Levels behind one another. The largest price that fits bounds all of them with one comparison.
[[gnu::always_inline]] inline bool read_levels(const Message::Group& group,
                                               std::vector<Level>& storage) {
    constexpr std::uint64_t kMostPrice = static_cast<std::uint64_t>(INT64_MAX) / 100;
    if (storage.size() < group.count) storage.resize(group.count);
    const char* at = group.first;
    Level* out = storage.data();
    std::uint64_t good = 1;
    for (std::size_t i = 0; i < group.count; ++i, at += group.step, ++out) {
        const auto price = sbe::load<std::uint64_t>(at);
        const auto size = sbe::load<std::int64_t>(at + 8);
        good &= static_cast<std::uint64_t>(price - 1 < kMostPrice);
        good &= static_cast<std::uint64_t>(size >= 0);
        out->price = Price::from_raw(static_cast<std::int64_t>(price * 100));
        out->quantity = Quantity::from_raw(size);
    }
    return good != 0;
}

Wrong read_summary(Message m, std::uint16_t, UpdateSink& sink) {
    if (m.any_null({0, 8, 16, 24, 32, 40, 48, 56, 80, 88})) return kNullField;
    MarkUpdate mark;
    if (!m.text(mark.market)) return kText;
    mark.venue_time = m.time(0);
    // One that does not fit is not told.
    if (!to_price(m.i64(24), mark.index)) mark.index = {};
    if (to_price(m.i64(16), mark.mark)) sink.on_update(mark);

    FundingUpdate funding{.market = mark.market, .rate = {}, .interval = kEightHours, .next = {}};
    if (m.has(240) && m.i64(232) != kNull) {
        funding.rate = Ratio::from_raw(m.i64(232) / 100);
    } else {
        std::int64_t raw = 0;
        if (__builtin_mul_overflow(m.i64(56), std::int64_t{100}, &raw)) return nullptr;
        funding.rate = Ratio::from_raw(raw);
    }
    sink.on_update(funding);
    return nullptr;
}

Wrong read_funding(Message m, std::uint16_t, UpdateSink& sink) {
    if (m.any_null({0, 8, 16, 24, 32, 40, 48})) return kNullField;
    FundingUpdate out;
    if (!m.text(out.market)) return kText;
    std::int64_t raw = 0;
    if (__builtin_mul_overflow(m.i64(16), std::int64_t{100}, &raw)) return nullptr;
    out.rate = Ratio::from_raw(raw);
    const std::int16_t hours = m.i16(56);
    if (hours > 0) out.interval = minutes(60) * hours;
    sink.on_update(out);
    return nullptr;
}

Wrong read_funding_comparison(Message m, std::uint16_t, UpdateSink& sink) {
    if (m.any_null({0, 8, 16})) return kNullField;
    FundingUpdate out;
    if (!m.text(out.market)) return kText;
    constexpr std::uint8_t kParadex = 1;
    if (m.u8(25) != kParadex) return nullptr;
    out.rate = Ratio::from_raw(m.i64(16) / 100);
    out.interval = minutes(60);
    sink.on_update(out);
    return nullptr;
}

Wrong read_order(Message m, std::uint16_t version, UpdateSink& sink) {
    if (m.any_null({0, 8, 36, 44, 60, 68, 108, 116})) return kNullField;
    constexpr std::uint8_t kClosed = 4;
    constexpr std::uint8_t kIoc = 2;
    OrderUpdate out;
    std::string_view request;
    std::string_view message;
    if (!m.text(out.venue_order_id) || !m.text(out.client_order_id) || !m.text(out.market) ||
        !m.text(out.reason_text) || !later_text(m, version, request) ||
        !later_text(m, version, message))
        return kText;
    (void)side_of(m.u8(17), out.side);
    const std::int64_t size = m.i64(36);
    const std::int64_t open = m.i64(44);
    if (size < 0 || open < 0) return kAmount;
    if (m.i64(20) != kNull && !to_price(m.i64(20), out.price)) return kAmount;
    if (m.i64(52) != kNull && !to_price(m.i64(52), out.average_price)) return kAmount;
    out.quantity = to_quantity(size);
    // More open than ordered says nothing about what was filled.
    out.has_filled = open <= size;
    if (out.has_filled) out.filled = to_quantity(size - open);
    out.reduce_only = (m.u8(125) & 1) != 0;
    out.venue_time = m.time(68);
    if (m.u8(16) == kClosed) {
        const OrderEnd end = closed_order(out.reason_text, open == 0, m.u8(19) == kIoc);
        out.word = end.word;
        out.reason = end.reason;
    }
    sink.on_update(out);
    return nullptr;
}

Wrong read_fill(Message m, std::uint16_t version, UpdateSink& sink) {
    if (m.any_null({0, 19, 27, 35, 51, 91, 99})) return kNullField;
    FillUpdate out;
    std::string_view trade;
    std::string_view currency;
    if (!m.text(out.fill_id) || !m.text(out.venue_order_id) || !m.text(out.client_order_id) ||
        !m.text(trade) || !m.text(out.market) || !later_text(m, version, currency))
        return kText;
    if (!side_of(m.u8(17), out.side)) return "a fill has no side";
    if (m.i64(19) <= 0 || m.i64(27) <= 0 || !to_price(m.i64(19), out.price)) return kAmount;
    out.quantity = to_quantity(m.i64(27));
    out.fee = to_notional(m.i64(35));
    constexpr std::uint8_t kMaker = 1;
    out.liquidity = m.u8(18) == kMaker ? Liquidity::maker : Liquidity::taker;
    out.venue_time = m.time(51);
    sink.on_update(out);
    if (const std::int64_t funding = m.i64(99); funding != 0)
        sink.on_update(FundingPaidUpdate{.market = out.market,
                                         .payment_id = out.fill_id,
                                         .amount = to_notional(funding),
                                         .venue_time = out.venue_time});
    return nullptr;
}

Wrong read_position(Message m, std::uint16_t, UpdateSink& sink) {
    if (m.any_null({0, 8, 17, 25, 33, 41, 65, 73, 113, 121, 129, 137, 145})) return kNullField;
    PositionUpdate out;
    std::string_view fill;
    if (!m.text(out.market) || !m.text(fill)) return kText;
    Side side{};
    const bool told = side_of(m.u8(16), side);
    const std::int64_t size = m.i64(17);
    if (!told && size != 0) return nullptr;
    out.quantity = to_quantity(side == Side::sell ? -size : size);
    if (m.i64(25) > 0 && !to_price(m.i64(25), out.entry_price)) return kAmount;
    out.venue_time = m.time(73);
    sink.on_update(out);
    return nullptr;
}

Wrong read_account(Message m, std::uint16_t, SbeHead& head, UpdateSink& sink) {
    if (m.any_null({0, 8, 16, 24, 32, 40, 48, 64, 104})) return kNullField;
    constexpr std::uint8_t kLiquidation = 2;
    BalanceUpdate out;
    if (!m.text(out.currency)) return kText;
    head.liquidation = m.u8(112) == kLiquidation;
    out.equity = to_notional(m.i64(48));
    out.free_collateral = to_notional(m.i64(24));
    out.venue_time = m.time(64);
    sink.on_update(out);
    return nullptr;
}

// The block of the first version that has the template: no block may be shorter.
std::size_t least_block(std::uint16_t id) {
    switch (static_cast<Template>(id)) {
        case Template::trade:
            return 50;
        case Template::bbo:
            return 48;
        case Template::book:
            return 89;
        case Template::summary:
            return 216;
        case Template::funding:
            return 58;
        case Template::funding_comparison:
            return 26;
        case Template::order:
            return 126;
        case Template::fill:
            return 107;
        case Template::position:
            return 154;
        case Template::account:
            return 113;
        case Template::heartbeat:
            return 16;
        case Template::subscribed:
            return 17;
    }
    return 0;
}

std::unexpected<Error> bad(std::uint16_t id, std::string_view what) {
    return fail(Errc::malformed, "template " + std::to_string(id) + ": " + std::string{what});
}

}  // namespace

struct Sbe::Impl {
    std::vector<Level> bids;
    std::vector<Level> asks;

    Wrong read_book(Message m, UpdateSink& sink) {
        const std::uint8_t kind = m.u8(16);
        if (kind > 1) return "an unknown pkgType";
        if (m.any_null({0, 8})) return kNullField;
        Message::Group bid_group;
        Message::Group ask_group;
        if (!m.group(bid_group) || !m.group(ask_group)) return kGroup;
        BookUpdate out;
        if (!m.text(out.market)) return kText;
        if (!read_levels(bid_group, bids) || !read_levels(ask_group, asks)) return kLevel;
        out.snapshot = kind == 0;
        out.last = static_cast<std::uint64_t>(m.i64(8));
        out.first = out.snapshot ? 0 : out.last;
        out.previous = out.snapshot ? 0 : out.last - 1;
        out.venue_time = m.time(0);
        out.bids = {bids.data(), bid_group.count};
        out.asks = {asks.data(), ask_group.count};
        sink.on_update(out);
        return nullptr;
    }

    Wrong read(Message m, SbeHead& head, UpdateSink& sink) {
        switch (static_cast<Template>(head.template_id)) {
            case Template::book:
                return read_book(m, sink);
            case Template::trade:
                return read_trade(m, head.version, sink);
            case Template::bbo:
                return read_bbo(m, head.version, sink);
            case Template::summary:
                return read_summary(m, head.version, sink);
            case Template::funding:
                return read_funding(m, head.version, sink);
            case Template::funding_comparison:
                return read_funding_comparison(m, head.version, sink);
            case Template::order:
                return read_order(m, head.version, sink);
            case Template::fill:
                return read_fill(m, head.version, sink);
            case Template::position:
                return read_position(m, head.version, sink);
            case Template::account:
                return read_account(m, head.version, head, sink);
            case Template::heartbeat:
            case Template::subscribed:
                return nullptr;
        }
        return nullptr;
    }
};

Sbe::Sbe() : impl_(std::make_unique<Impl>()) {
    impl_->bids.resize(512);
    impl_->asks.resize(512);
}
Sbe::~Sbe() = default;

Result<SbeHead> Sbe::read(std::span<const char> frame, UpdateSink& sink) {
    if (frame.size() < 8) return fail(Errc::malformed, "a binary frame is shorter than its header");
    const std::size_t block = sbe::load<std::uint16_t>(frame.data());
    SbeHead head{.template_id = sbe::load<std::uint16_t>(frame.data() + 2),
                 .version = sbe::load<std::uint16_t>(frame.data() + 6)};
    if (const auto schema = sbe::load<std::uint16_t>(frame.data() + 4); schema != kSchema)
        return fail(Errc::unsupported, "schema " + std::to_string(schema) + " is not known");
    const std::size_t least = least_block(head.template_id);
    if (least == 0) return head;
    head.known = true;
    if (block > frame.size() - 8) return bad(head.template_id, "the block passes the end");
    if (block < least) return bad(head.template_id, kShort);
    if (const Wrong wrong = impl_->read(Message{frame, block}, head, sink))
        return bad(head.template_id, wrong);
    return head;
}

}  // namespace twinleg::venues::paradex
