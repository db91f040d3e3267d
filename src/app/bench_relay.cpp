#include "app/bench_relay.h"

#include <chrono>
#include <utility>

#include <fmt/format.h>

namespace twinleg::app {

namespace {

std::int64_t clock_ns() {
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

net::Url url_of(const std::string& text) {
    return net::Url::parse(text).value();
}

}  // namespace

// A client's socket and the one it stands for.
struct BenchRelay::Line final : net::WsHandler {
    Line(BenchRelay& owner, std::shared_ptr<net::ServerSocket> from, const net::Url& url,
         net::WsOptions options)
        : relay(owner),
          client(std::move(from)),
          venue(owner.loop_, url, std::move(options), *this) {
        venue.open();
    }

    void on_open() override {
        for (const auto& text : waiting)
            venue.send(text);
        waiting.clear();
    }
    void on_message(std::span<char> data, bool binary, Time) override {
        relay.from_venue(*this, {data.data(), data.size()}, binary);
    }
    void on_down(const Error&) override { client->drop(); }

    void pass_on(std::string_view text) {
        if (!venue.send(text)) waiting.emplace_back(text);
    }

    BenchRelay& relay;
    std::shared_ptr<net::ServerSocket> client;
    std::vector<std::string> waiting;
    net::WebSocket venue;
};

BenchRelay::BenchRelay(net::EventLoop& loop, const venues::Endpoints& real,
                       std::unique_ptr<BenchDialect> dialect, OnOrder on_order)
    : loop_(loop),
      real_(real),
      dialect_(std::move(dialect)),
      on_order_(std::move(on_order)),
      upstream_(loop, url_of(real.rest)),
      server_(std::make_unique<net::Server>(loop, "127.0.0.1", std::uint16_t{0},
                                            static_cast<net::ServerHandler&>(*this))) {}

BenchRelay::~BenchRelay() = default;

venues::Endpoints BenchRelay::endpoints() const {
    const auto ours = [this](std::string_view scheme, const std::string& real) {
        if (real.empty()) return std::string{};
        const auto path = url_of(real).path;
        return fmt::format("{}://127.0.0.1:{}{}", scheme, server_->port(), path == "/" ? "" : path);
    };
    return {.rest = ours("http", real_.rest),
            .ws = ours("ws", real_.ws),
            .private_ws = ours("ws", real_.private_ws),
            .ca_file = {}};
}

void BenchRelay::tell_book(bool open) {
    const auto frame = dialect_->next_book_frame(open);
    wrote_ = clock_ns();
    if (!book_) return;
    if (dialect_->binary_frames())
        book_->send_binary(frame);
    else
        book_->send(frame);
}

void BenchRelay::on_request(net::ServerRequest request, net::Responder responder) {
    if (dialect_->is_order_request(request)) {
        order_read_ = clock_ns();
        const auto ended = dialect_->end_order(request.body);
        on_order_();
        responder.send({.body = ended.answer, .headers = {}});
        if (private_) private_->send(ended.frame);
        return;
    }
    net::HttpRequest onward{.method = request.method,
                            .target = request.target,
                            .headers = {},
                            .body = std::move(request.body)};
    for (auto& header : request.headers) {
        if (net::same_name(header.name, "host") || net::same_name(header.name, "connection") ||
            net::same_name(header.name, "content-length"))
            continue;
        onward.headers.push_back(std::move(header));
    }
    upstream_.send(std::move(onward), [this, responder](auto done) {
        if (!done) return responder.drop();
        dialect_->amend(done->body);
        responder.send({.status = done->status, .body = std::move(done->body), .headers = {}});
    });
}

net::Upgrade BenchRelay::on_upgrade(const net::ServerRequest& request) {
    return {.accept = true,
            .subprotocol = std::string{request.header("Sec-WebSocket-Protocol")},
            .refuse_body = {}};
}

void BenchRelay::on_socket(std::shared_ptr<net::ServerSocket> socket,
                           const net::ServerRequest& request) {
    auto url = url_of(real_.ws);
    url.path = request.target;
    net::WsOptions options;
    for (const auto& header : request.headers)
        if (header.name.starts_with("X-") || header.name.starts_with("x-") ||
            net::same_name(header.name, "authorization"))
            options.headers.push_back(header);
    options.subprotocol = std::string{request.header("Sec-WebSocket-Protocol")};
    const auto id = socket->id;
    note_use(socket, request.target);
    lines_[id] = std::make_unique<Line>(*this, std::move(socket), url, std::move(options));
}

void BenchRelay::on_message(net::ServerSocket& socket, std::string_view data, bool) {
    if (dialect_->is_order_message(data)) {
        order_read_ = clock_ns();
        const auto ended = dialect_->end_order(data);
        on_order_();
        socket.send(ended.answer);
        socket.send(ended.frame);
        return;
    }
    const auto line = lines_.find(socket.id);
    if (line == lines_.end()) return;
    note_use(line->second->client, data);
    line->second->pass_on(data);
}

void BenchRelay::note_use(const std::shared_ptr<net::ServerSocket>& socket, std::string_view said) {
    switch (dialect_->use_of(said)) {
        case BenchDialect::Use::book:
            book_ = socket;
            break;
        case BenchDialect::Use::account:
            private_ = socket;
            break;
        case BenchDialect::Use::unknown:
            break;
    }
}

void BenchRelay::on_closed(net::ServerSocket& socket) {
    if (book_ && book_->id == socket.id) book_.reset();
    if (private_ && private_->id == socket.id) private_.reset();
    lines_.erase(socket.id);
}

void BenchRelay::from_venue(Line& line, std::string_view frame, bool binary) {
    if (const auto book = dialect_->book_frame(frame)) {
        if (!*book) return;
        book_ = line.client;
    }
    if (dialect_->is_private(frame)) private_ = line.client;
    if (binary)
        line.client->send_binary(frame);
    else
        line.client->send(frame);
}

}  // namespace twinleg::app
