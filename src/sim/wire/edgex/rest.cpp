#include "sim/wire/edgex/rest.h"

#include <algorithm>

namespace twinleg::sim::wire::edgex {

bool Bucket::take(Time now) {
    const Duration each{1'000'000'000 / budget_.per_second};
    full_at_ = std::max(full_at_, now);
    if (full_at_ + each > now + each * budget_.burst) return false;
    full_at_ = full_at_ + each;
    return true;
}

Rest::Rest(const Venue& venue, MarketLog& log, Windows& windows, FaultBox& faults, Options options)
    : venue_(venue),
      limits_(options.limits),
      envelope_(options.salt),
      gate_(venue.members),
      quotes_(venue, log, windows),
      accounts_(venue),
      orders_(venue, faults, options.match_delay) {}

void Rest::serve_page(const std::string& path, std::string content_type, std::string body) {
    pages_[path] = {
        .status = 200, .body = std::move(body), .content_type = std::move(content_type)};
}

Asked<void> Rest::spend(std::map<std::string, Bucket>& buckets, Budget budget,
                        const std::string& whose) {
    if (!limits_) return {};
    if (buckets.try_emplace(whose, budget).first->second.take(venue_.exchange.now())) return {};
    return trouble(word::kTooManyRequests, 429,
                   "more than " + std::to_string(budget.per_second) + " requests a second");
}

Asked<std::string> Rest::data(const net::ServerRequest& request, Time judged) {
    auto call = read_call(request);
    if (!call) return std::unexpected{call.error()};
    if (!call->is_private()) {
        if (auto fine = spend(public_budgets_, kPublicBudget, request.remote); !fine)
            return std::unexpected{fine.error()};
        return quotes_.answer(*call, judged);
    }
    const auto member = gate_.admit(*call, request, judged);
    if (!member) return std::unexpected{member.error()};
    const bool operation = OrderDesk::is_operation(*call);
    if (auto fine = spend(operation ? order_budgets_ : query_budgets_,
                          operation ? kOrderBudget : kQueryBudget, (*member)->account.account_id);
        !fine) {
        // A refused order is an order refused, whatever it says.
        if (call->name == "private/order/createOrder")
            venue_.exchange.count_refused((*member)->index,
                                          std::string{call->fields.field("clientOrderId")});
        return std::unexpected{fine.error()};
    }
    if (call->name.starts_with("private/account/"))
        return accounts_.answer(*call, **member, judged);
    if (call->name.starts_with("private/order/")) return orders_.answer(*call, **member, judged);
    return trouble(word::kPathNotFound, 404, "no such path", "path", call->path);
}

RestOutcome Rest::answer(const net::ServerRequest& request, Time judged) {
    if (request.method == "GET") {
        const auto page = pages_.find(std::string{request.path()});
        if (page != pages_.end()) return {.response = page->second};
    }
    const auto found = data(request, judged);
    return {.response = found ? envelope_.success(*found, judged)
                              : envelope_.failure(found.error(), judged),
            .lost = orders_.take_lost()};
}

}  // namespace twinleg::sim::wire::edgex
