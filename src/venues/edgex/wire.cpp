#include "venues/edgex/wire.h"

#include <vector>

#include "venues/edgex/json_read.h"
#include "venues/edgex/wire_objects.h"

namespace twinleg::venues::edgex {
namespace {

using json::od::object;
using json::od::value;

bool same_word(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if ((a[i] | 0x20) != (b[i] | 0x20)) return false;
    return true;
}

// The first half of a UUID as a number; zero for what is none.
std::uint64_t half_uuid(std::string_view text) {
    std::uint64_t id = 0;
    int digits = 0;
    for (const char c : text) {
        if (c == '-') continue;
        unsigned digit = 0;
        if (c >= '0' && c <= '9')
            digit = static_cast<unsigned>(c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            digit = static_cast<unsigned>((c | 0x20) - 'a') + 10;
        else
            return 0;
        id = id << 4 | digit;
        if (++digits == 16) return id;
    }
    return id;
}

Result<void> take(const Result<std::string_view>& text, std::string_view& out) {
    if (!text) return std::unexpected{text.error()};
    out = *text;
    return {};
}

// The names of a contract in a market frame, and the one an update goes by.
struct Names {
    std::string_view id;
    std::string_view name;
    std::string_view market() const { return name.empty() ? id : name; }

    // Whether `key` was one of them.
    bool takes(std::string_view key) const { return key == "contractId" || key == "contractName"; }
    Result<void> read(std::string_view key, value& v) {
        return take(json::raw_text(v, key), key == "contractId" ? id : name);
    }
    Result<std::string_view> checked() const {
        if (market().empty()) return json::bad("contractId", "is missing");
        return market();
    }
};

Result<void> read_levels(value& array, std::string_view side, std::vector<Level>& out) {
    return json::each_element(array, side, [&](value& element) -> Result<void> {
        Level level;
        if (element.raw_json_token().starts_with('[')) {  // older readers speak of pairs
            int at = 0;
            const auto done = json::each_element(element, side, [&](value& v) -> Result<void> {
                ++at;
                if (at == 1) return json::read(v, "price", level.price);
                if (at == 2) return json::read(v, "size", level.quantity);
                return {};
            });
            if (!done) return done;
        } else {
            object members;
            if (const auto code = element.get_object().get(members)) return json::bad(side, code);
            const auto done = json::each_member(
                members, side, [&](std::string_view key, value& v) -> Result<void> {
                    if (key == "price") return json::read(v, key, level.price);
                    if (key == "size") return json::read(v, key, level.quantity);
                    return {};
                });
            if (!done) return done;
        }
        if (!level.price.is_positive()) return json::bad(side, "a price is not above zero");
        if (level.quantity.is_negative()) return json::bad(side, "a size is below zero");
        out.push_back(level);
        return {};
    });
}

}  // namespace

// One walk over a frame: what was learned of it, and whether its data has been read. Data that
// comes before the type or channel it needs waits for a second walk.
struct Frames::Impl {
    json::od::parser parser;
    std::vector<Level> bids;
    std::vector<Level> asks;

    struct Walk {
        FrameHead head;
        std::string_view type;
        std::string_view time;  // as it stands in the frame itself
        std::string_view code;  // of an error
        bool has_data{false};
        bool done{false};  // with the data

        bool market() const { return type == "quote-event"; }
        bool account() const { return type == "trade-event"; }
        bool ready() const { return account() || (market() && !head.channel.empty()); }
    };

