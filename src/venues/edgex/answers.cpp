#include "venues/edgex/answers.h"

#include "venues/edgex/answer_reader.h"
#include "venues/edgex/wire_objects.h"

namespace twinleg::venues::edgex {

using json::od::object;
using json::od::value;

std::string Reply::text() const {
    if (message.empty()) return code;
    return code + ": " + message;
}

namespace {

// Calls `visit` for each object of a bare list, or of a page's dataList, whose offset it notes.
template <typename Visit>
Result<void> each_listed(value& data, Page& page, Visit&& visit) {
    page.next.clear();
    if (data.raw_json_token().starts_with('[')) return json::each_object(data, "data", visit);
    object members;
    if (const auto code = data.get_object().get(members)) return json::bad("data", code);
    return json::each_member(members, "data", [&](std::string_view key, value& v) -> Result<void> {
        if (key == "dataList") return json::each_object(v, key, visit);
        if (key == "nextPageOffsetData") {
            const auto text = json::plain_text(v, key);
            if (!text) return std::unexpected{text.error()};
            page.next = *text;
        }
        return {};
    });
}

}  // namespace

Result<void> AnswerReader::member(std::string_view key, value& v, Reply& reply) {
    if (key == "code" || key == "msg") {
        const auto text = json::plain_text(v, key);
        if (!text) return std::unexpected{text.error()};
        (key == "code" ? reply.code : reply.message) = *text;
    } else if (key == "requestTime" || (key == "responseTime" && !reply.time.known())) {
        const auto time = json::time(v, key);
        if (!time) return std::unexpected{time.error()};
        if (time->known()) reply.time = *time;
    }
    return {};
}

Answers::Answers() : impl_(std::make_unique<Impl>()) {}
Answers::~Answers() = default;

Result<Reply> Answers::envelope(std::string_view body) {
    return impl_->reader.read(body, [](value&) -> Result<void> { return {}; });
}

Result<Reply> Answers::server_time(std::string_view body, Time& out) {
    out = {};
    auto reply = impl_->reader.read(body, [&](value& data) -> Result<void> {
        object members;
        if (const auto code = data.get_object().get(members)) return json::bad("data", code);
        return json::each_member(members, "data",
                                 [&](std::string_view key, value& v) -> Result<void> {
                                     if (key != "timeMillis") return {};
                                     return json::take(json::time(v, key), out);
                                 });
    });
    if (reply && reply->ok() && !out.known()) return json::bad("timeMillis", "is missing");
    return reply;
}

Result<Reply> Answers::order_id(std::string_view body, std::string& out) {
    out.clear();
    auto reply = impl_->reader.read(body, [&](value& data) -> Result<void> {
        object members;
        if (const auto code = data.get_object().get(members)) return json::bad("data", code);
        return json::each_member(members, "data",
                                 [&](std::string_view key, value& v) -> Result<void> {
                                     if (key != "orderId") return {};
                                     const auto text = json::raw_text(v, key);
                                     if (!text) return std::unexpected{text.error()};
                                     out = *text;
                                     return {};
                                 });
    });
    if (reply && reply->ok() && out.empty()) return json::bad("orderId", "is missing");
    return reply;
}

Result<Reply> Answers::cancel_results(std::string_view body, CancelResults& out) {
    out.clear();
    return impl_->reader.read(body, [&](value& data) -> Result<void> {
        object members;
        if (const auto code = data.get_object().get(members)) return json::bad("data", code);
        return json::each_member(
            members, "data", [&](std::string_view key, value& v) -> Result<void> {
                if (key != "cancelResultMap") return {};
                if (v.raw_json_token().starts_with("null")) return {};
                object results;
                if (const auto code = v.get_object().get(results)) return json::bad(key, code);
                return json::each_member(results, key,
                                         [&](std::string_view id, value& w) -> Result<void> {
                                             const auto text = json::raw_text(w, "cancelResultMap");
                                             if (!text) return std::unexpected{text.error()};
                                             out.emplace_back(id, *text);
                                             return {};
                                         });
            });
    });
}

Result<Reply> Answers::orders(std::string_view body, Page& page, UpdateSink& sink) {
    return impl_->reader.read(body, [&](value& data) {
        return each_listed(data, page, [&](object o) -> Result<void> {
            const auto order = read_order(o);
            if (!order) return std::unexpected{order.error()};
            sink.on_update(*order);
            return {};
        });
    });
}

Result<Reply> Answers::fills(std::string_view body, Page& page, UpdateSink& sink) {
    return impl_->reader.read(body, [&](value& data) {
        return each_listed(data, page, [&](object o) -> Result<void> {
            const auto fill = read_fill(o);
            if (!fill) return std::unexpected{fill.error()};
            if (fill->stands) sink.on_update(fill->fill);
            return {};
        });
    });
}

Result<Reply> Answers::funding(std::string_view body, Page& page, UpdateSink& sink) {
    return impl_->reader.read(body, [&](value& data) {
        return each_listed(data, page, [&](object o) -> Result<void> {
            const auto funding = read_position_transaction(o);
            if (!funding) return std::unexpected{funding.error()};
            if (funding->is_funding) sink.on_update(funding->paid);
            return {};
        });
    });
}

}  // namespace twinleg::venues::edgex
