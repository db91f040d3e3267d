#pragma once
// A server on loopback that answers and speaks as a test tells it to, and a desk at it: for
// connectors of venues with REST orders.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/event_loop.h"
#include "net/server.h"
#include "tests/venues/kit/connector_desk.h"

namespace twinleg::test {

class FakeRestVenue final : public net::ServerHandler {
public:
    struct Asked {
        std::string method;
        std::string path;
        std::string query;
        std::string body;
        std::vector<net::Header> headers;
        std::string header(std::string_view name) const {
            return std::string{net::find_header(headers, name)};
        }
    };
    struct Said {
        int status{200};
        std::string body;
        bool drop{false};
        std::vector<net::Header> headers{};
    };
    using Answer = std::function<Said(const Asked&)>;

    explicit FakeRestVenue(net::EventLoop& loop) : server_(loop, "127.0.0.1", 0, *this) {}

    std::string rest() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
    std::string ws() const { return "ws://127.0.0.1:" + std::to_string(server_.port()); }

    // "POST /api/v1/order"
    void says(const std::string& call, Answer answer) { answers_[call] = std::move(answer); }
    void says(const std::string& call, std::string body, int status = 200) {
        answers_[call] = [body = std::move(body), status](const Asked&) {
            return Said{.status = status, .body = body};
        };
    }
    // The next answer; then the usual one.
    void says_once(const std::string& call, Said said) { once_[call].push_back(std::move(said)); }

    std::vector<Asked> asked;
    std::vector<Asked> of(const std::string& call) const {
        std::vector<Asked> out;
        for (const auto& each : asked)
            if (each.method + " " + each.path == call) out.push_back(each);
        return out;
    }

    // Open sockets in the order they came, and what was said on each.
    struct Socket {
        std::string target;
        std::shared_ptr<net::ServerSocket> socket;  // null: closed
        std::vector<std::string> heard;
    };
    std::vector<Socket> sockets;
    // The newest open one on which this was heard, or whose target has it.
    Socket* speaker(std::string_view part) {
        for (auto at = sockets.rbegin(); at != sockets.rend(); ++at) {
            if (!at->socket) continue;
            if (at->target.find(part) != std::string::npos) return &*at;
            for (const auto& text : at->heard)
                if (text.find(part) != std::string::npos) return &*at;
        }
        return nullptr;
    }
    std::function<void(Socket&, std::string_view)> on_said;  // may be null

private:
    void on_request(net::ServerRequest request, net::Responder responder) override {
        Asked one{.method = request.method,
                  .path = std::string{request.path()},
                  .query = std::string{request.query()},
                  .body = request.body,
                  .headers = request.headers};
        asked.push_back(one);
        const std::string call = one.method + " " + one.path;
        Said said{.status = 404, .body = R"({"code":"RESOURCE_NOT_FOUND","message":"no"})"};
        if (auto& queue = once_[call]; !queue.empty()) {
            said = queue.front();
            queue.erase(queue.begin());
        } else if (const auto found = answers_.find(call); found != answers_.end()) {
            said = found->second(one);
        }
        if (said.drop) return responder.drop();
        responder.send({.status = said.status, .body = said.body, .headers = said.headers});
    }
    net::Upgrade on_upgrade(const net::ServerRequest&) override { return {}; }
    void on_socket(std::shared_ptr<net::ServerSocket> socket,
                   const net::ServerRequest& request) override {
        sockets.push_back({request.target, std::move(socket), {}});
    }
    void on_message(net::ServerSocket& socket, std::string_view data, bool) override {
        for (auto& each : sockets) {
            if (!each.socket || each.socket->id != socket.id) continue;
            each.heard.emplace_back(data);
            if (on_said) on_said(each, data);
        }
    }
    void on_closed(net::ServerSocket& socket) override {
        for (auto& each : sockets)
            if (each.socket && each.socket->id == socket.id) each.socket.reset();
    }

    std::map<std::string, Answer> answers_;
    std::map<std::string, std::vector<Said>> once_;
    net::Server server_;
};

using RestDesk = ConnectorDesk<FakeRestVenue>;

}  // namespace twinleg::test
