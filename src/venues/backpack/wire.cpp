#include "venues/backpack/wire.h"

#include "venues/backpack/words.h"
#include "venues/kit/json.h"
#include "venues/kit/text_decoder.h"

namespace twinleg::venues::backpack {

using kit::JsonCursor;
using kit::JsonValue;
using kit::Letters;
using kit::Taker;

// One frame: what its head says, and the letters of its data.
struct Frames::Walk {
    FrameHead head;
    JsonValue error;
    bool has_data{false};
    bool has_stream{false};
    Letters letters;
};

namespace {

bool is_fill(const Letters& data) {
    return data['e'].raw == "orderFill";
}

Result<void> tell_book(const Letters& data, std::span<const Level> bids,
                       std::span<const Level> asks, UpdateSink& sink) {
    Taker take{"depth"};
    BookUpdate out{.market = take.must_text(data['s'], "s"),
                   .first = take.must_whole(data['U'], "U"),
                   .last = take.must_whole(data['u'], "u"),
                   .venue_time = take.time_us(data['T'], "T"),
                   .bids = bids,
                   .asks = asks};
    if (take.ok() && out.last < out.first) take.fail(Errc::out_of_range, "u", "is below U");
    if (!take.ok()) return take.result();
    out.previous = out.first > 0 ? out.first - 1 : 0;
    sink.on_update(out);
    return {};
}

Result<void> tell_quote(const Letters& data, UpdateSink& sink) {
    Taker take{"bookTicker"};
    const QuoteUpdate out{.market = take.must_text(data['s'], "s"),
                          .sequence = take.whole(data['u'], "u"),
                          .venue_time = take.time_us(data['T'], "T"),
                          .bid = {take.price(data['b'], "b"), take.quantity(data['B'], "B")},
                          .ask = {take.price(data['a'], "a"), take.quantity(data['A'], "A")}};
    if (!take.ok()) return take.result();
    sink.on_update(out);
    return {};
}

Result<void> tell_trade(const Letters& data, UpdateSink& sink) {
    Taker take{"trade"};
    const TradeUpdate out{.market = take.must_text(data['s'], "s"),
                          .id = take.whole(data['t'], "t"),
                          .venue_time = take.time_us(data['T'], "T"),
                          .price = take.must_price(data['p'], "p"),
                          .quantity = take.must_quantity(data['q'], "q"),
                          // The buyer was resting: the seller took.
                          .taker_side = data['m'].is_true() ? Side::sell : Side::buy};
    if (!take.ok()) return take.result();
    sink.on_update(out);
    return {};
}

Result<void> tell_mark(const Letters& data, UpdateSink& sink) {
    Taker take{"markPrice"};
    const std::string_view market = take.must_text(data['s'], "s");
    const MarkUpdate mark{.market = market,
                          .mark = take.must_price(data['p'], "p"),
                          .index = take.price(data['i'], "i"),
                          .venue_time = take.time_us(data['T'], "T")};
    const FundingUpdate funding{
        .market = market, .rate = take.ratio(data['f'], "f"), .next = take.time_ms(data['n'], "n")};
    if (!take.ok()) return take.result();
    sink.on_update(mark);
    if (!data['f'].is_null()) sink.on_update(funding);
    return {};
}

Side side_of(const JsonValue& v, Taker& take, std::string_view field) {
    if (v.raw != "Bid" && v.raw != "Ask") take.fail(Errc::malformed, field, "is no side");
    return v.raw == "Ask" ? Side::sell : Side::buy;
}

Result<void> tell_order(const Letters& data, UpdateSink& sink) {
    Taker take{"orderUpdate"};
    OrderUpdate out{.market = take.must_text(data['s'], "s"),
                    .client_order_id = data['c'].plain(),
                    .venue_order_id = take.must_text(data['i'], "i"),
                    .reason_text = data['R'].plain(),
                    .reason = reason_of_expiry(data['R'].plain()),
                    .side = side_of(data['S'], take, "S"),
                    .price = take.price(data['p'], "p"),
                    .quantity = take.quantity(data['q'], "q"),
                    .has_filled = !data['z'].is_null(),
                    .filled = take.quantity(data['z'], "z"),
                    .reduce_only = data['r'].is_true(),
                    .venue_time = take.time_us(data['T'], "T")};
    const auto word = word_of(data['X'].plain());
    if (!word) {
        take.fail(word.error());
        return take.result();
    }
    out.word = *word;
    if (out.word == OrderWord::expired && out.reason == Reason::none && data['f'].raw == "IOC")
        out.reason = Reason::no_liquidity;
    if (is_fill(data)) {
        const FillUpdate fill{
            .market = out.market,
            .client_order_id = out.client_order_id,
            .venue_order_id = out.venue_order_id,
            .fill_id = take.must_text(data['t'], "t"),
            .side = out.side,
            .price = take.must_price(data['L'], "L"),
            .quantity = take.must_quantity(data['l'], "l"),
            .fee = take.notional(data['n'], "n"),
            .liquidity = data['m'].is_true() ? Liquidity::maker : Liquidity::taker,
            .venue_time = out.venue_time};
        if (take.ok() && !fill.quantity.is_positive())
            take.fail(Errc::out_of_range, "l", "is not above zero");
        if (!take.ok()) return take.result();
        sink.on_update(fill);
    }
    if (!take.ok()) return take.result();
    // Triggers are of orders that we never place; what they say of an order is told all the same.
    sink.on_update(out);
    return {};
}

Result<void> tell_position(const Letters& data, UpdateSink& sink) {
    Taker take{"positionUpdate"};
    const PositionUpdate out{.market = take.must_text(data['s'], "s"),
                             .quantity = take.must_quantity(data['q'], "q"),
                             .entry_price = take.price(data['B'], "B"),
                             .venue_time = take.time_us(data['T'], "T")};
    if (!take.ok()) return take.result();
    sink.on_update(out);
    return {};
}

}  // namespace

Result<FrameHead> Frames::read(std::span<const char> frame, UpdateSink& sink) {
    Walk walk;
    bids_.clear();
    asks_.clear();
    JsonCursor at{{frame.data(), frame.size()}};
    std::string_view key;
    for (at.enter('{'); at.member(key);) {
        if (key == "data" && at.next_is('{')) {
            walk.has_data = true;
            for (at.enter('{'); at.member(key);) {
                // Levels where it is a book; ids and prices elsewhere.
                if (key.size() == 1 && (key[0] == 'a' || key[0] == 'b') && at.next_is('[')) {
                    at.levels(key[0] == 'a' ? asks_ : bids_);
                    continue;
                }
                const JsonValue v = at.value();
                if (auto* place = walk.letters.find(key)) *place = v;
            }
        } else if (key == "stream") {
            walk.head.stream = at.value().plain();
            walk.has_stream = true;
        } else if (key == "error") {
            walk.error = at.value();
        } else {
            at.value();
        }
    }
    if (!at.finished()) return at.error("frame");

    FrameHead& head = walk.head;
    if (!walk.error.is_null()) {
        head.kind = FrameHead::Kind::error;
        head.text = walk.error.raw;
        return head;
    }
    if (!walk.has_stream) return head;  // an acknowledgement
    if (!walk.has_data) return fail(Errc::missing, "frame: data is missing");

    using Kind = FrameHead::Kind;
    const Letters& data = walk.letters;
    const std::string_view kind = head.stream.substr(0, head.stream.find('.'));
    Result<void> told;
    if (kind == "depth") {
        head.kind = Kind::market;
        told = tell_book(data, bids_, asks_, sink);
    } else if (kind == "bookTicker") {
        head.kind = Kind::market;
        told = tell_quote(data, sink);
    } else if (kind == "trade") {
        head.kind = Kind::market;
        told = tell_trade(data, sink);
    } else if (kind == "markPrice") {
        head.kind = Kind::market;
        told = tell_mark(data, sink);
    } else if (head.stream.starts_with("account.orderUpdate")) {
        head.kind = Kind::order;
        told = tell_order(data, sink);
    } else if (head.stream.starts_with("account.positionUpdate")) {
        head.kind = Kind::position;
        told = tell_position(data, sink);
    }
    if (!told) return std::unexpected{told.error()};
    return head;
}

std::string subscribe_frame(std::span<const std::string> streams) {
    std::string text = R"({"method":"SUBSCRIBE","params":[)";
    for (const std::string& stream : streams) {
        if (text.back() != '[') text += ',';
        text += '"';
        text += stream;
        text += '"';
    }
    return text + "]}";
}

std::unique_ptr<FrameDecoder> make_decoder() {
    return std::make_unique<kit::TextDecoder<Frames>>("backpack");
}

}  // namespace twinleg::venues::backpack
