#include "venues/edgex/page_protocol.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <charconv>
#include <cmath>

#include "core/json_writer.h"
#include "venues/edgex/words.h"

namespace twinleg::venues::edgex::page {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

// Reads members of an object; the first that is wrong is remembered, and what it gave is empty.
class Members {
public:
    explicit Members(object from) : from_(from) {}

    std::string_view text(const char* name) {
        element found;
        if (from_[name].get(found) || found.is_null()) return {};
        std::string_view out;
        if (found.get(out)) wrong(name, "is no text");
        return out;
    }
    std::string_view needed_text(const char* name) {
        const std::string_view out = text(name);
        if (out.empty()) wrong(name, "is missing");
        return out;
    }
    bool flag(const char* name, bool otherwise) {
        element found;
        if (from_[name].get(found)) return otherwise;
        bool out = otherwise;
        if (found.get(out)) wrong(name, "is neither true nor false");
        return out;
    }
    double number(const char* name) {
        element found;
        if (from_[name].get(found) || found.is_null()) return 0;
        double out = 0;
        if (found.get(out)) wrong(name, "is no number");
        return out;
    }
    std::optional<std::uint64_t> whole(const char* name) {
        element found;
        if (from_[name].get(found)) return std::nullopt;
        std::uint64_t out = 0;
        if (!found.get(out)) return out;
        std::string_view digits;
        if (found.get(digits)) return wrong(name, "is no whole number"), std::nullopt;
        const char* end = digits.data() + digits.size();
        if (digits.empty() || std::from_chars(digits.data(), end, out).ptr != end)
            return wrong(name, "is no whole number"), std::nullopt;
        return out;
    }
    template <typename T>
    T amount(const char* name, Result<T> (*parse)(std::string_view, std::string_view)) {
        const std::string_view digits = text(name);
        if (digits.empty()) return {};
        const auto out = parse(digits, name);
        if (!out) return wrong_already(out.error()), T{};
        return *out;
    }
    // ["price","quantity"] or null.
    void level(const char* name, std::optional<Price>& price, Quantity& quantity) {
        element found;
        if (from_[name].get(found) || found.is_null()) return;
        simdjson::dom::array pair;
        std::string_view first;
        std::string_view second;
        if (found.get(pair) || pair.size() != 2 || pair.at(0).get(first) || pair.at(1).get(second))
            return wrong(name, "is no level");
        const auto at = parse_price(first, name);
        const auto much = parse_quantity(second, name);
        if (!at) return wrong_already(at.error());
        if (!much) return wrong_already(much.error());
        if (!at->is_positive() || !much->is_positive()) return wrong(name, "is not above zero");
        price = *at;
        quantity = *much;
    }
    std::size_t size_of(const char* name) {
        simdjson::dom::array found;
        return from_[name].get(found) ? 0 : found.size();
    }

    const std::optional<Error>& error() const { return error_; }
    void wrong(std::string_view name, std::string_view how) {
        wrong_already(Error{Errc::malformed, fmt::format("{} {}", name, how)});
    }

private:
    void wrong_already(Error error) {
        if (!error_) error_ = std::move(error);
    }

    object from_;
    std::optional<Error> error_;
};

FrontendReady ready_of(Members& data) {
    return {.exchange = data.text("exchange"),
            .contract_id = data.text("contractId"),
            .ticker = data.text("ticker"),
            .account_id = data.text("accountId"),
            .version = data.text("version"),
            .token = data.text("token")};
}

MarketData market_of(Members& data) {
    MarketData out;
    out.at_ms = data.number("at");
    if (out.at_ms == 0) out.at_ms = data.number("timestamp");
    out.version = data.whole("version").value_or(0);
    data.level("bid", out.bid, out.bid_quantity);
    data.level("ask", out.ask, out.ask_quantity);
    out.reason = data.text("reason");
    if (out.bid && out.ask && *out.bid >= *out.ask) data.wrong("bid", "is not below the ask");
    return out;
}

OrderPlaced placed_of(Members& data, object fields) {
    OrderPlaced out{.client_order_id = data.needed_text("clientOrderId"),
                    .success = data.flag("success", false),
                    .sent = data.flag("sent", true),
                    .unknown = data.flag("unknown", false),
                    .venue_order_id = data.text("orderId"),
                    .code = data.text("code"),
                    .error = data.text("error")};
    object stages;
    if (!fields["stages"].get(stages)) {
        Members times{stages};
        out.received_ms = times.number("received");
        out.signed_ms = times.number("signed");
        out.answered_ms = times.number("answered");
    }
    return out;
}

OrderChanged changed_of(Members& data) {
    PageOrderUpdate out;
    out.venue_order_id = data.text("orderId");
    out.client_order_id = data.needed_text("clientOrderId");
    out.status = data.needed_text("status");
    out.reason = data.text("reason");
    out.time_in_force = data.text("timeInForce");
    const std::string_view side = data.text("side");
    if (side != "buy" && side != "sell") data.wrong("side", "is neither buy nor sell");
    out.side = side == "sell" ? Side::sell : Side::buy;
    out.price = data.amount<Price>("priceText", parse_price);
    out.filled = data.amount<Quantity>("filledSize", parse_quantity);
    out.average_price = data.amount<Price>("averagePrice", parse_price);
    if (out.filled.is_negative()) data.wrong("filledSize", "is negative");
    const std::uint64_t updated = data.whole("updatedTime").value_or(0);
    if (updated < 9'000'000'000'000)
        out.venue_time = Time{static_cast<std::int64_t>(updated) * 1'000'000};
    return {out};
}

Answer answer_of(std::uint64_t id, object fields) {
    Answer out;
    out.request_id = id;
    Members whole{fields};
    out.error = whole.text("error");
    out.sent = whole.flag("sent", true);
    object data;
    if (fields["data"].get(data)) return out;
    Members members{data};
    out.status = static_cast<int>(members.whole("status").value_or(0));
    out.body = members.text("body");
    out.ok = out.status >= 100 && out.status <= 999 && !members.error();
    return out;
}

Result<Message> read_object(object fields) {
    Members envelope{fields};
    const std::string_view type = envelope.text("type");
    if (envelope.error()) return std::unexpected{*envelope.error()};
    if (type.empty()) {
        const auto id = envelope.whole("requestId");
        if (!id) return fail(Errc::malformed, "a message with neither type nor requestId");
        return answer_of(*id, fields);
    }
    if (type == "ping") {
        const double at = envelope.number("timestamp");
        return Ping{std::abs(at) < 9e15 ? static_cast<std::int64_t>(at) : 0};
    }
    object content;
    if (fields["data"].get(content)) return fail(Errc::malformed, "data is no object");
    Members data{content};
    const auto checked = [&](auto message) -> Result<Message> {
        if (data.error()) return std::unexpected{*data.error()};
        return Message{message};
    };
    if (type == "frontend_ready") return checked(ready_of(data));
    if (type == "edgex_market_data") return checked(market_of(data));
    if (type == "order_placed") return checked(placed_of(data, content));
    if (type == "order_update") return checked(changed_of(data));
    if (type == "order_canceled")
        return checked(OrderCancelled{.venue_order_id = data.text("orderId"),
                                      .client_order_id = data.text("clientOrderId"),
                                      .success = data.flag("success", false),
                                      .unknown = data.flag("unknown", false),
                                      .code = data.text("code"),
                                      .error = data.text("error")});
    if (type == "status_report") {
        double at = data.number("at");
        if (at == 0) at = data.number("timestamp");
        return checked(StatusReport{at, data.whole("id"), data.size_of("activeOrders")});
    }
    if (type == "edgex_account_frame") return checked(AccountFrame{data.needed_text("frame")});
    if (type == "edgex_account_stream") return checked(AccountStream{data.flag("up", false)});
    return Message{Unknown{type}};
}

JsonWriter begin(std::string_view type) {
    JsonWriter json;
    json.object().field("type", type);
    return json;
}

std::string end(JsonWriter& json, std::int64_t now_ms) {
    json.field("timestamp", now_ms).end_object();
    return json.text();
}

}  // namespace

