#include "net/server_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "net/ws_handshake.h"

namespace twinleg::net {
namespace {

WsLimits limits_of(const ServerOptions& options) {
    return {.max_message = options.max_message,
            .max_queued = options.max_queued,
            .ping_every = options.ping_every,
            .pong_timeout = options.ping_every};
}

bool has_no_body(int status) {
    return status == 204 || status == 304;
}

}  // namespace

// The handler's side of a WebSocket: may outlive the connection.
class ServerSession::Socket final : public ServerSocket {
public:
    Socket(std::uint64_t number, std::weak_ptr<WsPeer> peer)
        : ServerSocket{number}, peer_{std::move(peer)} {}

    void send(std::string_view text) override {
        if (const auto peer = peer_.lock()) peer->send(WsOpcode::text, text);
    }
    void send_binary(std::span<const char> data) override {
        if (const auto peer = peer_.lock())
            peer->send(WsOpcode::binary, {data.data(), data.size()});
    }
    void ping(std::string_view payload) override {
        if (const auto peer = peer_.lock()) peer->send(WsOpcode::ping, payload.substr(0, 125));
    }
    void close(int code, std::string_view reason) override {
        if (const auto peer = peer_.lock()) peer->close(code, reason);
    }
    void drop() override {
        if (const auto peer = peer_.lock()) peer->drop({Errc::disconnected, "dropped"});
    }
    void drop_inside(std::string_view text) override {
        if (const auto peer = peer_.lock()) peer->drop_inside(WsOpcode::text, text);
    }
    std::size_t queued() const override {
        const auto peer = peer_.lock();
        return peer ? peer->queued() : 0;
    }
    bool is_open() const override {
        const auto peer = peer_.lock();
        return peer && peer->is_open();
    }
    Time heard() const override {
        if (const auto peer = peer_.lock()) heard_ = peer->heard();
        return heard_;
    }

private:
    std::weak_ptr<WsPeer> peer_;
    mutable Time heard_{};  // kept when the connection is gone
};

ServerSession::ServerSession(EventLoop& loop, std::shared_ptr<Connection> connection,
                             const ServerOptions& options, Host& host)
    : loop_{loop},
      connection_{std::move(connection)},
      options_{options},
      host_{&host},
      reader_{options.max_header, options.max_body},
      timer_{loop},
      remote_{connection_->remote_address()} {}

ServerSession::~ServerSession() {
    if (stage_ != Stage::over) connection_->abort();
}

void ServerSession::start() {
    connection_->set_owner(this);
    reading_request_ = true;  // a fresh connection has no time to be idle
    timer_.after(options_.request_timeout, [this] { over(true); });
    connection_->start();
}

void ServerSession::watch_reading() {
    const auto most = reading_request_ ? options_.request_timeout : options_.idle_timeout;
    timer_.after(most, [this] {
        if (reading_request_ && reader_.begun())
            refuse(408, "the request did not arrive in time");
        else
            over(true);
    });
}

// A client that takes nothing for so long is gone, or wants to hold us up.
void ServerSession::watch_writing() {
    written_ = connection_->flushed();
    timer_.after(options_.write_timeout, [this] {
        if (connection_->flushed() == written_) return over(true);
        watch_writing();
    });
}

void ServerSession::on_input() {
    const auto self = shared_from_this();
    auto& input = connection_->input();
    // More than one round where requests are pipelined and the handler answers at once.
    while (stage_ == Stage::reading && !input.empty()) {
        const auto whole = reader_.feed(input);
        if (!whole) return refuse(whole.error().status, whole.error().what);
        if (*whole) {
            on_request();
            continue;
        }
        if (reader_.wants_continue()) connection_->write("HTTP/1.1 100 Continue\r\n\r\n");
        if (!reading_request_) {
            reading_request_ = true;
            watch_reading();
        }
        return;  // what is left is the beginning of something
    }
}

void ServerSession::on_request() {
    timer_.cancel();
    keep_alive_ = reader_.keep_alive();
    const bool wants_socket = reader_.is_upgrade();
    auto request = reader_.take();
    request.remote = remote_;
    request.received = connection_->received();
    head_ = request.method == "HEAD";
    reading_request_ = false;
    if (wants_socket) return upgrade(request);

    stage_ = Stage::answering;
    connection_->pause();
    ++number_;
    Responder responder{std::make_shared<Responder::State>(shared_from_this(), number_)};
    if (host_ != nullptr) host_->handler().on_request(std::move(request), std::move(responder));
}

void ServerSession::upgrade(const ServerRequest& request) {
    stage_ = Stage::answering;
    ++number_;
    connection_->pause();
    const auto proper = check_ws_opening(request);
    if (!proper) {
        const bool version = proper.error().code == Errc::unsupported;
        ServerResponse response{.status = version ? 426 : 400,
                                .body = proper.error().message,
                                .content_type = "text/plain"};
        if (version) response.headers.push_back({"Sec-WebSocket-Version", "13"});
        keep_alive_ = false;
        return answer(number_, std::move(response));
    }
    auto verdict = host_->handler().on_upgrade(request);
    if (stage_ != Stage::answering || host_ == nullptr) return;  // the handler closed the server
    if (!verdict.accept)
        return answer(number_, {.status = verdict.refuse_status, .body = verdict.refuse_body});
    // A subprotocol that the client did not name would make it close the connection.
    if (!has_token(request.header("Sec-WebSocket-Protocol"), verdict.subprotocol))
        verdict.subprotocol.clear();

    stage_ = Stage::upgraded;
    connection_->write(ws_acceptance(request.header("Sec-WebSocket-Key"), verdict.subprotocol));
    peer_ =
        std::make_shared<WsPeer>(loop_, connection_, WsRole::server, limits_of(options_), *this);
    socket_ = std::make_shared<Socket>(host_->next_socket_id(), peer_);
    connection_->resume();
    peer_->start();
    watch_socket();
    host_->handler().on_socket(socket_, request);
}

// As watch_writing(), as long as the WebSocket is open.
void ServerSession::watch_socket() {
    written_ = connection_->flushed();
    timer_.after(options_.write_timeout, [this, waited = connection_->queued()] {
        if (waited != 0 && connection_->queued() != 0 && connection_->flushed() == written_)
            return peer_->drop({Errc::timed_out, "the peer does not read"});
        watch_socket();
    });
}

void ServerSession::answer(std::uint64_t number, ServerResponse response) {
    if (!waits_for(number)) return;
    write_answer(response, keep_alive_);
}

void ServerSession::write_answer(const ServerResponse& response, bool stay) {
    keep_alive_ = stay;
    auto text = fmt::format("HTTP/1.1 {} {}\r\n", response.status, status_text(response.status));
    for (const auto& [name, value] : response.headers) {
        // What an operator typed or a client sent must not become a header of its own.
        if (is_header_name(name) && is_header_value(value))
            text.append(name).append(": ").append(value).append("\r\n");
    }
    const bool bodiless = has_no_body(response.status);
    if (!bodiless) {
        if (!response.content_type.empty())
            text.append("Content-Type: ").append(response.content_type).append("\r\n");
        text += fmt::format("Content-Length: {}\r\n", response.body.size());
    }
    if (!stay) text += "Connection: close\r\n";
    text += "\r\n";
    if (!bodiless && !head_) text += response.body;

    stage_ = Stage::writing;
    if (!connection_->write(text)) return over(true);
    if (connection_->queued() == 0) return written();
    watch_writing();
}

void ServerSession::on_drained() {
    const auto self = shared_from_this();
    if (stage_ == Stage::writing) written();
}

void ServerSession::written() {
    if (!keep_alive_) return over(false);
    stage_ = Stage::reading;
    watch_reading();
    connection_->resume();
}

void ServerSession::refuse(int status, const std::string& what) {
    connection_->pause();
    head_ = false;
    if (options_.refusal) return write_answer(options_.refusal(status, what), false);
    write_answer({.status = status, .body = what, .content_type = "text/plain"}, false);
}

void ServerSession::drop(std::uint64_t number) {
    if (waits_for(number)) over(true);
}

bool ServerSession::waits_for(std::uint64_t number) const {
    return stage_ == Stage::answering && number == number_;
}

void ServerSession::over(bool at_once) {
    const auto self = shared_from_this();
    stage_ = Stage::over;
    timer_.cancel();
    if (at_once)
        connection_->abort();
    else
        connection_->finish();
    if (auto* const host = std::exchange(host_, nullptr)) host->on_session_end(self);
}

void ServerSession::on_end(const Error&, bool) {
    over(true);
}

void ServerSession::on_ws_message(std::span<char> data, bool binary, Time) {
    const auto self = shared_from_this();
    if (host_ != nullptr) host_->handler().on_message(*socket_, {data.data(), data.size()}, binary);
}

void ServerSession::on_ws_pong(std::string_view payload) {
    const auto self = shared_from_this();
    if (host_ != nullptr) host_->handler().on_pong(*socket_, payload);
}

void ServerSession::on_ws_end(const Error&) {
    const auto self = shared_from_this();
    stage_ = Stage::over;
    timer_.cancel();
    auto* const host = std::exchange(host_, nullptr);
    if (host == nullptr) return;
    // Out of the server's books first: the handler may ask how many there are.
    host->on_session_end(self);
    host->handler().on_closed(*socket_);
}

void ServerSession::cut_socket() {
    if (peer_) peer_->drop({Errc::disconnected, "the server cut it"});
}

void ServerSession::silence() {
    host_ = nullptr;
    stage_ = Stage::over;
    timer_.cancel();
    if (peer_) peer_->silence();
    connection_->abort();
}

Responder::State::~State() {
    if (const auto open = session.lock()) open->drop(number);
}

std::string_view status_text(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 418:
            return "I'm a Teapot";
        case 422:
            return "Unprocessable Content";
        case 426:
            return "Upgrade Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "Status";
    }
}

}  // namespace twinleg::net
