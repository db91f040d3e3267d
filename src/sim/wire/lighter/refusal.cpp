#include "sim/wire/lighter/refusal.h"

#include <string_view>

#include "core/json_writer.h"

namespace twinleg::sim::wire::lighter {
namespace {

std::string_view sentence(Code code) {
    switch (code) {
        case Code::invalid_param:
            return "invalid param";
        case Code::invalid_expired_time:
            return "invalid expired time";
        case Code::account_not_found:
            return "account not found";
        case Code::invalid_nonce:
            return "invalid nonce";
        case Code::nonce_not_increasing:
            return "nonce not increasing in batch";
        case Code::invalid_public_key:
            return "invalid public key";
        case Code::api_key_not_found:
            return "api key not found";
        case Code::invalid_signature:
            return "invalid signature";
        case Code::several_owners:
            return "batch with several owners";
        case Code::margin_mode_in_use:
            return "margin mode cannot change with open position or order";
        case Code::integrator_not_approved:
            return "integrator not approved";
        case Code::not_enough_collateral:
            return "not enough collateral";
        case Code::invalid_tx_info:
            return "invalid tx info";
        case Code::unsupported_tx_type:
            return "unsupported tx type";
        case Code::too_many_pending:
            return "too many pending txs";
        case Code::below_maintenance_margin:
            return "below maintenance margin";
        case Code::below_initial_margin:
            return "below initial margin";
        case Code::lengths_differ:
            return "tx types and tx infos differ in length";
        case Code::batch_too_large:
            return "too many txs in a batch";
        case Code::book_full:
            return "order book is full";
        case Code::invalid_market:
            return "invalid market index";
        case Code::market_status:
            return "invalid market status";
        case Code::invalid_order_index:
            return "invalid order index";
        case Code::invalid_base_amount:
            return "invalid order base amount";
        case Code::invalid_price:
            return "invalid order price";
        case Code::below_minimum:
            return "invalid order base or quote amount";
        case Code::invalid_order_expiry:
            return "invalid order expiry";
        case Code::cancel_all_queued:
            return "cancel all is already queued";
        case Code::too_many_orders:
            return "too many open orders";
        case Code::invalid_client_order_index:
            return "invalid client order index";
        case Code::client_order_index_exists:
            return "client order index already exists";
        case Code::reduce_only_increases:
            return "reduce only would increase position";
        case Code::accidental_price:
            return "order price flagged as an accidental price";
        case Code::price_too_far_from_mark:
            return "limit order price is too far from the mark price";
        case Code::not_enough_margin:
            return "not enough margin to create the order";
        case Code::too_many_requests:
            return "Too Many Requests!";
        case Code::too_many_subscriptions:
            return "Too Many Subscriptions!";
        case Code::too_many_connections:
            return "Too Many Connections!";
        case Code::not_found:
            return "not found";
        case Code::internal:
            return "internal server error";
        case Code::ws_invalid_json:
            return "Invalid JSON";
        case Code::ws_invalid_type:
            return "Invalid Type";
        case Code::ws_not_subscribed:
            return "Not Subscribed to";
        case Code::ws_already_subscribed:
            return "Already Subscribed to";
        case Code::ws_invalid_channel:
            return "Invalid Channel";
        case Code::ws_too_many_messages:
            return "Too Many Websocket Messages!";
        case Code::ws_too_many_in_flight:
            return "Too Many Inflight Messages!";
    }
    return "internal server error";
}

}  // namespace

Refusal refusal(Code code, std::string detail) {
    std::string message{sentence(code)};
    if (!detail.empty()) message += " : " + detail;
    return {code, std::move(message)};
}

std::string Refusal::json() const {
    JsonWriter json;
    json.object().field("code", static_cast<int>(code)).field("message", message).end_object();
    return json.text();
}

std::string Refusal::frame(const std::string& id) const {
    JsonWriter json;
    json.object().key("error").raw(this->json());
    if (!id.empty()) json.key("id").raw(id);
    json.end_object();
    return json.text();
}

}  // namespace twinleg::sim::wire::lighter