    Result<FrameHead> read(std::span<const char> frame, UpdateSink& sink);

private:
    Result<void> walk(object root, Walk& so_far, UpdateSink& sink);
    Result<void> content(std::string_view key, value& v, Walk& so_far, UpdateSink& sink);
    Result<void> market_data(value& data, std::string_view channel, UpdateSink& sink);
    static Result<void> account_data(value& data, UpdateSink& sink);
    Result<void> depth(object o, UpdateSink& sink);
    static Result<void> trade(object o, UpdateSink& sink);
    static Result<void> ticker(object o, UpdateSink& sink);
    static Result<void> book_ticker(object o, UpdateSink& sink);
    static Result<void> funding(object o, UpdateSink& sink);
    static Result<void> metadata(object o, UpdateSink& sink);
};

Result<void> Frames::Impl::depth(object o, UpdateSink& sink) {
    Names names;
    std::string_view type;
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    bool numbered = false;
    bids.clear();
    asks.clear();
    const auto done =
        json::each_member(o, "depth", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "asks") return read_levels(v, key, asks);
            if (key == "bids") return read_levels(v, key, bids);
            if (key == "startVersion" || key == "endVersion") {
                const auto version = json::whole(v, key);
                if (!version) return std::unexpected{version.error()};
                (key == "startVersion" ? start : end) = *version;
                numbered = numbered || key == "endVersion";
                return {};
            }
            if (key == "depthType") return take(json::raw_text(v, key), type);
            if (names.takes(key)) return names.read(key, v);
            return {};
        });
    if (!done) return done;
    const auto name = names.checked();
    if (!name) return std::unexpected{name.error()};
    if (!numbered) return json::bad("endVersion", "is missing");
    const bool snapshot = same_word(type, "SNAPSHOT");
    if (!snapshot && !same_word(type, "CHANGED"))
        return json::bad("depthType", "is neither SNAPSHOT nor CHANGED");
    sink.on_update(BookUpdate{.market = *name,
                              .snapshot = snapshot,
                              .first = snapshot ? 0 : start,
                              .last = end,
                              .previous = snapshot ? 0 : start,
                              .bids = bids,
                              .asks = asks});
    return {};
}

Result<void> Frames::Impl::trade(object o, UpdateSink& sink) {
    Names names;
    TradeUpdate trade;
    bool sided = false;
    const auto done =
        json::each_member(o, "trades", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "price") return json::read(v, key, trade.price);
            if (key == "size") return json::read(v, key, trade.quantity);
            if (key == "ticketId") {
                const auto text = json::raw_text(v, key);
                if (!text) return std::unexpected{text.error()};
                trade.id = half_uuid(*text);
                return {};
            }
            if (key == "time") {
                const auto time = json::time(v, key);
                if (!time) return std::unexpected{time.error()};
                trade.venue_time = *time;
                return {};
            }
            if (key == "isBuyerMaker") {
                const auto maker = json::flag(v, key);
                if (!maker) return std::unexpected{maker.error()};
                trade.taker_side = *maker ? Side::sell : Side::buy;
                sided = true;
                return {};
            }
            if (names.takes(key)) return names.read(key, v);
            return {};
        });
    if (!done) return done;
    const auto name = names.checked();
    if (!name) return std::unexpected{name.error()};
    trade.market = *name;
    if (!sided) return json::bad("isBuyerMaker", "is missing");
    if (!trade.price.is_positive()) return json::bad("price", "is not above zero");
    if (!trade.quantity.is_positive()) return json::bad("size", "is not above zero");
    sink.on_update(trade);
    return {};
}

Result<void> Frames::Impl::ticker(object o, UpdateSink& sink) {
    Names names;
    Price mark;
    Price oracle;
    Price index;
    Ratio rate;
    Time next;
    bool has_rate = false;
    bool has_open = false;
    bool open = true;
    const auto done =
        json::each_member(o, "ticker", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "markPrice") return json::read(v, key, mark);
            if (key == "oraclePrice") return json::read(v, key, oracle);
            if (key == "indexPrice") return json::read(v, key, index);
            if (key == "fundingRate") {
                has_rate = true;
                return json::read(v, key, rate);
            }
            if (key == "nextFundingTime") {
                const auto time = json::time(v, key);
                if (!time) return std::unexpected{time.error()};
                next = *time;
                return {};
            }
            if (key == "marketOpen") {
                const auto told = json::flag(v, key);
                if (!told) return std::unexpected{told.error()};
                has_open = true;
                open = *told;
                return {};
            }
            if (names.takes(key)) return names.read(key, v);
            return {};
        });
    if (!done) return done;
    const auto name = names.checked();
    if (!name) return std::unexpected{name.error()};
    if (!mark.is_positive()) mark = oracle;
    if (mark.is_positive()) sink.on_update(MarkUpdate{*name, mark, index, {}});
    if (has_rate) sink.on_update(FundingUpdate{*name, rate, {}, next});
    if (has_open)
        sink.on_update(MarketStateUpdate{*name, open ? MarketMode::normal : MarketMode::halted});
    return {};
}

