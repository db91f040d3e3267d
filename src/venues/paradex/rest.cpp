#include "venues/paradex/rest.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "net/redact.h"
#include "net/retry_after.h"
#include "venues/paradex/words.h"
#include "venues/sizes.h"

namespace twinleg::venues::paradex {
namespace {

constexpr std::uint32_t kReserved = 33;
constexpr Duration kTimeout = seconds(5);
// A 429 that does not say for how long.
constexpr Duration kDefaultPause = milliseconds(250);
constexpr std::size_t kLongestMessage = 200;
constexpr std::size_t kMostWaiting = 64;

net::HttpOptions options_of(std::size_t connections, const std::string& ca_file) {
    net::HttpOptions options;
    options.connections = connections;
    options.ca_file = ca_file;
    options.max_body = kLargestAnswer;
    return options;
}

// An answer with this status says nothing about what was done.
bool server_trouble(int status) {
    return status >= 500 || status == 408;
}

}  // namespace

Error Reply::error(std::string_view what) const {
    switch (kind) {
        case Kind::good:
            return {Errc::malformed, fmt::format("{}: an answer that means nothing", what)};
        case Kind::refused: {
            const Errc meaning = status == 429                    ? Errc::rate_limited
                                 : status == 401 || is_auth(code) ? Errc::unauthorised
                                                                  : Errc::refused;
            return {meaning, fmt::format("{}: refused with {} (HTTP {}){}{}", what, code, status,
                                         message.empty() ? "" : ": ", message)};
        }
        case Kind::lost:
        case Kind::not_sent:
            break;
    }
    return {errc, fmt::format("{}: {}", what, message)};
}

Rest::Rest(Station& station, const net::Url& origin, const std::string& ca_file)
    : station_(station),
      order_budget_(station.slot.share(17'250), station.slot.share(800), kReserved),
      private_budget_(station.slot.share(600), station.slot.share(120), kReserved),
      public_budget_(1'500, 100, 0),
      room_(station.loop),
      orders_(station.loop, origin, options_of(2, ca_file)),
      questions_(station.loop, origin, options_of(3, ca_file)) {}

void Rest::set_token(std::string_view token) {
    bearer_.clear();
    if (!token.empty()) bearer_.append("Bearer ").append(token);
}

Reply Rest::refused_by_ourselves(Errc code, std::string_view why) const {
    return {.kind = Reply::Kind::not_sent,
            .message = std::string{why},
            .errc = code,
            .received = station_.now()};
}

void Rest::get_public(std::string target, Done done) {
    if (!public_budget_.take(station_.now(), 1, true))
        return done(refused_by_ourselves(Errc::rate_limited, "the rate limit leaves no room"));
    send(questions_, {.target = std::move(target)}, &public_budget_, std::move(done));
}

void Rest::get(std::string target, bool urgent, Done done, std::uint32_t cost) {
    if (bearer_.empty())
        return done(refused_by_ourselves(Errc::unauthorised, "there is no token just now"));
    Waiting question{std::move(target), urgent, cost, std::move(done)};
    const Time now = station_.now();
    if (cost == 0 || private_budget_.take(now, cost, urgent)) return ask(std::move(question));
    if (waiting_.size() >= kMostWaiting ||
        private_budget_.ready_at(now, cost, urgent) - now > kMostWait)
        return question.done(
            refused_by_ourselves(Errc::rate_limited, "the rate limit leaves no room"));
    waiting_.push_back(std::move(question));
    ask_waiting();
}

void Rest::ask(Waiting question) {
    net::HttpRequest request{.target = std::move(question.target), .urgent = question.urgent};
    request.headers.push_back({"Authorization", bearer_});
    send(questions_, std::move(request), &private_budget_, std::move(question.done));
}

void Rest::ask_waiting() {
    const Time now = station_.now();
    Duration wait = kMostWait;
    for (auto each = waiting_.begin(); each != waiting_.end();) {
        if (!private_budget_.take(now, each->cost, each->urgent)) {
            wait = std::min(wait, private_budget_.ready_at(now, each->cost, each->urgent) - now);
            ++each;
            continue;
        }
        Waiting question = std::move(*each);
        each = waiting_.erase(each);
        ask(std::move(question));
    }
    if (!waiting_.empty()) room_.after(std::max(wait, milliseconds(1)), [this] { ask_waiting(); });
}

void Rest::post(std::string target, std::vector<net::Header> headers, std::string body, Done done) {
    net::HttpRequest request{.method = "POST",
                             .target = std::move(target),
                             .headers = std::move(headers),
                             .body = std::move(body),
                             .urgent = true};
    request.headers.push_back({"Content-Type", "application/json"});
    send(questions_, std::move(request), nullptr, std::move(done));
}

bool Rest::take_order(bool urgent) {
    return order_budget_.take(station_.now(), 1, urgent);
}

void Rest::punish_orders(Duration pause) {
    order_budget_.punish(station_.now(), station_.now() + pause);
}

void Rest::post_order(std::string body, bool urgent, Done done) {
    if (bearer_.empty())
        return done(refused_by_ourselves(Errc::unauthorised, "there is no token just now"));
    net::HttpRequest request{.method = "POST",
                             .target = std::string{target::kOrders},
                             .body = std::move(body),
                             .urgent = urgent};
    request.headers = {{"Authorization", bearer_}, {"Content-Type", "application/json"}};
    send(orders_, std::move(request), &order_budget_, std::move(done));
}

void Rest::delete_order(std::string target, Done done) {
    if (bearer_.empty())
        return done(refused_by_ourselves(Errc::unauthorised, "there is no token just now"));
    net::HttpRequest request{.method = "DELETE", .target = std::move(target), .urgent = true};
    request.headers.push_back({"Authorization", bearer_});
    send(orders_, std::move(request), &order_budget_, std::move(done));
}

void Rest::send(net::HttpClient& client, net::HttpRequest request, net::TokenBucket* budget,
                Done done) {
    request.timeout = kTimeout;
    client.send(std::move(request), [this, budget, done = std::move(done)](auto answer) {
        const Reply reply = read(answer, budget);
        if (reply.kind == Reply::Kind::refused && listener_) listener_(reply);
        done(reply);
    });
}

Reply Rest::read(const std::expected<net::HttpResponse, net::HttpFailure>& answer,
                 net::TokenBucket* budget) {
    Reply reply;
    reply.received = station_.now();
    if (!answer) {
        reply.kind = answer.error().sent ? Reply::Kind::lost : Reply::Kind::not_sent;
        reply.errc = answer.error().error.code;
        reply.message = answer.error().error.message;
        return reply;
    }
    reply.status = answer->status;
    reply.sent = answer->sent;
    reply.received = answer->received;
    reply.body.reserve(answer->body.size() + kFramePadding);
    reply.body = answer->body;
    if (reply.status >= 200 && reply.status < 300) {
        reply.kind = Reply::Kind::good;
        return reply;
    }
    const auto said = answers_.refusal(reply.body);
    if (said) {
        reply.code = said->code;
        reply.message = net::redact(said->message.substr(0, kLongestMessage));
    }
    if (reply.status == 429) {
        const auto wait = net::retry_after(answer->header("Retry-After"), reply.received);
        if (budget != nullptr)
            budget->punish(reply.received,
                           reply.received + std::min(wait.value_or(kDefaultPause), minutes(2)));
        reply.kind = Reply::Kind::refused;
        if (!is_rate(reply.code)) reply.code = "TOO_MANY_REQUESTS";
        return reply;
    }
    if (reply.status == 401 && !said) reply.code = "INVALID_TOKEN";
    // 5xx, pages of a proxy, half an answer: what was asked may have been done.
    if (server_trouble(reply.status) || reply.code.empty() ||
        refusal_reason(reply.code, {}) == Reason::unavailable) {
        reply.kind = Reply::Kind::lost;
        if (reply.message.empty())
            reply.message = fmt::format("HTTP {} without words", reply.status);
        return reply;
    }
    reply.kind = Reply::Kind::refused;
    return reply;
}

void Rest::close() {
    room_.cancel();
    for (auto& question : std::exchange(waiting_, {}))
        question.done(refused_by_ourselves(Errc::disconnected, "closed"));
    orders_.close();
    questions_.close();
}

}  // namespace twinleg::venues::paradex
