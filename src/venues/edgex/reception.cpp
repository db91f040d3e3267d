#include "venues/edgex/reception.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "net/form.h"

namespace twinleg::venues::edgex {
namespace {

std::string field_of(const net::ServerRequest& request, std::string_view name) {
    for (const auto& [key, value] : net::parse_query(request.query()))
        if (key == name) return value;
    return {};
}

net::Upgrade refuse(int status, std::string body) {
    return {.accept = false,
            .subprotocol = {},
            .refuse_status = status,
            .refuse_body = std::move(body)};
}

}  // namespace

net::Upgrade Reception::knock(const net::ServerRequest& request) {
    const std::string_view origin = request.header("Origin");
    if (!rules_.origins.allows(origin)) {
        ++foreign_origins_;
        if (rules_.say)
            rules_.say(fmt::format("EdgeX bridge: refused a page of {}",
                                   origin.empty() ? "nowhere" : origin.substr(0, 200)));
        return refuse(403, "origin\n");
    }
    if (visitors_.size() >= rules_.most) return refuse(503, "busy\n");
    return {};
}

void Reception::enter(const std::shared_ptr<net::ServerSocket>& socket,
                      const net::ServerRequest& request, Time now) {
    socket->send(page::welcome(rules_.token.proof(field_of(request, "nonce")), now.ns / 1'000'000));
    Visitor& visitor = visitors_[socket->id];
    visitor = {.socket = socket, .since = now};
    const std::string offered = field_of(request, "token");
    if (offered.empty()) return;
    visitor.shown = rules_.token.matches(offered);
    if (!visitor.shown) wrong_token(*socket);
}

bool Reception::introduced(net::ServerSocket& socket, const page::Message& message) {
    if (const auto* ping = std::get_if<page::Ping>(&message)) {
        socket.send(page::pong(ping->timestamp));
        return false;
    }
    const auto* ready = std::get_if<page::FrontendReady>(&message);
    if (ready == nullptr) {
        send_away(socket, "pair first");
        return false;
    }
    if (visitors_.at(socket.id).shown || rules_.token.matches(ready->token)) return true;
    wrong_token(socket);
    return false;
}

std::shared_ptr<net::ServerSocket> Reception::release(const net::ServerSocket& socket) {
    const auto found = visitors_.extract(socket.id);
    return found ? found.mapped().socket : nullptr;
}

void Reception::wrong_token(net::ServerSocket& socket) {
    ++wrong_tokens_;
    send_away(socket, "wrong pairing token");
}

void Reception::send_away(net::ServerSocket& socket, std::string_view why, int code) {
    if (rules_.say) rules_.say(fmt::format("EdgeX bridge: turned a page away: {}", why));
    visitors_.erase(socket.id);
    socket.close(code, why);
}

void Reception::sweep(Time now) {
    std::vector<std::shared_ptr<net::ServerSocket>> late;
    for (const auto& [id, visitor] : visitors_)
        if (now - visitor.since > rules_.patience) late.push_back(visitor.socket);
    for (const auto& socket : late)
        send_away(*socket, "no pairing token in time");
}

}  // namespace twinleg::venues::edgex
