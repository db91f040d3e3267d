#include "sim/wire/backpack/rest.h"

namespace twinleg::sim::wire::backpack {

namespace {

// The only history that a budget of its own is named for.
constexpr std::string_view kFundingHistory = "/wapi/v1/history/funding";

bool is_orders(std::string_view path) {
    return path == "/api/v1/order" || path == "/api/v1/orders" ||
           path.starts_with("/wapi/v1/history/");
}

}  // namespace

Rest::Rest(const Venue& venue, FaultBox& faults, bool limits)
    : venue_(venue),
      limits_(limits),
      quotes_(venue),
      accounts_(venue),
      orders_(venue.exchange, venue.markets, faults) {}

RestOutcome Rest::answer(const net::ServerRequest& request, Time judged) {
    auto response = serve(request, judged);
    if (!response) return {.response = failure(response.error())};
    return {.response = std::move(*response), .lost = orders_.lost()};
}

Asked<void> Rest::spend(RollingMinute& budget, std::uint64_t most) const {
    if (limits_ && !budget.spend(1, most, venue_.exchange.now()))
        return trouble(429, code::kTooManyRequests, "Too many requests");
    return {};
}

Asked<net::ServerResponse> Rest::serve(const net::ServerRequest& request, Time judged) {
    orders_.forget_lost();
    quotes_.remember_funding();
    auto call = read_call(request, judged);
    if (!call) return std::unexpected{call.error()};
    if (call->instruction.empty()) {
        const bool history = QuoteDesk::is_history(call->path);
        auto& budget = (history ? history_addresses_ : addresses_)[request.remote];
        if (auto fine = spend(budget, history ? kHistoryPerMinute : kRequestsPerMinute); !fine)
            return std::unexpected{fine.error()};
        return quotes_.answer(*call);
    }
    const AuthHeaders headers = read_headers(request);
    const std::string text =
        signed_text(call->instruction, call->fields, headers.timestamp, headers.window);
    const auto member = admit(venue_.members, headers, text, judged);
    if (!member) return std::unexpected{member.error()};
    const bool history = call->path == kFundingHistory;
    if (auto fine = spend(history ? (*member)->history_requests : (*member)->requests,
                          history ? kHistoryPerMinute : kRequestsPerMinute);
        !fine)
        return std::unexpected{fine.error()};
    return is_orders(call->path) ? orders_.answer(*call, **member)
                                 : accounts_.answer(*call, **member);
}

}  // namespace twinleg::sim::wire::backpack
