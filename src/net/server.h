#pragma once
// An HTTP/1.1 and WebSocket server: simulators of venues, the panel, the browser bridge.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "net/event_loop.h"
#include "net/header.h"

namespace twinleg::net {

struct ServerRequest {
    std::string method;
    std::string target;  // path?query, as it came
    std::string body;
    std::vector<Header> headers;
    std::string remote;  // the peer's address, without its port
    Time received;

    // The first header of that name, whatever its case; empty if there is none.
    std::string_view header(std::string_view name) const { return find_header(headers, name); }
    std::string_view path() const;   // before the '?'
    std::string_view query() const;  // after it; empty if there is none
};

struct ServerResponse {
    int status{200};
    std::string body;
    std::string content_type{"application/json"};
    std::vector<Header> headers;
};

// The right to answer one request, once; what comes after the first answer is ignored, and so is an
// answer to a connection that is gone. It may be kept and used later. If every copy is destroyed
// without an answer, the connection is dropped.
class Responder {
public:
    struct State;  // net's own
    explicit Responder(std::shared_ptr<State> state);

    void send(ServerResponse response) const;
    // Closes the connection without an answer: what a client sees of a crash.
    void drop() const;
    // False once answered, dropped, or the client has gone.
    bool wanted() const;

private:
    std::shared_ptr<State> state_;
};

// One upgraded connection. Sending to one that is closed does nothing.
class ServerSocket {
public:
    virtual ~ServerSocket() = default;

    const std::uint64_t id;  // from 1, never given twice by one server

    virtual void send(std::string_view text) = 0;
    virtual void send_binary(std::span<const char> data) = 0;
    virtual void ping(std::string_view payload = {}) = 0;
    // Sends a close frame after what is queued, and waits a moment for the peer's own.
    virtual void close(int code, std::string_view reason) = 0;
    // Cuts the connection, without a close frame: what a client sees of a crash.
    virtual void drop() = 0;
    // The same in the middle of a text frame: its header and the first half of it are sent.
    virtual void drop_inside(std::string_view text) = 0;
    // Bytes not yet taken by the socket: a peer that does not read makes this grow.
    virtual std::size_t queued() const = 0;
    virtual bool is_open() const = 0;
    // When the peer's last byte came, of control frames too; before the first, when it was
    // upgraded.
    virtual Time heard() const = 0;

protected:
    explicit ServerSocket(std::uint64_t number) : id{number} {}
};

// The answer to a client that asks for a WebSocket.
struct Upgrade {
    bool accept{true};
    std::string subprotocol;  // echoed, if it is one that the client named
    int refuse_status{403};
    std::string refuse_body;
};

// Called from the loop. Each may close the server or any socket, but not destroy the server.
class ServerHandler {
public:
    virtual ~ServerHandler() = default;
    virtual void on_request(ServerRequest request, Responder responder) = 0;
    virtual Upgrade on_upgrade(const ServerRequest& request) = 0;
    virtual void on_socket(std::shared_ptr<ServerSocket> socket, const ServerRequest& request) = 0;
    // `data` is valid until this returns; 64 bytes after it may be read.
    virtual void on_message(ServerSocket& socket, std::string_view data, bool binary) = 0;
    virtual void on_pong(ServerSocket&, std::string_view /*payload*/) {}
    // Once for every socket that on_socket() gave, however it ended.
    virtual void on_closed(ServerSocket& socket) = 0;
};

struct ServerOptions {
    std::size_t max_body{std::size_t{1} << 20};      // of a request; above: 413
    std::size_t max_header{std::size_t{16} << 10};   // of a request, all headers; above: 431
    std::size_t max_message{std::size_t{16} << 20};  // of a WebSocket; above: close code 1009
    std::size_t max_queued{std::size_t{64} << 20};   // unread by a peer; above: it is dropped
    std::size_t max_connections{1024};               // more are closed as they come
    Duration request_timeout{
        seconds(10)};  // from a request's first byte (or the accepting) to its last
    Duration idle_timeout{seconds(75)};   // between requests
    Duration write_timeout{seconds(30)};  // nothing of what is queued was taken for so long
    // Pings to each WebSocket that was silent for so long; if then nothing comes for as long again,
    // it is dropped. Zero: none, as a simulator has pings of its venue's own kind.
    Duration ping_every{};
    // The answer where the server refuses by itself (400, 408, 413, 431), before its handler sees
    // anything. Null: the sentence as plain text.
    std::function<ServerResponse(int status, std::string_view what)> refusal;
    std::string tls_certificate_file;  // PEM chain; empty: plain
    std::string tls_key_file;          // PEM
};

// Pings of clients are answered. No compression is negotiated.
// Threads: its loop's. Destruction cuts all connections without calling the handler.
class Server {
public:
    // Port 0 picks a free one. Throws std::runtime_error, naming address, port and what to do about
    // it, if it cannot listen there or cannot read its certificate.
    Server(EventLoop& loop, std::string address, std::uint16_t port, ServerHandler& handler,
           ServerOptions options = {});
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;

    // Open WebSockets and all connections, those included.
    std::size_t sockets() const;
    std::size_t connections() const;

    // Cuts every WebSocket, as a venue does that restarts; listening goes on.
    void close_all_sockets();
    // Stops listening and cuts every connection.
    void close();

    struct Impl;

private:
    std::shared_ptr<Impl> impl_;
};

}  // namespace twinleg::net
