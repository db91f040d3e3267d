#include "venues/aster/wire.h"

#include <algorithm>
#include <cctype>

#include "venues/aster/account_frames.h"
#include "venues/kit/json.h"
#include "venues/kit/text_decoder.h"

namespace twinleg::venues::aster {

using kit::JsonCursor;
using kit::JsonValue;
using kit::Letters;
using kit::Taker;

// One event: its letters, and the members with longer names.
struct Frames::Walk {
    std::string_view stream;
    Letters letters;
    JsonValue previous;  // pu
    JsonValue last;      // lastUpdateId
    JsonValue symbol;    // of a REST depth that names it
    JsonValue result, error, code, message, id;
    bool has_result{false};
    bool has_levels{false};
};

namespace {

using Kind = FrameHead::Kind;

// Streams @depth5, @depth10 and @depth20 tell whole levels; @depth and @depth@100ms changes.
bool tells_whole_levels(std::string_view stream) {
    const auto at = stream.find("@depth");
    if (at == std::string_view::npos || at + 6 >= stream.size()) return false;
    const char next = stream[at + 6];
    return next >= '0' && next <= '9';
}

Result<void> tell_quote(const Letters& data, UpdateSink& sink) {
    Taker take{"bookTicker"};
    const QuoteUpdate out{.market = take.must_text(data['s'], "s"),
                          .sequence = take.whole(data['u'], "u"),
                          .venue_time = take.time_ms(data['T'], "T"),
                          .bid = {take.price(data['b'], "b"), take.quantity(data['B'], "B")},
                          .ask = {take.price(data['a'], "a"), take.quantity(data['A'], "A")}};
    if (!take.ok()) return take.result();
    sink.on_update(out);
    return {};
}

Result<void> tell_trade(const Letters& data, UpdateSink& sink) {
    const bool single = data['e'].raw == "trade";
    Taker take{data['e'].raw};
    const TradeUpdate out{.market = take.must_text(data['s'], "s"),
                          .id = take.whole(data[single ? 't' : 'a'], single ? "t" : "a"),
                          .venue_time = take.time_ms(data['T'], "T"),
                          .price = take.price(data['p'], "p"),
                          .quantity = take.must_quantity(data['q'], "q"),
                          // The buyer was resting: the seller took.
                          .taker_side = data['m'].is_true() ? Side::sell : Side::buy};
    if (!take.ok()) return take.result();
    // Trades of an insurance fund and the like come without a price: no market has made them.
    if (out.price.is_positive() && out.quantity.is_positive()) sink.on_update(out);
    return {};
}

Result<void> tell_mark(const Letters& data, UpdateSink& sink) {
    Taker take{"markPriceUpdate"};
    const std::string_view market = take.must_text(data['s'], "s");
    const MarkUpdate mark{.market = market,
                          .mark = take.must_price(data['p'], "p"),
                          .index = take.price(data['i'], "i"),
                          .venue_time = take.time_ms(data['E'], "E")};
    const FundingUpdate funding{
        .market = market, .rate = take.ratio(data['r'], "r"), .next = take.time_ms(data['T'], "T")};
    if (!take.ok()) return take.result();
    sink.on_update(mark);
    if (!data['r'].plain().empty()) sink.on_update(funding);
    return {};
}

}  // namespace

Result<FrameHead> Frames::read(std::span<const char> frame, UpdateSink& sink) {
    const std::string_view text{frame.data(), frame.size()};
    JsonCursor at{text};
    if (at.next_is('[')) {
        FrameHead head;
        for (at.enter('['); at.element();) {
            const JsonValue each = at.value();
            if (each.kind != JsonValue::Kind::object)
                return fail(Errc::malformed, "frame: a list of something else than events");
            if (!at.ok()) break;
            auto read_one = read(std::span<const char>{each.raw.data(), each.raw.size()}, sink);
            if (!read_one) return read_one;
            head = *read_one;
        }
        if (!at.finished()) return at.error("frame");
        return head;
    }

    Walk walk;
    bids_.clear();
    asks_.clear();
    std::string_view nested;  // a list of events in the envelope
    const auto member = [&](std::string_view key) {
        const bool levels = key == "b" || key == "a" || key == "bids" || key == "asks";
        if (levels && at.next_is('[')) {
            at.levels(key[0] == 'b' ? bids_ : asks_);
            walk.has_levels = true;
            return;
        }
        const JsonValue v = at.value();
        if (auto* place = walk.letters.find(key)) {
            *place = v;
        } else if (key == "pu") {
            walk.previous = v;
        } else if (key == "lastUpdateId") {
            walk.last = v;
        } else if (key == "symbol") {
            walk.symbol = v;
        } else if (key == "result") {
            walk.result = v;
            walk.has_result = true;
        } else if (key == "error") {
            walk.error = v;
        } else if (key == "code") {
            walk.code = v;
        } else if (key == "msg") {
            walk.message = v;
        } else if (key == "id") {
            walk.id = v;
        } else if (key == "stream") {
            walk.stream = v.plain();
        } else if (key == "data") {
            nested = v.raw;
        }
    };
    std::string_view key;
    for (at.enter('{'); at.member(key);) {
        if (key == "data" && at.next_is('{')) {
            for (at.enter('{'); at.member(key);)
                member(key);
        } else {
            member(key);
        }
    }
    if (!at.finished()) return at.error("frame");
    if (nested.starts_with('['))
        return read(std::span<const char>{nested.data(), nested.size()}, sink);

    FrameHead head;
    const Letters& data = walk.letters;
    const std::string_view event = data['e'].raw;
    if (event.empty() && walk.last.is_null()) {
        if (!walk.error.is_null() || !walk.code.is_null()) {
            head.kind = Kind::error;
            head.text = walk.message.raw.empty() ? walk.error.raw : walk.message.raw;
            return head;
        }
        if (!walk.has_result) return fail(Errc::missing, "frame: e is missing");
        head.kind = Kind::answer;
        head.text = walk.id.plain();
        return head;
    }

    Taker take{"frame"};
    head.venue_time = take.time_ms(data['E'], "E");
    if (!take.ok()) return std::unexpected{take.result().error()};
    Result<void> told;
    if (event == "depthUpdate" || event.empty()) {
        const bool rest = event.empty();
        const bool whole = rest || tells_whole_levels(walk.stream);
        Taker book{"depth"};
        BookUpdate out{.market = rest ? walk.symbol.plain() : book.must_text(data['s'], "s"),
                       .snapshot = whole,
                       .last = rest ? book.must_whole(walk.last, "lastUpdateId")
                                    : book.must_whole(data['u'], "u"),
                       .venue_time = book.time_ms(data['T'], "T"),
                       .bids = bids_,
                       .asks = asks_};
        if (!whole) {
            out.first = book.must_whole(data['U'], "U");
            out.previous = book.must_whole(walk.previous, "pu");
            if (book.ok() && out.last < out.first) book.fail(Errc::out_of_range, "u", "is below U");
        }
        if (!walk.has_levels) book.fail(Errc::missing, "levels", "are missing");
        if (!book.ok()) return std::unexpected{book.result().error()};
        sink.on_update(out);
        head.kind = Kind::market;
    } else if (event == "bookTicker") {
        head.kind = Kind::market;
        told = tell_quote(data, sink);
    } else if (event == "aggTrade" || event == "trade") {
        head.kind = Kind::market;
        told = tell_trade(data, sink);
    } else if (event == "markPriceUpdate") {
        head.kind = Kind::market;
        told = tell_mark(data, sink);
    } else if (event == "ORDER_TRADE_UPDATE") {
        head.kind = Kind::account;
        told = tell_order_event(data['o'], head.venue_time, fill_id_, sink);
    } else if (event == "ACCOUNT_UPDATE") {
        bool paid = false;
        told = tell_account_event(data['a'], head.venue_time, paid, sink);
        head.kind = paid ? Kind::funding : Kind::account;
    } else if (event == "listenKeyExpired") {
        head.kind = Kind::key_expired;
    } else if (event == "ACCOUNT_CONFIG_UPDATE" || event == "MARGIN_CALL") {
        head.kind = Kind::account;
        head.text = event;
    }
    if (!told) return std::unexpected{told.error()};
    return head;
}

std::string subscribe_frame(std::string_view stream, unsigned id) {
    std::string text = R"({"method":"SUBSCRIBE","params":[")";
    text += stream;
    text += R"("],"id":)";
    text += std::to_string(id);
    return text + "}";
}

std::string stream_symbol(std::string_view symbol) {
    std::string out{symbol};
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::unique_ptr<FrameDecoder> make_decoder() {
    return std::make_unique<kit::TextDecoder<Frames>>("aster");
}

}  // namespace twinleg::venues::aster
