// Orders by REST.

#include "sim/wire/paradex/account_forms.h"
#include "sim/wire/paradex/rest.h"

namespace twinleg::sim::wire::paradex {
namespace {

Asked<Json> body_of(const net::ServerRequest& request) {
    auto body = parse_json(request.body);
    if (!body) return refuse(code::kBinding, "the body is no JSON");
    return std::move(*body);
}

}  // namespace

Rest::Reply Rest::create(Call& call) {
    const auto body = body_of(call.request);
    if (!body) return std::unexpected{body.error()};
    const auto placed = desk_.create(call.login, *body, call.judged);
    if (!placed) return std::unexpected{placed.error()};
    ordered_ = true;
    return json_response(order_text(call, *exchange_.order(*placed)), 201);
}

Rest::Reply Rest::create_batch(Call& call) {
    const auto body = body_of(call.request);
    if (!body) return std::unexpected{body.error()};
    if (body->kind != Json::Kind::array)
        return refuse(code::kBinding, "a batch is a list of orders");
    const auto batch = desk_.create_batch(call.login, body->items, call.judged);
    if (!batch) return std::unexpected{batch.error()};
    JsonWriter orders;
    JsonWriter errors;
    orders.array();
    errors.array();
    for (const auto& each : *batch) {
        if (each) {
            ordered_ = true;
            orders.raw(order_text(call, *exchange_.order(*each)));
            errors.null();
        } else {
            orders.null();
            errors.raw(each.error().json());
        }
    }
    JsonWriter json;
    json.object().key("orders").raw(orders.end_array().text());
    json.key("errors").raw(errors.end_array().text()).end_object();
    return json_response(json.text(), 201);
}

Rest::Reply Rest::modify(Call& call) {
    const auto body = body_of(call.request);
    if (!body) return std::unexpected{body.error()};
    const auto changed = desk_.modify(call.login, call.part(1), *body, call.judged);
    if (!changed) return std::unexpected{changed.error()};
    return json_response(order_text(call, *exchange_.order(*changed)));
}

Rest::Reply Rest::cancel(Call& call) {
    const auto gone = desk_.cancel(call.login, call.part(1));
    if (!gone) return std::unexpected{gone.error()};
    return json_response({}, 204);
}

Rest::Reply Rest::cancel_client_id(Call& call) {
    const auto gone = desk_.cancel_client_id(call.login, call.part(2), call.at("market"));
    if (!gone) return std::unexpected{gone.error()};
    return json_response({}, 204);
}

Rest::Reply Rest::cancel_all(Call& call) {
    const auto done = desk_.cancel_all(call.login, call.at("market"));
    if (!done) return std::unexpected{done.error()};
    return json_response({});
}

Rest::Reply Rest::cancel_batch(Call& call) {
    const auto body = body_of(call.request);
    if (!body) return std::unexpected{body.error()};
    const auto ids = texts_at(*body, "order_ids");
    const auto client_ids = texts_at(*body, "client_order_ids");
    if (ids.empty() && client_ids.empty())
        return refuse(code::kValidation, "order_ids and client_order_ids: both are missing");
    std::vector<std::string> out;
    for (const auto& each : desk_.cancel_batch(call.login, ids, client_ids)) {
        JsonWriter json;
        json.object()
            .field("id", each.id)
            .field("client_id", each.client_id)
            .field("account", call.login.member->account)
            .field("market", each.market)
            .field("status", each.status)
            .end_object();
        out.push_back(json.text());
    }
    return results(out);
}

}  // namespace twinleg::sim::wire::paradex