Result<void> Frames::Impl::book_ticker(object o, UpdateSink& sink) {
    Names names;
    QuoteUpdate quote;
    const auto done =
        json::each_member(o, "bookTicker", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "bestAskPrice") return json::read(v, key, quote.ask.price);
            if (key == "bestAskSize") return json::read(v, key, quote.ask.quantity);
            if (key == "bestBidPrice") return json::read(v, key, quote.bid.price);
            if (key == "bestBidSize") return json::read(v, key, quote.bid.quantity);
            if (key == "time") {
                const auto time = json::time(v, key);
                if (!time) return std::unexpected{time.error()};
                quote.venue_time = *time;
                return {};
            }
            if (names.takes(key)) return names.read(key, v);
            return {};
        });
    if (!done) return done;
    const auto name = names.checked();
    if (!name) return std::unexpected{name.error()};
    quote.market = *name;
    quote.sequence = static_cast<std::uint64_t>(quote.venue_time.ns / 1'000'000);
    sink.on_update(quote);
    return {};
}

Result<void> Frames::Impl::funding(object o, UpdateSink& sink) {
    Names names;
    FundingUpdate funding;
    bool has_rate = false;
    const auto done =
        json::each_member(o, "fundingRate", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "fundingRate") {
                has_rate = true;
                return json::read(v, key, funding.rate);
            }
            if (key == "fundingRateIntervalMin") {
                const auto number = json::whole(v, key);
                if (!number) return std::unexpected{number.error()};
                if (*number > 1'000'000)
                    return fail(Errc::out_of_range, "fundingRateIntervalMin: is too long");
                funding.interval = minutes(static_cast<std::int64_t>(*number));
                return {};
            }
            if (names.takes(key)) return names.read(key, v);
            return {};
        });
    if (!done) return done;
    const auto name = names.checked();
    if (!name) return std::unexpected{name.error()};
    if (!has_rate) return json::bad("fundingRate", "is missing");
    funding.market = *name;
    sink.on_update(funding);
    return {};
}

// data[0] is {coin, contract} in V1 and shaped like the metadata answer in V2.
Result<void> Frames::Impl::metadata(object o, UpdateSink& sink) {
    return json::each_member(o, "metadata", [&](std::string_view key, value& v) -> Result<void> {
        if (key != "contract" && key != "contractList") return {};
        return json::each_object(v, key, [&](object contract) -> Result<void> {
            Names names;
            bool trade = true;
            bool opening = true;
            const auto done = json::each_member(
                contract, "contract", [&](std::string_view field, value& w) -> Result<void> {
                    if (field == "enableTrade" || field == "enableOpenPosition") {
                        const auto told = json::flag(w, field);
                        if (!told) return std::unexpected{told.error()};
                        (field == "enableTrade" ? trade : opening) = *told;
                        return {};
                    }
                    if (names.takes(field)) return names.read(field, w);
                    return {};
                });
            if (!done) return done;
            const auto name = names.checked();
            if (!name) return std::unexpected{name.error()};
            sink.on_update(MarketStateUpdate{*name, !trade     ? MarketMode::halted
                                                    : !opening ? MarketMode::cancel_only
                                                               : MarketMode::normal});
            return {};
        });
    });
}

Result<void> Frames::Impl::market_data(value& data, std::string_view channel, UpdateSink& sink) {
    const std::string_view family = channel.substr(0, channel.find('.'));
    if (family == "depth")
        return json::each_object(data, family, [&](object o) { return depth(o, sink); });
    using Reader = Result<void> (*)(object, UpdateSink&);
    Reader reader = nullptr;
    if (family == "trades" || family == "trade") reader = trade;
    if (family == "ticker") reader = ticker;
    if (family == "bookTicker") reader = book_ticker;
    if (family == "fundingRate") reader = funding;
    if (family == "metadata") reader = metadata;
    if (reader == nullptr) return {};  // klines and what may come
    return json::each_object(data, family, [&](object o) { return reader(o, sink); });
}

Result<void> Frames::Impl::account_data(value& data, UpdateSink& sink) {
    if (data.raw_json_token().starts_with("null")) return {};
    object members;
    if (const auto code = data.get_object().get(members)) return json::bad("data", code);
    return json::each_member(members, "data", [&](std::string_view key, value& v) -> Result<void> {
        if (key == "order") {
            return json::each_object(v, key, [&](object o) -> Result<void> {
                const auto order = read_order(o);
                if (!order) return std::unexpected{order.error()};
                sink.on_update(*order);
                return {};
            });
        }
        if (key == "orderFillTransaction") {
            return json::each_object(v, key, [&](object o) -> Result<void> {
                const auto fill = read_fill(o);
                if (!fill) return std::unexpected{fill.error()};
                if (fill->stands) sink.on_update(fill->fill);
                return {};
            });
        }
        if (key == "position") {
            return json::each_object(v, key, [&](object o) -> Result<void> {
                const auto position = read_position(o);
                if (!position) return std::unexpected{position.error()};
                sink.on_update(*position);
                return {};
            });
        }
        if (key == "positionTransaction") {
            return json::each_object(v, key, [&](object o) -> Result<void> {
                const auto funding = read_position_transaction(o);
                if (!funding) return std::unexpected{funding.error()};
                if (funding->is_funding) sink.on_update(funding->paid);
                return {};
            });
        }
        return {};
    });
}

