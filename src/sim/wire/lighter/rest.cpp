// Which call is which, who pays for it, and how transactions come in.

#include "sim/wire/lighter/rest.h"

#include <algorithm>

#include <simdjson.h>

#include "core/json_writer.h"
#include "sim/wire/lighter/token.h"

namespace twinleg::sim::wire::lighter {

namespace {

// tx_types: "[14, 15]"; tx_infos: "[\"{…}\",\"{…}\"]", texts in a text.
Checked<Submission> parse_batch(const RestCall& call) {
    namespace dom = simdjson::dom;
    Submission submission;
    submission.batch = true;
    dom::parser parser;
    dom::array types;
    const simdjson::padded_string types_text(call.text("tx_types"));
    if (parser.parse(types_text).get(types) != simdjson::SUCCESS)
        return refuse(Code::invalid_param, "tx_types is no JSON list");
    for (const dom::element each : types) {
        std::uint64_t type = 0;
        if (each.get(type) != simdjson::SUCCESS)
            return refuse(Code::invalid_param, "tx_types holds what is no number");
        submission.types.push_back(type);
    }
    dom::array infos;
    const simdjson::padded_string infos_text(call.text("tx_infos"));
    if (parser.parse(infos_text).get(infos) != simdjson::SUCCESS)
        return refuse(Code::invalid_param, "tx_infos is no JSON list");
    for (const dom::element each : infos) {
        std::string_view info;
        if (each.get(info) != simdjson::SUCCESS)
            return refuse(Code::invalid_param, "tx_infos holds what is no text");
        submission.infos.emplace_back(info);
    }
    return submission;
}

}  // namespace

struct Rest::Route {
    std::string_view name;
    bool post{false};
    Body (Rest::*run)(const RestCall&){nullptr};
};

const Rest::Route* Rest::find(std::string_view name) {
    static constexpr Route kRoutes[] = {
        {"/", false, &Rest::status},
        {"/info", false, &Rest::info},
        {"orderBooks", false, &Rest::order_books},
        {"orderBookDetails", false, &Rest::order_book_details},
        {"orderBookOrders", false, &Rest::order_book_orders},
        {"recentTrades", false, &Rest::recent_trades},
        {"trades", false, &Rest::trades},
        {"candles", false, &Rest::candles},
        {"candlesticks", false, &Rest::candles},
        {"fundings", false, &Rest::fundings},
        {"funding-rates", false, &Rest::funding_rates},
        {"exchangeStats", false, &Rest::exchange_stats},
        {"account", false, &Rest::account},
        {"accountsByL1Address", false, &Rest::accounts_by_address},
        {"accountLimits", false, &Rest::account_limits},
        {"apikeys", false, &Rest::api_keys},
        {"nextNonce", false, &Rest::next_nonce},
        {"accountActiveOrders", false, &Rest::active_orders},
        {"accountInactiveOrders", false, &Rest::inactive_orders},
        {"accountOrders", false, &Rest::account_orders},
        {"positionFunding", false, &Rest::position_funding},
        {"tx", false, &Rest::tx},
        {"accountTxs", false, &Rest::account_txs},
        {"feeTiers", false, &Rest::fee_tiers},
        {"systemConfig", false, &Rest::system_config},
        {"currentHeight", false, &Rest::current_height},
        {"withdrawalDelay", false, &Rest::withdrawal_delay},
        {"announcement", false, &Rest::announcement},
        {"sendTx", true, &Rest::send_tx},
        {"sendTxBatch", true, &Rest::send_tx_batch},
    };
    const auto found = std::ranges::find(kRoutes, name, &Route::name);
    return found == std::end(kRoutes) ? nullptr : &*found;
}

net::ServerResponse Rest::handle(const net::ServerRequest& request, Time now, Time judged_now,
                                 std::function<bool()> reject_order, bool& has_order) {
    RestCall call = RestCall::of(request, now, judged_now);
    call.reject_order = std::move(reject_order);
    const auto refused = [](const Refusal& why) {
        return net::ServerResponse{.status = why.http_status(), .body = why.json()};
    };
    const Route* route = find(call.name);
    if (route == nullptr) return {.status = 404, .body = refusal(Code::not_found).json()};
    if (route->post != call.post || (!call.post && request.method != "GET"))
        return {.status = 405, .body = refusal(Code::invalid_param, "method").json()};
    if (!limits_.take(call.name, payer(call), call.remote, now))
        return refused(refusal(Code::too_many_requests));
    has_order_ = false;
    Body body = (this->*route->run)(call);
    has_order = has_order_;
    if (!body) return refused(body.error());
    return {.body = std::move(*body)};
}

// An authenticated request counts on its address, a transaction on its sender's; the rest on the
// IP.
const Member* Rest::payer(const RestCall& call) const {
    if (call.name == "sendTx") {
        const auto type = call.number("tx_type");
        if (!type || !*type) return nullptr;
        Submission submission;
        submission.types = {**type};
        submission.infos = {std::string{call.text("tx_info")}};
        return sequencer_.sender_of(submission);
    }
    if (call.name == "sendTxBatch") {
        const auto batch = parse_batch(call);
        return batch ? sequencer_.sender_of(*batch) : nullptr;
    }
    if (call.token.empty()) return nullptr;
    const auto token = parse_token(call.token);
    return token ? members_.find(token->account) : nullptr;
}

Checked<Member*> Rest::account_of(const RestCall& call) const {
    const auto index = call.required("account_index");
    if (!index) return std::unexpected{index.error()};
    Member* member = members_.find(*index);
    if (member == nullptr) return refuse(Code::account_not_found);
    return member;
}

Checked<Member*> Rest::authorised(const RestCall& call) const {
    const auto member = account_of(call);
    if (!member) return member;
    if (call.token.empty())
        return refuse(Code::invalid_param, "auth query param and Authorization header are empty");
    return members_.authorise(call.token, (*member)->index, call.judged_now);
}

Rest::Body Rest::status(const RestCall& call) {
    JsonWriter json;
    json.object()
        .field("status", 200)
        .field("network_id", 1)
        .field("timestamp", call.judged_now.ns / 1'000'000'000)
        .end_object();
    return json.text();
}

Rest::Body Rest::info(const RestCall&) {
    JsonWriter json;
    json.object()
        .field("contract_address", "0x00000000000000000000000000000000000000bb")
        .end_object();
    return json.text();
}

// --- Transactions.

Rest::Body Rest::submit(Submission submission, const RestCall& call) {
    submission.price_protection = call.text("price_protection") != "false";
    submission.judged_now = call.judged_now;
    submission.reject_order = call.reject_order;
    const auto accepted = sequencer_.submit(submission);
    if (!accepted) return std::unexpected{accepted.error()};
    has_order_ = accepted->has_order;
    JsonWriter json;
    json.object()
        .field("code", 200)
        .field("message", R"({"ratelimit": "didn't use volume quota"})")
        .key("tx_hash");
    if (submission.batch) {
        json.array();
        for (const std::string& hash : accepted->hashes)
            json.value(std::string_view{hash});
        json.end_array();
    } else {
        json.value(std::string_view{accepted->hashes.front()});
    }
    json.field("predicted_execution_time_ms", accepted->predicted_ms)
        .field("volume_quota_remaining", accepted->quota)
        .end_object();
    return json.text();
}

Rest::Body Rest::send_tx(const RestCall& call) {
    const auto type = call.required("tx_type");
    if (!type) return std::unexpected{type.error()};
    if (!call.has("tx_info")) return refuse(Code::invalid_param, "tx_info is required");
    Submission submission;
    submission.types = {*type};
    submission.infos = {std::string{call.text("tx_info")}};
    return submit(std::move(submission), call);
}

Rest::Body Rest::send_tx_batch(const RestCall& call) {
    auto batch = parse_batch(call);
    if (!batch) return std::unexpected{batch.error()};
    return submit(std::move(*batch), call);
}

}  // namespace twinleg::sim::wire::lighter