struct Reader::Impl {
    simdjson::dom::parser parser;
};

Reader::Reader() : impl_(std::make_unique<Impl>()) {}
Reader::~Reader() = default;

Result<Message> Reader::read(std::string_view text) {
    element root;
    if (const auto problem = impl_->parser.parse(text.data(), text.size()).get(root))
        return fail(Errc::malformed,
                    fmt::format("a message that is no JSON: {}", simdjson::error_message(problem)));
    object fields;
    if (root.get(fields)) return fail(Errc::malformed, "a message that is no object");
    return read_object(fields);
}

std::string welcome(std::string_view proof, std::int64_t now_ms) {
    JsonWriter json = begin("welcome");
    json.field("message", "Twinleg backend");
    if (!proof.empty()) json.field("proof", proof);
    return end(json, now_ms);
}

std::string pong(std::int64_t timestamp) {
    JsonWriter json = begin("pong");
    return end(json, timestamp);
}

std::string execute_order(const PageOrder& order, double deadline_ms, std::int64_t now_ms) {
    JsonWriter json = begin("execute_order");
    json.key("data")
        .object()
        .field("side", name(order.side))
        .field("quantity", std::string_view{order.quantity})
        .field("price", std::string_view{order.price})
        .field("clientOrderId", std::string_view{order.client_order_id})
        .field("contractId", std::string_view{order.contract_id})
        .field("timeInForce", word_of(order.time_in_force))
        .field("reduceOnly", order.reduce_only)
        .field("tries", 1);
    json.key("deadline").raw(fmt::format("{:.3f}", deadline_ms));
    if (order.expire_ms != 0) json.field("expireTime", order.expire_ms);
    json.end_object();
    return end(json, now_ms);
}

std::string cancel_order(std::string_view venue_order_id, std::string_view client_order_id,
                         std::int64_t now_ms) {
    JsonWriter json = begin("cancel_order");
    json.key("data").object().field("orderId", venue_order_id);
    if (!client_order_id.empty()) json.field("clientOrderId", client_order_id);
    json.end_object();
    return end(json, now_ms);
}

std::string query_status(std::uint64_t id, std::int64_t now_ms) {
    JsonWriter json = begin("query_status");
    json.key("data").object().field("id", id).end_object();
    return end(json, now_ms);
}

std::string emergency_close(Side side, std::string_view quantity, std::int64_t now_ms) {
    JsonWriter json = begin("emergency_close");
    json.key("data").object().field("side", name(side)).field("quantity", quantity).end_object();
    return end(json, now_ms);
}

std::string resubscribe(std::int64_t now_ms) {
    JsonWriter json = begin("resubscribe");
    json.key("data").object().end_object();
    return end(json, now_ms);
}

std::string rest_request(std::uint64_t request_id, std::string_view method, std::string_view target,
                         std::string_view body, std::int64_t now_ms) {
    JsonWriter json = begin("rest_request");
    json.field("requestId", request_id)
        .key("data")
        .object()
        .field("method", method)
        .field("target", target);
    if (!body.empty()) json.field("body", body);
    json.end_object();
    return end(json, now_ms);
}

}  // namespace twinleg::venues::edgex::page
