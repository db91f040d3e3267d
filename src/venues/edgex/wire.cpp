#include "venues/edgex/wire.h"

#include <vector>

#include "venues/edgex/json_read.h"
#include "venues/edgex/wire_market.h"
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

// A level as an object, or as a pair, which older readers speak of.
Result<void> read_level(value& element, std::string_view side, std::vector<Level>& out) {
    Level level;
    if (element.raw_json_token().starts_with('[')) {
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
        const auto done =
            json::each_member(members, side, [&](std::string_view key, value& v) -> Result<void> {
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
}

// Levels as the venue writes them, [{"price":"97394.1","size":"0.551"},…] without a blank, and none
// of them wrong. False: anything else; `out` is as it was.
bool read_plain_levels(std::string_view text, std::vector<Level>& out) {
    const std::size_t before = out.size();
    const auto otherwise = [&] {
        out.resize(before);
        return false;
    };
    const auto skip = [&](std::string_view expected) {
        if (!text.starts_with(expected)) return false;
        text.remove_prefix(expected.size());
        return true;
    };
    const auto number = [&](auto& into) {
        const auto end = text.find('"');
        if (end == std::string_view::npos || !json::fast_decimal(text.substr(0, end), into))
            return false;
        text.remove_prefix(end + 1);
        return true;
    };
    if (!skip("[")) return false;
    if (text == "]") return true;
    do {
        Level level;
        if (!skip(R"({"price":")") || !number(level.price) || !skip(R"(,"size":")") ||
            !number(level.quantity) || !skip("}") || !level.price.is_positive() ||
            level.quantity.is_negative())
            return otherwise();
        out.push_back(level);
    } while (skip(","));
    return text == "]" || otherwise();
}

Result<void> read_levels(value& v, std::string_view side, std::vector<Level>& out) {
    json::od::array array;
    if (v.raw_json_token().starts_with("null")) return {};
    if (const auto code = v.get_array().get(array)) return json::bad(side, code);
    std::string_view text;
    if (const auto code = array.raw_json().get(text)) return json::bad(side, code);
    if (read_plain_levels(text, out)) return {};
    if (const auto code = array.reset().error()) return json::bad(side, code);
    for (auto each : array) {
        value element;
        if (const auto code = std::move(each).get(element)) return json::bad(side, code);
        if (auto done = read_level(element, side, out); !done) return done;
    }
    return {};
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
};

Result<void> Frames::Impl::depth(object o, UpdateSink& sink) {
    ContractNames names;
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
            if (key == "depthType") return json::take(json::raw_text(v, key), type);
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

Result<void> Frames::Impl::market_data(value& data, std::string_view channel, UpdateSink& sink) {
    const std::string_view family = channel.substr(0, channel.find('.'));
    if (family == "depth")
        return json::each_object(data, family, [&](object o) { return depth(o, sink); });
    using Reader = Result<void> (*)(object, UpdateSink&);
    Reader reader = nullptr;
    if (family == "trades" || family == "trade") reader = read_trade;
    if (family == "ticker") reader = read_ticker;
    if (family == "bookTicker") reader = read_book_ticker;
    if (family == "fundingRate") reader = read_funding;
    if (family == "metadata") reader = read_metadata;
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
    if (key == "channel") return json::take(json::raw_text(v, key), head.channel);
    if (key == "code") return json::take(json::raw_text(v, key), so_far.code);
    if (key == "dataType" || key == "event") {
        if (const auto text = json::take(json::raw_text(v, key), head.text); !text) return text;
        head.snapshot = same_word(head.text, "Snapshot");
    } else if (key == "version") {
        return json::take(json::whole(v, key), head.version);
    } else if (key == "time") {
        return json::take(json::time(v, key), head.venue_time);
    }
    return {};
}

Result<void> Frames::Impl::walk(object root, Walk& so_far, UpdateSink& sink) {
    return json::each_member(root, "frame", [&](std::string_view key, value& v) -> Result<void> {
        if (key == "type") return json::take(json::raw_text(v, key), so_far.type);
        if (key == "channel") return json::take(json::raw_text(v, key), so_far.head.channel);
        if (key == "time") return json::take(json::raw_text(v, key), so_far.time);
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
