#include "sim/wire/paradex/conversation.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/wire/paradex/account_forms.h"

namespace twinleg::sim::wire::paradex {
namespace {

const Json kNothing{};

// Some of the envelope; the caller ends it.
JsonWriter begin_reply() {
    JsonWriter json;
    json.object().field("jsonrpc", "2.0");
    return json;
}

std::string end_reply(JsonWriter& json, const Json* id, Time now) {
    const std::int64_t us = now.ns / 1'000;
    json.field("usIn", us).field("usOut", us).field("usDiff", 0).key("id");
    if (id == nullptr)
        json.null();
    else
        json.raw(raw(*id));
    json.end_object();
    return json.text();
}

}  // namespace

std::unexpected<Conversation::Trouble> Conversation::trouble(int code, std::string message,
                                                             std::string data) {
    return std::unexpected{Trouble{code, std::move(message), std::move(data)}};
}

std::unexpected<Conversation::Trouble> Conversation::trouble(const Refused& refused) {
    const int code = refused.code.text == code::kRateLimit.text ? rpc::kRateLimit
                     : refused.code.text == code::kBinding.text ? rpc::kBadParams
                                                                : rpc::kMethodError;
    return trouble(code, std::string{refused.code.text}, refused.message);
}

bool Conversation::hear(Peer& peer, std::string_view text, Time now, Time judged) {
    const auto request = parse_json(text);
    const Json* id = request ? member_at(*request, "id") : nullptr;
    const auto method = request ? text_at(*request, "method") : std::nullopt;
    Answer answer = trouble(rpc::kParse, "parse error");
    ordered_ = false;
    if (request && !method) {
        answer = trouble(rpc::kInvalidRequest, "invalid request", "method: is missing");
    } else if (request) {
        const Json* params = member_at(*request, "params");
        answer = run(*method, {peer, params == nullptr ? kNothing : *params, now, judged});
    }
    if (ordered_ && faults_.take(Fault::accept_then_drop_reply, now)) return false;
    JsonWriter json = begin_reply();
    if (answer) {
        json.key("result").raw(*answer);
    } else {
        json.key("error").object();
        json.field("code", answer.error().code).field("message", answer.error().message);
        if (!answer.error().data.empty()) json.field("data", answer.error().data);
        json.end_object();
    }
    peer.line->answer(end_reply(json, id, now));
    if (!answer || !method || *method != "subscribe") return true;
    // What the channel begins with comes behind the reply.
    Subscription& begun = peer.subscriptions.back();
    feed_.subscribed(peer, begun, now);
    return true;
}

Conversation::Answer Conversation::run(std::string_view method, const Call& call) {
    if (method == "auth") return auth(call);
    if (method == "subscribe") return subscribe(call);
    if (method == "unsubscribe") return unsubscribe(call);
    if (method.starts_with("order.")) return run_order(method, call);
    return trouble(rpc::kNoMethod, "method not found", std::string{method});
}

Conversation::Answer Conversation::auth(const Call& call) {
    const auto bearer = text_at(call.params, "bearer");
    if (!bearer || std::ranges::count(*bearer, '.') != 2)
        return trouble(rpc::kMalformedBearer, "malformed bearer token");
    const Login* login = gate_.find(*bearer, call.judged);
    if (login == nullptr) return trouble(rpc::kInvalidBearer, "invalid bearer token");
    call.peer.login = *login;
    JsonWriter json;
    json.object().field("node_id", fmt::format("simulated-{}", options_.number)).end_object();
    return json.text();
}

Conversation::Answer Conversation::subscribe(const Call& call) {
    const auto name = text_at(call.params, "channel");
    if (!name) return trouble(rpc::kBadParams, "invalid params", "channel: is missing");
    Peer& peer = call.peer;
    auto channel = parse_channel(*name, exchange_, peer.sbe.has_value());
    if (!channel)
        return trouble(rpc::kInvalidRequest, "invalid subscribe request", channel.error());
    if (channel->is_private() && !peer.login)
        return trouble(rpc::kNotAuthenticated, "not authenticated");
    if (!channel->is_private() && !peer.sbe && options_.refuse_public_json)
        return trouble(rpc::kInvalidRequest, "invalid subscribe request",
                       "public channels are binary: connect with sbeSchemaId and "
                       "sbeSchemaVersion");
    if (peer.find(*name) != nullptr)
        return trouble(rpc::kMethodError, "already subscribed", std::string{*name});
    const bool second_book =
        peer.sbe && channel->is_book() &&
        std::ranges::any_of(peer.subscriptions, [&](const Subscription& each) {
            return each.channel.is_book() && each.channel.market == channel->market;
        });
    if (second_book)
        return trouble(rpc::kInvalidRequest, "invalid subscribe request",
                       "order_book channels of one market cannot share an SBE session");
    peer.subscriptions.push_back({.channel = std::move(*channel)});
    JsonWriter json;
    json.object().field("channel", *name).end_object();
    return json.text();
}

Conversation::Answer Conversation::unsubscribe(const Call& call) {
    const auto name = text_at(call.params, "channel");
    if (!name) return trouble(rpc::kBadParams, "invalid params", "channel: is missing");
    const auto gone = std::erase_if(call.peer.subscriptions, [&](const Subscription& each) {
        return each.channel.name == *name;
    });
    if (gone == 0) return trouble(rpc::kMethodError, "not subscribed", std::string{*name});
    JsonWriter json;
    json.object().field("channel", *name).end_object();
    return json.text();
}

Conversation::Answer Conversation::run_order(std::string_view method, const Call& call) {
    struct Row {
        std::string_view name;
        Answer (Conversation::*run)(const Call&);
    };
    static constexpr Row kRows[] = {
        {"order.create", &Conversation::create},
        {"order.create_batch", &Conversation::create_batch},
        {"order.modify", &Conversation::modify},
        {"order.cancel", &Conversation::cancel},
        {"order.cancel_batch", &Conversation::cancel_batch},
        {"order.cancel_all", &Conversation::cancel_all},
        {"order.cancel_on_disconnect", &Conversation::cancel_on_disconnect},
    };
    const auto row = std::ranges::find(kRows, method, &Row::name);
    if (row == std::end(kRows))
        return trouble(rpc::kNoMethod, "method not found", std::string{method});
    if (!call.peer.login) return trouble(rpc::kNotAuthenticated, "not authenticated");
    const bool counts = method != "order.cancel_on_disconnect";
    const std::string& account = call.peer.login->member->account;
    if (counts && !limits_.take(Limits::Kind::order, account, call.now).allowed)
        return trouble(rpc::kRateLimit, "rate limit exceeded");
    return (this->*row->run)(call);
}

std::string Conversation::created(const Call& call, std::uint64_t order_id) const {
    const OrderRecord* order = exchange_.order(order_id);
    JsonWriter json;
    json.object().key("order");
    json.raw(order_json(exchange_, *call.peer.login->member, *order, extras_.find(order_id)));
    json.field("created_at", ms_of(order->accepted_at)).field("received_at", call.now.ns);
    json.end_object();
    return json.text();
}

Conversation::Answer Conversation::create(const Call& call) {
    const auto placed = desk_.create(*call.peer.login, call.params, call.judged);
    if (!placed) return trouble(placed.error());
    ordered_ = true;
    call.peer.orders.insert(*placed);
    return created(call, *placed);
}

Conversation::Answer Conversation::create_batch(const Call& call) {
    const Json* orders =
        call.params.kind == Json::Kind::array ? &call.params : member_at(call.params, "orders");
    if (orders == nullptr || orders->kind != Json::Kind::array)
        return trouble(rpc::kBadParams, "invalid params", "orders: is no list");
    const auto batch = desk_.create_batch(*call.peer.login, orders->items, call.judged);
    if (!batch) return trouble(batch.error());
    JsonWriter json;
    json.object().key("results").array();
    for (const auto& each : *batch) {
        if (each) {
            ordered_ = true;
            call.peer.orders.insert(*each);
            json.raw(created(call, *each));
        } else {
            json.object()
                .field("error", fmt::format("{}: {}", each.error().code.text, each.error().message))
                .end_object();
        }
    }
    json.end_array().end_object();
    return json.text();
}

Conversation::Answer Conversation::modify(const Call& call) {
    const auto id = text_at(call.params, "id");
    if (!id) return trouble(rpc::kBadParams, "invalid params", "id: is missing");
    const auto changed = desk_.modify(*call.peer.login, *id, call.params, call.judged);
    if (!changed) return trouble(changed.error());
    return created(call, *changed);
}

Conversation::Answer Conversation::cancel(const Call& call) {
    const auto id = text_at(call.params, "id");
    const auto client_id = text_at(call.params, "client_id");
    const auto market = text_at(call.params, "market");
    if (!id && (!client_id || !market))
        return trouble(rpc::kBadParams, "invalid params",
                       "id, or client_id and market, is missing");
    const auto gone = id ? desk_.cancel(*call.peer.login, *id)
                         : desk_.cancel_client_id(*call.peer.login, *client_id, *market);
    if (!gone) return trouble(gone.error());
    JsonWriter json;
    json.object()
        .field("order_id", id_text(*gone))
        .field("status", "QUEUED_FOR_CANCELLATION")
        .end_object();
    return json.text();
}

Conversation::Answer Conversation::cancel_batch(const Call& call) {
    const auto ids = texts_at(call.params, "order_ids");
    const auto client_ids = texts_at(call.params, "client_order_ids");
    if (ids.empty() && client_ids.empty())
        return trouble(rpc::kBadParams, "invalid params", "order_ids: is missing");
    JsonWriter json;
    json.object().key("results").array();
    for (const auto& each : desk_.cancel_batch(*call.peer.login, ids, client_ids))
        json.object()
            .field("id", each.id)
            .field("client_id", each.client_id)
            .field("market", each.market)
            .field("status", each.status)
            .end_object();
    json.end_array().end_object();
    return json.text();
}

Conversation::Answer Conversation::cancel_all(const Call& call) {
    const auto market = text_at(call.params, "market");
    const auto done = desk_.cancel_all(*call.peer.login, market.value_or(std::string_view{}));
    if (!done) return trouble(done.error());
    return std::string{R"({"status":"ok"})"};
}

Conversation::Answer Conversation::cancel_on_disconnect(const Call& call) {
    const Json* enabled = member_at(call.params, "enabled");
    if (enabled == nullptr || enabled->kind != Json::Kind::boolean)
        return trouble(rpc::kBadParams, "invalid params", "enabled: is neither true nor false");
    call.peer.cancel_on_disconnect = enabled->text == "true";
    JsonWriter json;
    json.object().field("enabled", call.peer.cancel_on_disconnect).end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::paradex
