#include "sim/wire/paradex/rest.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/wire/paradex/account_forms.h"

namespace twinleg::sim::wire::paradex {
namespace {

std::vector<std::string> parts_of(std::string_view path) {
    std::vector<std::string> out;
    while (!path.empty()) {
        path.remove_prefix(1);  // the slash
        const std::string_view part = path.substr(0, path.find('/'));
        out.push_back(net::percent_decode(part, false).value_or(std::string{part}));
        path.remove_prefix(part.size());
    }
    return out;
}

}  // namespace

enum class Access : std::uint8_t { open, onboarding, login, read, order };

struct Rest::Route {
    std::string_view method, pattern;  // '*' stands for any part
    Access access;
    Reply (Rest::*run)(Call&);

    bool fits(const std::vector<std::string>& path) const {
        std::string_view rest = pattern;
        for (const std::string& part : path) {
            const std::string_view wanted = rest.substr(0, rest.find('/'));
            if (part.empty() || (wanted != part && wanted != "*")) return false;
            rest.remove_prefix(std::min(wanted.size() + 1, rest.size()));
        }
        return rest.empty();
    }
};

// Of two that fit the first is taken.
std::span<const Rest::Route> Rest::routes() {
    static constexpr Route kRoutes[] = {
        {"GET", "system/config", Access::open, &Rest::system_config},
        {"GET", "system/state", Access::open, &Rest::system_state},
        {"GET", "system/time", Access::open, &Rest::system_time},
        {"GET", "markets", Access::open, &Rest::markets},
        {"GET", "markets/summary", Access::open, &Rest::summary},
        {"GET", "markets/klines", Access::open, &Rest::klines},
        {"GET", "bbo/*", Access::open, &Rest::bbo},
        {"GET", "bbo/*/interactive", Access::open, &Rest::bbo},
        {"GET", "orderbook/*", Access::open, &Rest::orderbook},
        {"GET", "orderbook/*/interactive", Access::open, &Rest::orderbook},
        {"GET", "trades", Access::open, &Rest::trades},
        {"GET", "funding/data", Access::open, &Rest::funding_data},
        {"GET", "onboarding", Access::open, &Rest::find_onboarding},
        {"POST", "onboarding", Access::onboarding, &Rest::onboard},
        {"POST", "auth", Access::login, &Rest::log_in},
        {"POST", "auth/*", Access::login, &Rest::log_in},
        {"GET", "account", Access::read, &Rest::account},
        {"GET", "account/summary", Access::read, &Rest::account_summary},
        {"GET", "account/info", Access::read, &Rest::account_info},
        {"GET", "account/margin", Access::read, &Rest::margin},
        {"GET", "account/keys/subkeys", Access::read, &Rest::subkeys},
        {"GET", "account/subkeys", Access::read, &Rest::subkeys},
        {"GET", "balance", Access::read, &Rest::balance},
        {"GET", "positions", Access::read, &Rest::positions},
        {"GET", "fills", Access::read, &Rest::fills},
        {"GET", "funding/payments", Access::read, &Rest::funding_payments},
        {"GET", "transfers", Access::read, &Rest::nothing},
        {"GET", "transactions", Access::read, &Rest::nothing},
        {"GET", "tradebusts", Access::read, &Rest::nothing},
        {"GET", "liquidations", Access::read, &Rest::nothing},
        {"GET", "account/tokens", Access::read, &Rest::nothing},
        {"GET", "orders", Access::read, &Rest::open_orders},
        {"GET", "orders/by_client_id/*", Access::read, &Rest::client_order},
        {"GET", "orders/*", Access::read, &Rest::one_order},
        {"GET", "orders-history", Access::read, &Rest::history},
        {"POST", "orders", Access::order, &Rest::create},
        {"POST", "orders/batch", Access::order, &Rest::create_batch},
        {"PUT", "orders/*", Access::order, &Rest::modify},
        {"DELETE", "orders", Access::order, &Rest::cancel_all},
        {"DELETE", "orders/batch", Access::order, &Rest::cancel_batch},
        {"DELETE", "orders/by_client_id/*", Access::order, &Rest::cancel_client_id},
        {"DELETE", "orders/*", Access::order, &Rest::cancel},
    };
    return kRoutes;
}

std::string_view Rest::Call::at(std::string_view name) const {
    const auto found = query.find(std::string{name});
    return found == query.end() ? std::string_view{} : found->second;
}

std::string_view Rest::Call::part(std::size_t index) const {
    return index < path.size() ? path[index] : std::string_view{};
}

net::ServerResponse json_response(std::string body, int status) {
    return {.status = status, .body = std::move(body), .headers = {}};
}

net::ServerResponse results(const std::vector<std::string>& items) {
    JsonWriter json;
    json.object().key("results").array();
    for (const std::string& each : items)
        json.raw(each);
    json.end_array().end_object();
    return json_response(json.text());
}

net::ServerResponse Rest::failure(const Refused& refused) {
    return json_response(refused.json(), refused.code.status);
}

Rest::Outcome Rest::answer(const net::ServerRequest& request, Time now, Time judged) {
    ordered_ = false;
    const Refused nowhere{code::kNotFound, "there is no such path"};
    if (!request.path().starts_with(kBase)) return {.response = failure(nowhere)};
    Call call{.request = request,
              .path = parts_of(request.path().substr(kBase.size())),
              .query = {},
              .login = {},
              .now = now,
              .judged = judged};
    for (auto& [name, value] : net::parse_query(request.query()))
        call.query.insert_or_assign(std::move(name), std::move(value));
    const auto route = std::ranges::find_if(routes(), [&](const Route& each) {
        return each.method == request.method && each.fits(call.path);
    });
    if (route == routes().end()) return {.response = failure(nowhere)};
    auto reply = run(*route, call);
    return {.response = reply ? std::move(*reply) : failure(reply.error()), .ordered = ordered_};
}

Rest::Reply Rest::run(const Route& route, Call& call) {
    using Kind = Limits::Kind;
    const bool is_private = route.access == Access::read || route.access == Access::order;
    if (is_private) {
        auto login = gate_.admit(call.request, call.judged);
        if (!login) return std::unexpected{login.error()};
        call.login = std::move(*login);
    }
    const std::string& address = call.request.remote;
    Limits::Answer allowed;
    switch (route.access) {
        case Access::open:
            allowed = limits_.take(Kind::public_call, address, call.now);
            break;
        case Access::onboarding:
            allowed = limits_.take(Kind::onboarding, address, call.now);
            break;
        case Access::login:
            allowed = limits_.take(Kind::login, address, call.now);
            break;
        case Access::read:
            allowed = limits_.take(Kind::private_call, address, call.now);
            if (allowed.allowed)
                allowed = limits_.take(Kind::private_read, call.login.member->account, call.now);
            break;
        case Access::order:
            allowed = limits_.take(Kind::order, call.login.member->account, call.now);
            break;
    }
    net::ServerResponse response;
    if (!allowed.allowed) {
        response = failure({code::kRateLimit, "rate limit exceeded"});
    } else {
        Reply reply = (this->*route.run)(call);
        response = reply ? std::move(*reply) : failure(reply.error());
    }
    for (net::Header& each : limit_headers(allowed, call.now))
        response.headers.push_back(std::move(each));
    return response;
}

Rest::Reply Rest::log_in(Call& call) {
    auto token = gate_.log_in(call.request, call.part(1), call.at("token_usage") == "interactive",
                              call.judged);
    if (!token) return std::unexpected{token.error()};
    JsonWriter json;
    json.object().field("jwt_token", *token).end_object();
    return json_response(json.text());
}

Rest::Reply Rest::onboard(Call& call) {
    const auto done = gate_.onboard(call.request);
    if (!done) return std::unexpected{done.error()};
    return json_response({});
}

Asked<net::ServerResponse> paged(const std::map<std::string, std::string>& query,
                                 const std::vector<PageItem>& items, std::size_t most) {
    constexpr std::size_t kUsualPage = 100;
    const auto number = [&](const char* name) -> Asked<std::optional<std::int64_t>> {
        const auto found = query.find(name);
        if (found == query.end() || found->second.empty()) return std::nullopt;
        const auto value = parse_integer(found->second);
        if (!value || *value < 0)
            return refuse(code::kParameter, fmt::format("{}: is no whole number", name));
        return value;
    };
    std::int64_t values[4]{};
    bool given[4]{};
    std::size_t next_value = 0;
    for (const char* name : {"page_size", "cursor", "start_at", "end_at"}) {
        const auto value = number(name);
        if (!value) return std::unexpected{value.error()};
        given[next_value] = value->has_value();
        values[next_value++] = value->value_or(0);
    }
    const auto [size, cursor, start, end] = values;
    if (given[0] && (size < 1 || static_cast<std::size_t>(size) > most))
        return refuse(code::kParameter, fmt::format("page_size: is not in 1..{}", most));
    const std::size_t page = given[0] ? static_cast<std::size_t>(size) : kUsualPage;

    std::vector<const PageItem*> kept;
    for (const PageItem& each : items) {
        const std::int64_t at = ms_of(each.time);
        if ((!given[2] || at >= start) && (!given[3] || at <= end)) kept.push_back(&each);
    }
    // A cursor counts from the oldest on, so that new ones do not move it.
    const std::size_t first =
        given[1] ? kept.size() - std::min(kept.size(), static_cast<std::size_t>(cursor)) : 0;
    const std::size_t last = std::min(first + page, kept.size());
    JsonWriter json;
    json.object().key("results").array();
    for (std::size_t i = first; i < last; ++i)
        json.raw(kept[i]->json());
    json.end_array().key("next");
    if (last < kept.size())
        json.value(std::to_string(kept.size() - last));
    else
        json.null();
    json.key("prev");
    if (first > 0)
        json.value(std::to_string(kept.size() - (first > page ? first - page : 0)));
    else
        json.null();
    json.end_object();
    return json_response(json.text());
}

}  // namespace twinleg::sim::wire::paradex
