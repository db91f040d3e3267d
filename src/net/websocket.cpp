#include "net/websocket.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "net/dial.h"
#include "net/http_reader.h"
#include "net/ws_handshake.h"
#include "net/ws_peer.h"

namespace twinleg::net {
namespace {

constexpr std::size_t kMaxRefusalBody = 64 << 10;

// From open() to on_down() or close(): dial, opening request, messages.
class Session final : public Connection::Owner,
                      public WsPeer::Listener,
                      public std::enable_shared_from_this<Session> {
public:
    Session(EventLoop& loop, const Url& url, const WsOptions& options, WsHandler& handler,
            std::vector<Header>& answer_headers)
        : loop_{loop},
          url_{url},
          options_{options},
          handler_{&handler},
          answer_headers_{answer_headers},
          timer_{loop},
          reader_{kMaxRefusalBody} {}

    // Apart from the constructor, which has no shared_from_this().
    void begin() {
        timer_.after(options_.connect_timeout, [this] {
            const auto self = shared_from_this();
            down({Errc::timed_out, fmt::format("{} took more than {} ms", stage_,
                                               options_.connect_timeout.ns / milliseconds(1).ns)});
        });
        auto opening = ws_opening(url_, key_, options_.subprotocol, options_.headers);
        if (!opening) return down_later(opening.error());
        opening_ = *std::move(opening);
        auto proxy = proxy_for(url_, options_.proxy);
        if (!proxy) return down_later(proxy.error());

        DialOptions dialling{.proxy = *std::move(proxy),
                             .resolve_timeout = options_.connect_timeout,
                             .connect_timeout = options_.connect_timeout,
                             .tls_timeout = options_.connect_timeout,
                             .verify_peer = options_.verify_peer,
                             .ca_file = options_.ca_file};
        dial_.emplace(loop_, url_, std::move(dialling), [this](auto connected) {
            const auto self = shared_from_this();
            if (!connected) return down(connected.error());
            on_connected(*std::move(connected));
        });
    }

    bool over() const { return handler_ == nullptr; }
    bool is_open() const { return peer_ && peer_->is_open(); }
    bool send(WsOpcode opcode, std::string_view data) {
        return peer_ != nullptr && peer_->send(opcode, data);
    }
    std::size_t queued() const { return is_open() ? peer_->queued() : 0; }

    // No callback from here on.
    void close() {
        handler_ = nullptr;
        timer_.cancel();
        dial_.reset();
        if (connection_) connection_->abort();
        connection_.reset();
        if (!peer_) return;
        peer_->silence();
        peer_->close(kCloseNormal, {});
    }

private:
    void on_connected(std::shared_ptr<Connection> connection) {
        stage_ = "the opening of the websocket";
        connection_ = std::move(connection);
        connection_->set_owner(this);
        reader_.begin(false);
        // If it breaks here already, reading says so.
        connection_->write(opening_);
        connection_->start();
    }

    void on_input() override {
        const auto self = shared_from_this();
        const auto whole = reader_.feed(connection_->input());
        if (!whole) return down(whole.error());
        if (*whole) on_answer();
    }
    void on_end(const Error& why, bool clean) override {
        const auto self = shared_from_this();
        connection_.reset();
        // A refusal may end with the connection.
        if (clean && reader_.begun()) {
            const auto whole = reader_.end();
            if (whole && *whole) return on_answer();
        }
        down(why);
    }
    void on_answer() {
        auto answer = reader_.take();
        answer_headers_ = std::move(answer.headers);
        answer.headers = answer_headers_;
        const auto fine = check_ws_answer(answer, key_, options_.subprotocol);
        if (!fine) return down(fine.error());
        if (!connection_) return down({Errc::disconnected, "the peer closed the connection"});

        timer_.cancel();
        const WsLimits limits{.max_message = options_.max_message,
                              .max_queued = options_.max_queued,
                              .ping_every = options_.ping_every,
                              .pong_timeout = options_.pong_timeout};
        peer_ = std::make_shared<WsPeer>(loop_, std::exchange(connection_, nullptr), WsRole::client,
                                         limits, *this);
        peer_->start();
        handler_->on_open();
    }

    void on_ws_message(std::span<char> data, bool binary, Time received) override {
        const auto self = shared_from_this();
        if (handler_ != nullptr) handler_->on_message(data, binary, received);
    }
    void on_ws_end(const Error& why) override {
        const auto self = shared_from_this();
        down(why);
    }

    void down_later(Error why) {
        loop_.post([self = shared_from_this(), why = std::move(why)] { self->down(why); });
    }
    void down(const Error& why) {
        auto* const handler = std::exchange(handler_, nullptr);
        close();
        if (handler != nullptr)
            handler->on_down({why.code, fmt::format("{}: {}", url_.host, why.message)});
    }

    EventLoop& loop_;
    Url url_;
    WsOptions options_;
    WsHandler* handler_;  // none once it is over
    std::vector<Header>& answer_headers_;
    std::string_view stage_{"connecting"};
    std::string key_{make_ws_key()};
    std::string opening_;
    Timer timer_;
    std::optional<Dial> dial_;
    std::shared_ptr<Connection> connection_;  // during the opening
    ResponseReader reader_;
    std::shared_ptr<WsPeer> peer_;  // after it
};

}  // namespace

struct WebSocket::Impl {
    EventLoop& loop;
    Url url;
    WsOptions options;
    WsHandler& handler;
    std::vector<Header> answer_headers{};
    std::shared_ptr<Session> session{};
};

WebSocket::WebSocket(EventLoop& loop, const Url& url, WsOptions options, WsHandler& handler)
    : impl_{new Impl{.loop = loop, .url = url, .options = std::move(options), .handler = handler}} {
}

WebSocket::~WebSocket() {
    close();
}

void WebSocket::set_url(const Url& url) {
    impl_->url = url;
}
void WebSocket::set_headers(std::vector<Header> headers) {
    impl_->options.headers = std::move(headers);
}

void WebSocket::open() {
    if (impl_->session && !impl_->session->over()) return;
    impl_->answer_headers.clear();
    impl_->session = std::make_shared<Session>(impl_->loop, impl_->url, impl_->options,
                                               impl_->handler, impl_->answer_headers);
    impl_->session->begin();
}

bool WebSocket::is_open() const {
    return impl_->session && impl_->session->is_open();
}

bool WebSocket::send(std::string_view text) {
    return impl_->session && impl_->session->send(WsOpcode::text, text);
}
bool WebSocket::send_binary(std::span<const char> data) {
    return impl_->session && impl_->session->send(WsOpcode::binary, {data.data(), data.size()});
}

std::size_t WebSocket::queued() const {
    return impl_->session ? impl_->session->queued() : 0;
}

void WebSocket::close() {
    if (auto session = std::exchange(impl_->session, nullptr)) session->close();
}

std::string_view WebSocket::response_header(std::string_view name) const {
    return find_header(impl_->answer_headers, name);
}

}  // namespace twinleg::net
