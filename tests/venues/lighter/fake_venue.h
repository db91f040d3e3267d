#pragma once
// A venue on loopback that says what a test tells it to, and keeps what it was sent. It knows the
// shapes of the venue's page and none of its rules.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/event_loop.h"
#include "net/form.h"
#include "net/server.h"

namespace twinleg::venues::lighter {

class FakeVenue final : public net::ServerHandler {
public:
    explicit FakeVenue(net::EventLoop& loop) : server_(loop, "127.0.0.1", 0, *this) {}

    std::string rest() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
    std::string ws() const {
        return "ws://127.0.0.1:" + std::to_string(server_.port()) + "/stream";
    }

    // --- What it answers: by path ("/api/v1/account"), until set anew.
    void answer(const std::string& path, std::string body, int status = 200,
                std::vector<net::Header> headers = {}) {
        answers_[path] = {.status = status, .body = std::move(body), .headers = std::move(headers)};
    }
    // The connection is cut instead of an answer.
    void drop(const std::string& path) { answers_.erase(path); }
    // What it says to a transaction on the socket: the fields beside its id; empty: nothing.
    std::string transaction_answer{R"("type":"jsonapi/sendtx","code":200,"tx_hash":"ab")"};

    // --- What it says on its sockets, to all that subscribed to the channel ("order_book/1").
    void tell(const std::string& channel, std::string_view frame) {
        for (auto& [id, client] : clients_)
            if (client.channels.contains(channel)) client.socket->send(frame);
    }
    void tell_all(std::string_view frame) {
        for (auto& [id, client] : clients_)
            client.socket->send(frame);
    }
    // The first frame of a channel, sent to whoever subscribes.
    void first_frame(const std::string& channel, std::string frame) {
        first_[channel] = std::move(frame);
    }
    void cut_sockets() { server_.close_all_sockets(); }
    bool greets{true};

    // --- What it was sent.
    std::vector<net::ServerRequest> requests;
    std::vector<std::string> frames;  // of all sockets
    std::size_t count(std::string_view part) const {
        std::size_t n = 0;
        for (const auto& frame : frames)
            if (frame.find(part) != std::string::npos) ++n;
        return n;
    }
    const net::ServerRequest* last(std::string_view path) const {
        for (std::size_t i = requests.size(); i-- > 0;)
            if (requests[i].path() == path) return &requests[i];
        return nullptr;
    }

private:
    struct Client {
        std::shared_ptr<net::ServerSocket> socket;
        std::map<std::string, bool> channels;
    };

    static std::string text_of(std::string_view frame, std::string_view key) {
        const std::string mark = "\"" + std::string{key} + "\":\"";
        const auto at = frame.find(mark);
        if (at == std::string_view::npos) return {};
        const auto from = at + mark.size();
        return std::string{frame.substr(from, frame.find('"', from) - from)};
    }

    void on_request(net::ServerRequest request, net::Responder responder) override {
        const std::string path{request.path()};
        requests.push_back(std::move(request));
        const auto found = answers_.find(path);
        if (found == answers_.end()) return responder.drop();
        responder.send(found->second);
    }
    net::Upgrade on_upgrade(const net::ServerRequest&) override { return {}; }
    void on_socket(std::shared_ptr<net::ServerSocket> socket, const net::ServerRequest&) override {
        if (greets) socket->send(R"({"session_id":"0","type":"connected"})");
        clients_[socket->id].socket = socket;
    }
    void on_message(net::ServerSocket& socket, std::string_view data, bool) override {
        frames.emplace_back(data);
        Client& client = clients_[socket.id];
        const std::string type = text_of(data, "type");
        const std::string channel = text_of(data, "channel");
        if (type == "subscribe") {
            client.channels[channel] = true;
            if (const auto first = first_.find(channel); first != first_.end())
                socket.send(first->second);
        } else if (type == "unsubscribe") {
            client.channels.erase(channel);
        } else if (type == "jsonapi/sendtx" && !transaction_answer.empty()) {
            socket.send("{" + transaction_answer + R"(,"id":")" + text_of(data, "id") + "\"}");
        }
    }
    void on_closed(net::ServerSocket& socket) override { clients_.erase(socket.id); }

    std::map<std::string, net::ServerResponse> answers_;
    std::map<std::string, std::string> first_;
    std::map<std::uint64_t, Client> clients_;
    net::Server server_;
};

}  // namespace twinleg::venues::lighter
