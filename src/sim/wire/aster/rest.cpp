#include "sim/wire/aster/rest.h"

namespace twinleg::sim::wire::aster {

Rest::Rest(const Venue& venue, FaultBox& faults, bool limits)
    : venue_(venue),
      limits_(limits),
      quotes_(venue),
      accounts_(venue),
      orders_(venue.exchange, venue.markets, faults, limits_) {}

Asked<std::string> Rest::serve(const Call& call, Member*& member) {
    if (auto fine = limits_.take(call, venue_.exchange.now()); !fine)
        return std::unexpected{fine.error()};
    if (QuoteDesk::is_for(call)) return quotes_.answer(call);
    if (call.name.empty()) return unknown_path(call);
    const bool listen_key = call.name == "listenKey";
    const auto admitted = listen_key && !call.by_wallet()
                              ? admit_by_key(venue_.members, call)
                              : admit(venue_.members, venue_.exchange, call);
    if (!admitted) return std::unexpected{admitted.error()};
    member = *admitted;
    if (listen_key) return accounts_.listen_key(call, *member);
    return OrderDesk::is_for(call) ? orders_.answer(call, *member)
                                   : accounts_.answer(call, *member);
}

RestOutcome Rest::answer(const net::ServerRequest& request, Time judged) {
    orders_.forget_lost();
    quotes_.remember_funding();
    dead_man().look(venue_.exchange, venue_.exchange.now());
    const Call call = read_call(request, judged);
    Member* member = nullptr;
    auto body = serve(call, member);
    RestOutcome out{.response = body ? net::ServerResponse{.status = 200, .body = std::move(*body)}
                                     : failure(body.error()),
                    .lost = orders_.lost()};
    auto& headers = out.response.headers;
    headers.push_back({"X-MBX-USED-WEIGHT-1M", std::to_string(limits_.used(call.remote))});
    if (member != nullptr && OrderDesk::is_for(call))
        headers.push_back({"X-MBX-ORDER-COUNT-1M", std::to_string(member->orders.spent())});
    if (out.response.status == 429 || out.response.status == 418)
        headers.push_back({"Retry-After", out.response.status == 418 ? "120" : "60"});
    return out;
}

}  // namespace twinleg::sim::wire::aster
