#include "venues/edgex/page_calls.h"

#include <algorithm>
#include <utility>

#include "core/check.h"

namespace twinleg::venues::edgex {
namespace {

using What = PageAnswer::What;

PageAnswer unknown(const Error& why) {
    return {.what = What::unknown, .venue_order_id = {}, .code = {}, .text = why.message};
}

What outcome(const page::OrderPlaced& placed) {
    if (placed.success) return What::done;
    if (placed.unknown) return What::unknown;
    return placed.sent ? What::refused : What::never_sent;
}

What outcome(const page::OrderCancelled& cancelled) {
    if (cancelled.success) return What::done;
    return cancelled.unknown ? What::unknown : What::refused;
}

net::HttpResponse response(const page::Answer& answer, Time sent, Time now) {
    net::HttpResponse out;
    out.status = answer.status;
    out.headers.push_back({"Content-Type", "application/json"});
    out.body.reserve(answer.body.size() + 64);  // what simdjson may read past the end
    out.body = answer.body;
    out.sent = sent;
    out.received = now;
    return out;
}

}  // namespace

void PageCalls::place(std::string client_order_id, Time at, Time until, Done done) {
    places_.emplace(std::move(client_order_id), Placing{at, until, std::move(done)});
}

void PageCalls::cancel(std::string venue_order_id, std::string client_order_id, Time until,
                       Done done) {
    cancels_.push_back(
        {std::move(venue_order_id), std::move(client_order_id), until, std::move(done)});
}

std::uint64_t PageCalls::request(Time at, Time until, net::HttpDone done) {
    requests_.emplace(++last_request_, Requesting{at, until, std::move(done)});
    return last_request_;
}

std::optional<Time> PageCalls::answer(const page::OrderPlaced& placed) {
    const auto found = places_.find(placed.client_order_id);
    if (found == places_.end()) return std::nullopt;
    const Placing call = std::move(found->second);
    places_.erase(found);
    call.done({.what = outcome(placed),
               .venue_order_id = std::string{placed.venue_order_id},
               .code = std::string{placed.code},
               .text = placed.success ? std::string{} : std::string{placed.error}});
    return call.at;
}

void PageCalls::answer(const page::OrderCancelled& cancelled) {
    const auto found = std::ranges::find_if(cancels_, [&](const Cancelling& each) {
        return each.venue_order_id.empty() ? each.client_order_id == cancelled.client_order_id
                                           : each.venue_order_id == cancelled.venue_order_id;
    });
    if (found == cancels_.end()) return;
    const Cancelling call = std::move(*found);
    cancels_.erase(found);
    call.done({.what = outcome(cancelled),
               .venue_order_id = std::string{cancelled.venue_order_id},
               .code = std::string{cancelled.code},
               .text = std::string{cancelled.error}});
}

void PageCalls::answer(const page::Answer& answer, Time now) {
    const auto found = requests_.find(answer.request_id);
    if (found == requests_.end()) return;
    const Requesting call = std::move(found->second);
    requests_.erase(found);
    if (answer.ok)
        call.done(response(answer, call.at, now));
    else
        call.done(std::unexpected{net::HttpFailure{
            answer.sent, Error{answer.sent ? Errc::disconnected : Errc::refused,
                               "edgex, through the page: " + std::string{answer.error}}}});
}

void PageCalls::expire(Time now) {
    const Error why{Errc::timed_out, "the page did not answer in time"};
    std::vector<Done> dones;
    std::vector<net::HttpDone> requests;
    std::erase_if(places_, [&](auto& each) {
        if (each.second.until > now) return false;
        dones.push_back(std::move(each.second.done));
        return true;
    });
    std::erase_if(cancels_, [&](Cancelling& each) {
        if (each.until > now) return false;
        dones.push_back(std::move(each.done));
        return true;
    });
    std::erase_if(requests_, [&](auto& each) {
        if (each.second.until > now) return false;
        requests.push_back(std::move(each.second.done));
        return true;
    });
    for (const Done& done : dones)
        done(unknown(why));
    for (const net::HttpDone& done : requests)
        done(std::unexpected{net::HttpFailure{true, why}});
}

void PageCalls::fail_all(const Error& why) {
    const auto places = std::exchange(places_, {});
    const auto cancels = std::exchange(cancels_, {});
    const auto requests = std::exchange(requests_, {});
    for (const auto& [id, call] : places)
        call.done(unknown(why));
    for (const Cancelling& call : cancels)
        call.done(unknown(why));
    for (const auto& [id, call] : requests)
        call.done(std::unexpected{net::HttpFailure{true, why}});
}

}  // namespace twinleg::venues::edgex
