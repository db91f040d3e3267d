#include "venues/lighter/rest.h"

#include <fmt/format.h>

#include <utility>

#include "net/redact.h"
#include "net/retry_after.h"
#include "venues/lighter/answers.h"
#include "venues/lighter/codes.h"
#include "venues/sizes.h"

namespace twinleg::venues::lighter {
namespace {

// A 429 that does not say for how long.
constexpr Duration kDefaultPause = milliseconds(250);
constexpr std::size_t kLongestMessage = 200;

net::HttpOptions options_of(const RestOptions& options) {
    net::HttpOptions out;
    out.connections = options.connections;
    out.ca_file = options.ca_file;
    out.max_body = kLargestAnswer;
    return out;
}

bool says_too_many(int status) {
    return status == 429 || status == 405;
}

}  // namespace

Error Reply::error(std::string_view what) const {
    switch (kind) {
        case Kind::good:
            return {Errc::malformed,
                    fmt::format("lighter: {}: an answer that means nothing", what)};
        case Kind::refused: {
            const Errc meaning = is_rate_limit(code) || says_too_many(status) ? Errc::rate_limited
                                 : is_auth(status, code, message)             ? Errc::unauthorised
                                                                              : Errc::refused;
            return {meaning, fmt::format("lighter: {}: refused with code {} (HTTP {}): {}", what,
                                         code, status, message)};
        }
        case Kind::lost:
        case Kind::not_sent:
            break;
    }
    return {errc, fmt::format("lighter: {}: {}", what, message)};
}

Rest::Rest(net::EventLoop& loop, const net::Url& origin, Limits& limits, const RestOptions& options)
    : loop_(loop),
      limits_(limits),
      timeout_(options.timeout),
      client_(loop, origin, options_of(options)) {}

void Rest::get(Call call, std::string target, bool urgent, std::string_view token, Done done) {
    if (!limits_.take(call, loop_.now(), urgent)) {
        done({.kind = Reply::Kind::not_sent,
              .message = "not asked: the rate limit leaves no room",
              .errc = Errc::rate_limited});
        return;
    }
    net::HttpRequest request{.target = std::move(target), .timeout = timeout_, .urgent = urgent};
    if (!token.empty()) request.headers.push_back({"Authorization", std::string{token}});
    send(call, std::move(request), std::move(done));
}

void Rest::post(Call call, std::string_view target, std::string form, Done done) {
    net::HttpRequest request{.method = "POST",
                             .target = std::string{target},
                             .body = std::move(form),
                             .timeout = timeout_};
    request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    send(call, std::move(request), std::move(done));
}

void Rest::send(Call call, net::HttpRequest request, Done done) {
    client_.send(std::move(request),
                 [this, call, done = std::move(done)](auto answer) { done(read(call, answer)); });
}

Reply Rest::read(Call call, const std::expected<net::HttpResponse, net::HttpFailure>& answer) {
    Reply reply;
    if (!answer) {
        reply.kind = answer.error().sent ? Reply::Kind::lost : Reply::Kind::not_sent;
        reply.errc = answer.error().error.code;
        reply.message = answer.error().error.message;
        return reply;
    }
    reply.status = answer->status;
    reply.received = answer->received;
    const auto verdict = read_verdict(answer->body);
    if (says_too_many(reply.status) || (verdict && is_rate_limit(verdict->code))) {
        const auto wait = net::retry_after(answer->header("Retry-After"), answer->received);
        limits_.punish(call, answer->received + wait.value_or(kDefaultPause));
        reply.kind = Reply::Kind::refused;
        reply.code = verdict ? verdict->code : code::too_many_requests;
        reply.message = verdict ? verdict->message : "too many requests";
        return reply;
    }
    if (verdict) {
        reply.code = verdict->code;
        reply.message = net::redact(verdict->message.substr(0, kLongestMessage));
    }
    // 5xx, pages of a proxy, half an answer: what was asked may have been done.
    if (reply.status >= 500 || !verdict || is_internal(reply.code)) {
        reply.kind = Reply::Kind::lost;
        reply.errc = reply.status == 200 ? Errc::malformed : Errc::disconnected;
        if (reply.message.empty())
            reply.message = fmt::format("HTTP {} without words", reply.status);
        return reply;
    }
    if (reply.status == 200 && reply.code == code::ok) {
        reply.kind = Reply::Kind::good;
        reply.body = answer->body;
        return reply;
    }
    reply.kind = Reply::Kind::refused;
    return reply;
}

}  // namespace twinleg::venues::lighter
