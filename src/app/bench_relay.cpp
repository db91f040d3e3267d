#include "app/bench_relay.h"

#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

namespace twinleg::app {

namespace {

std::int64_t clock_ns() {
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

net::Url url_of(const std::string& text) {
    return net::Url::parse(text).value();
}

// The digits behind `"key":` or `"key":"`, the last time it stands there; zero without.
std::uint64_t number_behind(std::string_view text, std::string_view key) {
    const auto at = text.rfind(key);
    if (at == std::string_view::npos) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = at + key.size(); i < text.size(); ++i) {
        if (text[i] == '"' || text[i] == ':') continue;
        if (text[i] < '0' || text[i] > '9') break;
        value = value * 10 + static_cast<std::uint64_t>(text[i] - '0');
    }
    return value;
}

std::string text_behind(std::string_view text, std::string_view key) {
    const auto at = text.find(key);
    if (at == std::string_view::npos) return {};
    auto rest = text.substr(at + key.size());
    while (!rest.empty() && (rest.front() == '"' || rest.front() == ':'))
        rest.remove_prefix(1);
    return std::string{rest.substr(0, rest.find_first_of("\",}"))};
}

// Levels of a frame: the ones that matter, and ten more a side, as busy frames have.
std::string levels(bool open, bool asks, int size_places, unsigned turn) {
    std::string out;
    const std::string zeros(static_cast<std::size_t>(size_places), '0');
    const auto level = [&](int price, int size) {
        out += fmt::format(R"({}{{"price":"{}.0","size":"{}.{}"}})", out.empty() ? "" : ",", price,
                           size, zeros);
    };
    if (asks) {
        level(60'010, open ? 0 : 5);
        level(60'060, open ? 5 : 0);
        for (int i = 0; i < 10; ++i)
            level(60'070 + i, 1 + (static_cast<int>(turn) + i) % 7);
    } else {
        level(60'050, open ? 5 : 0);
        for (int i = 0; i < 10; ++i)
            level(59'980 - i, 1 + (static_cast<int>(turn) + i) % 7);
    }
    return out;
}

class LighterDialect final : public RelayDialect {
public:
    std::optional<bool> book_frame(std::string_view frame) override {
        if (frame.find(R"("channel":"order_book:1")") == std::string_view::npos ||
            frame.find("/order_book\"") == std::string_view::npos)
            return std::nullopt;
        if (frame.find("subscribed/order_book") == std::string_view::npos) return false;
        nonce_ = number_behind(frame, "\"nonce\"");
        return true;
    }

    std::string next_book_frame(bool open) override {
        const auto begin = nonce_++;
        ++turn_;
        return fmt::format(
            R"({{"channel":"order_book:1","last_updated_at":{0},"offset":{1},"order_book":{{"code":0,"asks":[{2}],"bids":[{3}],"offset":{1},"nonce":{1},"last_updated_at":{0},"begin_nonce":{4}}},"timestamp":{5},"type":"update/order_book"}})",
            clock_us(), nonce_, levels(open, true, 5, turn_), levels(open, false, 5, turn_), begin,
            clock_us() / 1000);
    }

    bool is_order(std::string_view message) const override {
        return message.find("jsonapi/sendtx\"") != std::string_view::npos &&
               message.find("\"tx_type\":14") != std::string_view::npos;
    }
    bool is_order(const net::ServerRequest&) const override { return false; }
    bool is_private(std::string_view message) const override {
        return message.find("account_all_orders") != std::string_view::npos;
    }
    void amend(std::string&) const override {}

    Ended end_order(std::string_view order) override {
        const auto client = text_behind(order, "ClientOrderIndex");
        const bool ask = text_behind(order, "IsAsk") == "1";
        const auto index = 700'000'000'000'000 + ++orders_;
        return {
            fmt::format(
                R"({{"type":"jsonapi/sendtx","id":"{}","code":200,"message":"","tx_hash":"","predicted_execution_time_ms":{}}})",
                text_behind(order, "\"id\""), clock_us() / 1000),
            fmt::format(
                R"({{"channel":"account_all_orders:65","orders":{{"1":[{{"order_index":{0},"client_order_index":{1},"order_id":"{0}","client_order_id":"{1}","market_index":1,"owner_account_index":65,"initial_base_amount":"0.00100","price":"60000.0","nonce":1,"remaining_base_amount":"0.00100","is_ask":{2},"filled_base_amount":"0.00000","filled_quote_amount":"0.000000","side":"{3}","type":"limit","time_in_force":"immediate-or-cancel","reduce_only":false,"trigger_price":"0.0","order_expiry":0,"status":"canceled-not-enough-liquidity","timestamp":{4},"created_at":{5},"updated_at":{5},"transaction_time":{6}}}]}},"timestamp":{5},"type":"update/account_all_orders"}})",
                index, client, ask, ask ? "sell" : "buy", clock_us() / 1'000'000, clock_us() / 1000,
                clock_us())};
    }

private:
    static std::int64_t clock_us() {
        const auto since = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
    }

    std::uint64_t nonce_{0};
    std::uint64_t orders_{0};
    unsigned turn_{0};
};

class EdgexDialect final : public RelayDialect {
public:
    std::optional<bool> book_frame(std::string_view frame) override {
        if (frame.find("quote-event") == std::string_view::npos ||
            frame.find("\"depth.") == std::string_view::npos)
            return std::nullopt;
        if (frame.find("SNAPSHOT") == std::string_view::npos) return false;
        version_ = number_behind(frame, "\"endVersion\"");
        channel_ = text_behind(frame, "\"channel\"");
        contract_ = text_behind(frame, "\"contractId\"");
        return true;
    }

    std::string next_book_frame(bool open) override {
        const auto begin = version_++;
        ++turn_;
        return fmt::format(
            R"({{"type":"quote-event","channel":"{0}","content":{{"channel":"{0}","dataType":"changed","data":[{{"startVersion":"{1}","endVersion":"{2}","level":200,"contractId":"{3}","contractName":"BTCUSDC","asks":[{4}],"bids":[{5}],"depthType":"CHANGED"}}]}}}})",
            channel_, begin, version_, contract_, levels(open, true, 3, turn_),
            levels(open, false, 3, turn_));
    }

    bool is_order(std::string_view) const override { return false; }
    bool is_order(const net::ServerRequest& request) const override {
        return request.path().ends_with("/createOrder");
    }
    bool is_private(std::string_view message) const override {
        return message.find("trade-event") != std::string_view::npos;
    }
    // Fifty orders a second are more than the simulator's accounts are usually allowed.
    void amend(std::string& body) const override {
        constexpr std::string_view kLimit = "\"createOrderPerMinuteLimit\":0";
        if (const auto at = body.find(kLimit); at != std::string::npos)
            body.replace(at, kLimit.size(), "\"createOrderPerMinuteLimit\":1000000");
    }

    Ended end_order(std::string_view order) override {
        const auto id = 700'000'000'000'000'000 + ++orders_;
        const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                             std::chrono::system_clock::now().time_since_epoch())
                             .count();
        return {
            fmt::format(
                R"({{"code":"SUCCESS","data":{{"orderId":"{}"}},"msg":null,"errorParam":null,"requestTime":"{}","responseTime":"{}","traceId":"0"}})",
                id, now, now),
            fmt::format(
                R"({{"type":"trade-event","content":{{"event":"ORDER_UPDATE","version":"{0}","time":"{1}","accountId":"1","data":{{"account":[],"collateral":[],"collateralTransaction":[],"position":[],"positionTransaction":[],"order":[{{"id":"{2}","contractId":"{3}","side":"{4}","price":"{5}","size":"{6}","clientOrderId":"{7}","type":"LIMIT","timeInForce":"IMMEDIATE_OR_CANCEL","reduceOnly":false,"status":"CANCELED","cancelReason":"COULD_NOT_FILL","cumFillSize":"0","cumFillValue":"0","cumFillFee":"0","cumMatchSize":"0","cumMatchValue":"0","cumMatchFee":"0","createdTime":"{1}","updatedTime":"{1}"}}],"orderFillTransaction":[]}}}}}})",
                1'000'000 + orders_, now, id, contract_, text_behind(order, "\"side\""),
                text_behind(order, "\"price\""), text_behind(order, "\"size\""),
                text_behind(order, "\"clientOrderId\""))};
    }

private:
    std::uint64_t version_{0};
    std::uint64_t orders_{0};
    unsigned turn_{0};
    std::string channel_;
    std::string contract_;
};

}  // namespace

std::unique_ptr<RelayDialect> lighter_dialect() {
    return std::make_unique<LighterDialect>();
}

std::unique_ptr<RelayDialect> edgex_dialect() {
    return std::make_unique<EdgexDialect>();
}

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
    void on_message(std::span<char> data, bool, Time) override {
        relay.from_venue(*this, {data.data(), data.size()});
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
                       std::unique_ptr<RelayDialect> dialect, OnOrder on_order)
    : loop_(loop),
      real_(real),
      dialect_(std::move(dialect)),
      on_order_(std::move(on_order)),
      upstream_(loop, url_of(real.rest)),
      server_(std::make_unique<net::Server>(loop, "127.0.0.1", std::uint16_t{0},
                                            static_cast<net::ServerHandler&>(*this))) {}

BenchRelay::~BenchRelay() = default;

venues::Endpoints BenchRelay::endpoints() const {
    const auto path = url_of(real_.ws).path;
    return {.rest = fmt::format("http://127.0.0.1:{}", server_->port()),
            .ws = fmt::format("ws://127.0.0.1:{}{}", server_->port(), path == "/" ? "" : path),
            .private_ws = {},
            .ca_file = {}};
}

void BenchRelay::tell_book(bool open) {
    const auto frame = dialect_->next_book_frame(open);
    wrote_ = clock_ns();
    if (book_) book_->send(frame);
}

void BenchRelay::on_request(net::ServerRequest request, net::Responder responder) {
    if (dialect_->is_order(request)) {
        order_read_ = clock_ns();
        const auto ended = dialect_->end_order(request.body);
        responder.send({.body = ended.answer, .headers = {}});
        if (private_) private_->send(ended.frame);
        return on_order_();
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
        if (header.name.starts_with("X-") || header.name.starts_with("x-"))
            options.headers.push_back(header);
    options.subprotocol = std::string{request.header("Sec-WebSocket-Protocol")};
    const auto id = socket->id;
    lines_[id] = std::make_unique<Line>(*this, std::move(socket), url, std::move(options));
}

void BenchRelay::on_message(net::ServerSocket& socket, std::string_view data, bool) {
    if (dialect_->is_order(data)) {
        order_read_ = clock_ns();
        const auto ended = dialect_->end_order(data);
        socket.send(ended.answer);
        socket.send(ended.frame);
        return on_order_();
    }
    if (const auto line = lines_.find(socket.id); line != lines_.end()) line->second->pass_on(data);
}

void BenchRelay::on_closed(net::ServerSocket& socket) {
    if (book_ && book_->id == socket.id) book_.reset();
    if (private_ && private_->id == socket.id) private_.reset();
    lines_.erase(socket.id);
}

void BenchRelay::from_venue(Line& line, std::string_view frame) {
    if (const auto book = dialect_->book_frame(frame)) {
        if (!*book) return;
        book_ = line.client;
    }
    if (dialect_->is_private(frame)) private_ = line.client;
    line.client->send(frame);
}

}  // namespace twinleg::app