Result<void> Frames::Impl::content(std::string_view key, value& v, Walk& so_far, UpdateSink& sink) {
    FrameHead& head = so_far.head;
    if (key == "data") {
        so_far.has_data = true;
        if (so_far.done || !so_far.ready()) return {};
        so_far.done = true;
        return so_far.market() ? market_data(v, head.channel, sink) : account_data(v, sink);
    }
    if (key == "channel") return take(json::raw_text(v, key), head.channel);
    if (key == "code") return take(json::raw_text(v, key), so_far.code);
    if (key == "dataType" || key == "event") {
        if (const auto text = take(json::raw_text(v, key), head.text); !text) return text;
        head.snapshot = same_word(head.text, "Snapshot");
    } else if (key == "version") {
        const auto version = json::whole(v, key);
        if (!version) return std::unexpected{version.error()};
        head.version = *version;
    } else if (key == "time") {
        const auto time = json::time(v, key);
        if (!time) return std::unexpected{time.error()};
        head.venue_time = *time;
    }
    return {};
}

Result<void> Frames::Impl::walk(object root, Walk& so_far, UpdateSink& sink) {
    return json::each_member(root, "frame", [&](std::string_view key, value& v) -> Result<void> {
        if (key == "type") return take(json::raw_text(v, key), so_far.type);
        if (key == "channel") return take(json::raw_text(v, key), so_far.head.channel);
        if (key == "time") return take(json::raw_text(v, key), so_far.time);
        if (key != "content" || v.raw_json_token().starts_with("null")) return {};
        object members;
        if (const auto code = v.get_object().get(members)) return json::bad(key, code);
        return json::each_member(members, key, [&](std::string_view inner, value& w) {
            return content(inner, w, so_far, sink);
        });
    });
}

Result<FrameHead> Frames::Impl::read(std::span<const char> frame, UpdateSink& sink) {
    json::od::document document;
    const simdjson::padded_string_view bytes{frame.data(), frame.size(),
                                             frame.size() + kFramePadding};
    if (const auto code = parser.iterate(bytes).get(document)) return json::bad("frame", code);
    Walk so_far;
    for (int turn = 0; turn < 2; ++turn) {
        if (turn == 1) document.rewind();
        object root;
        if (const auto code = document.get_object().get(root)) return json::bad("frame", code);
        if (const auto walked = walk(root, so_far, sink); !walked)
            return std::unexpected{walked.error()};
        if (so_far.done || !so_far.has_data || !so_far.ready()) break;
    }

    FrameHead& head = so_far.head;
    using Kind = FrameHead::Kind;
    const std::string_view type = so_far.type;
    if (so_far.market() || so_far.account()) {
        if (!so_far.ready()) return json::bad("channel", "is missing");
        if (!so_far.has_data) return json::bad("content.data", "is missing");
        if (so_far.account() && head.text.empty()) return json::bad("event", "is missing");
        head.kind = so_far.market() ? Kind::market : Kind::account;
        return head;
    }
    if (type == "ping" || type == "pong") {
        head.kind = type == "ping" ? Kind::ping : Kind::pong;
        head.text = so_far.time;
    } else if (type == "subscribed" || type == "unsubscribed") {
        head.kind = type == "subscribed" ? Kind::subscribed : Kind::unsubscribed;
    } else if (type == "error") {
        head.kind = Kind::error;
        head.text = so_far.code;
    } else if (type == "connected") {
        head.kind = Kind::greeting;
    } else if (type.empty()) {
        return json::bad("type", "is missing");
    } else if (type != "assets-event") {
        return json::bad("type", "is not known here");
    }
    return head;
}

Frames::Frames() : impl_(std::make_unique<Impl>()) {}
Frames::~Frames() = default;

Result<FrameHead> Frames::read(std::span<const char> frame, UpdateSink& sink) {
    return impl_->read(frame, sink);
}

}  // namespace twinleg::venues::edgex
