#include "venues/paradex/wire.h"

#include <vector>

#include "venues/paradex/json_read.h"
#include "venues/paradex/objects.h"

namespace twinleg::venues::paradex {
namespace {

using json::od::value;

template <typename T>
Result<void> tell(const Result<T>& update, UpdateSink& sink) {
    if (!update) return std::unexpected{update.error()};
    sink.on_update(*update);
    return {};
}

}  // namespace

struct Wire::Impl {
    Sbe sbe;
    json::od::parser parser;
    std::vector<Level> bids;
    std::vector<Level> asks;

    // `data` may stand before the `channel` it needs; then a second walk reads it.
    struct Walk {
        FrameHead head;
        bool has_data{false};
        bool told{false};
    };

    Result<FrameHead> read_text(std::span<const char> frame, UpdateSink& sink);
    Result<void> walk(std::span<const char> frame, Walk& so_far, UpdateSink& sink);
    Result<void> params(value& v, Walk& so_far, UpdateSink& sink);
    Result<void> result(value& v, Walk& so_far, UpdateSink& sink);
    static Result<void> error(value& v, FrameHead& head);
    Result<void> data(value& v, FrameHead& head, UpdateSink& sink);
};

Result<void> Wire::Impl::data(value& v, FrameHead& head, UpdateSink& sink) {
    const std::string_view family = head.channel.substr(0, head.channel.find('.'));
    if (family == "order_book") return tell(read_book(v, bids, asks), sink);
    if (family == "orders") return tell(read_order(v), sink);
    if (family == "fills") return read_fill(v, sink);
    if (family == "bbo") return tell(read_bbo(v), sink);
    if (family == "trades") return tell(read_trade(v), sink);
    if (family == "markets_summary") return read_summary(v, sink);
    if (family == "funding_data") return tell(read_funding(v), sink);
    if (family == "positions") return tell(read_position(v), sink);
    if (family == "account") {
        const auto account = read_account(v);
        if (!account) return std::unexpected{account.error()};
        head.liquidation = account->status == "LIQUIDATION";
        sink.on_update(account->balance);
        return {};
    }
    return {};
}

Result<void> Wire::Impl::params(value& v, Walk& so_far, UpdateSink& sink) {
    return json::each_member(v, "params", [&](std::string_view key, value& member) -> Result<void> {
        if (key == "channel") return json::read(member, key, so_far.head.channel);
        if (key != "data") return {};
        so_far.has_data = true;
        if (so_far.told || so_far.head.channel.empty()) return {};
        so_far.told = true;
        return data(member, so_far.head, sink);
    });
}

Result<void> Wire::Impl::result(value& v, Walk& so_far, UpdateSink& sink) {
    FrameHead& head = so_far.head;
    head.kind = FrameHead::Kind::reply;
    if (!std::string_view{v.raw_json_token()}.starts_with('{')) return {};
    return json::each_member(v, "result", [&](std::string_view key, value& member) -> Result<void> {
        if (key == "channel") return json::read(member, key, head.channel);
        if (key == "status") return json::read(member, key, head.status);
        if (key == "order_id") return json::read(member, key, head.order_id);
        if (key == "enabled") {
            bool enabled = false;
            if (auto done = json::read(member, key, enabled); !done) return done;
            head.enabled = enabled;
            return {};
        }
        if (key != "order" || so_far.told) return {};
        so_far.told = true;
        const auto order = read_order(member);
        if (!order) return std::unexpected{order.error()};
        head.order_id = order->venue_order_id;
        sink.on_update(*order);
        return {};
    });
}

Result<void> Wire::Impl::error(value& v, FrameHead& head) {
    head.kind = FrameHead::Kind::error;
    return json::each_member(v, "error", [&](std::string_view key, value& member) -> Result<void> {
        if (key == "code") return json::read(member, key, head.code);
        const std::string_view token = member.raw_json_token();
        if (!token.starts_with('"')) return {};
        if (key == "message") return json::read(member, key, head.message);
        if (key == "data") return json::read(member, key, head.data);
        return {};
    });
}

Result<void> Wire::Impl::walk(std::span<const char> frame, Walk& so_far, UpdateSink& sink) {
    json::od::document document;
    if (const auto code =
            parser.iterate(frame.data(), frame.size(), frame.size() + kFramePadding).get(document))
        return json::bad("frame", code);
    json::od::object root;
    if (const auto code = document.get_object().get(root)) return json::bad("frame", code);
    const auto done =
        json::each_member(root, "frame", [&](std::string_view key, value& v) -> Result<void> {
            if (key == "params") {
                so_far.head.kind = FrameHead::Kind::data;
                return params(v, so_far, sink);
            }
            if (key == "result") return result(v, so_far, sink);
            if (key == "error") return json::is_null(v) ? Result<void>{} : error(v, so_far.head);
            if (key == "id") return json::read(v, key, so_far.head.id);
            return {};
        });
    if (!done) return done;
    return {};
}

Result<FrameHead> Wire::Impl::read_text(std::span<const char> frame, UpdateSink& sink) {
    Walk so_far;
    if (auto done = walk(frame, so_far, sink); !done) return std::unexpected{done.error()};
    if (so_far.head.kind == FrameHead::Kind::data && so_far.has_data && !so_far.told) {
        if (so_far.head.channel.empty()) return json::bad("channel", "is missing");
        if (auto done = walk(frame, so_far, sink); !done) return std::unexpected{done.error()};
    }
    return so_far.head;
}

Wire::Wire() : impl_(std::make_unique<Impl>()) {}
Wire::~Wire() = default;

Result<FrameHead> Wire::read(std::span<const char> frame, bool binary, UpdateSink& sink) {
    if (!binary) return impl_->read_text(frame, sink);
    const auto sbe = impl_->sbe.read(frame, sink);
    if (!sbe) return std::unexpected{sbe.error()};
    const bool silent =
        !sbe->known || sbe->is(Template::heartbeat) || sbe->is(Template::subscribed);
    return FrameHead{.kind = silent ? FrameHead::Kind::skipped : FrameHead::Kind::data,
                     .binary = true,
                     .sbe = *sbe,
                     .liquidation = sbe->liquidation};
}

}  // namespace twinleg::venues::paradex
