#pragma once
// A server on loopback that answers and speaks as a test tells it to, and a desk at it: for
// connectors of venues with REST orders.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/event_loop.h"
#include "net/server.h"
#include "risk/gate.h"
#include "venues/venue.h"

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

class RestDesk : public testing::Test {
protected:
    net::EventLoop loop;
    FakeRestVenue venue{loop};
    venues::Inbox inbox;
    std::map<std::string, std::string, std::less<>> options;
    venues::Slot slot{.venue = {1}, .instrument = {2}, .coin = "BTC"};
    std::unique_ptr<venues::Credentials> credentials;
    std::unique_ptr<venues::Connector> connector;
    std::vector<std::string> told;   // one line an event
    std::vector<std::string> lines;  // for the person in charge
    std::vector<OrderReport> reports;
    std::vector<SendFailed> failures;
    std::vector<Fill> fills;
    std::optional<OrderAnswer> order_answer;

    void make(const venues::VenueKind& kind, std::map<std::string, std::string, std::less<>> keys) {
        credentials = std::make_unique<venues::Credentials>(std::move(keys));
        connector = kind.make({.loop = loop,
                               .inbox = inbox,
                               .credentials = *credentials,
                               .slot = slot,
                               .endpoints = {.rest = venue.rest(), .ws = venue.ws()},
                               .desk_tag = "desk7",
                               .options = options,
                               .say = [this](std::string_view line) { lines.emplace_back(line); }});
    }
    Result<venues::Description> describe() {
        std::optional<Result<venues::Description>> answer;
        connector->describe([&](Result<venues::Description> done) { answer = std::move(done); });
        if (!until([&] { return answer.has_value(); })) return fail(Errc::timed_out, "no answer");
        return std::move(*answer);
    }
    std::vector<venues::Finding> examine() {
        std::optional<std::vector<venues::Finding>> answer;
        connector->examine([&](std::vector<venues::Finding> done) { answer = std::move(done); });
        until([&] { return answer.has_value(); });
        return answer.value_or(std::vector<venues::Finding>{});
    }
    // Both streams up.
    void open() {
        const auto described = describe();
        ASSERT_TRUE(described) << described.error().message;
        connector->open();
        ASSERT_TRUE(until([&] { return heard("market up") && heard("account up"); }));
    }
    bool heard(const std::string& line) const {
        return std::find(told.begin(), told.end(), line) != told.end();
    }
    std::ptrdiff_t times(const std::string& line) const {
        return std::count(told.begin(), told.end(), line);
    }
    bool was_said(std::string_view part) const {
        return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
            return line.find(part) != std::string::npos;
        });
    }
    template <typename Done>
    bool until(Done done, Duration most = seconds(20)) {
        const Time end = loop.now() + most;
        for (;;) {
            take();
            if (done()) return true;
            if (loop.now() > end) return false;
            if (connector) connector->idle(loop.now());
            loop.run(milliseconds(2));
        }
    }

    Order order(std::uint32_t number, TimeInForce tif = TimeInForce::ioc) {
        return {.instrument = {0},
                .client_order_id = ClientOrderId::make(1, number),
                .side = Side::buy,
                .time_in_force = tif,
                .role = Role::leg,
                .price = Price::from_units(100),
                .quantity = parse_quantity("0.01").value(),
                .valid_until = loop.now() + seconds(1)};
    }
    void place(const Order& what) {
        risk::Limits limits;
        limits.duplicate_window = {};
        const Instrument any{.id = {0},
                             .venue_name = "any",
                             .symbol = "BTC",
                             .tick = parse_price("0.1").value(),
                             .lot = parse_quantity("0.001").value()};
        risk::Gate gate{limits, {any}, {1'000'000}};
        const auto approved = gate.approve(what, {.now = loop.now(),
                                                  .mode = Mode::active,
                                                  .book_ready = true,
                                                  .mid = what.price,
                                                  .mark = what.price});
        ASSERT_TRUE(approved) << approved.error().why;
        connector->place(*approved, loop.now());
    }
    void ask(Question what, std::uint32_t number = 0, Time since = {}) {
        connector->ask(
            {.venue = slot.venue,
             .request = {77},
             .what = what,
             .instrument = slot.instrument,
             .client_order_id = number == 0 ? ClientOrderId{} : ClientOrderId::make(1, number),
             .since = since},
            loop.now());
    }

private:
    void take() {
        Event event;
        while (inbox.pop(event))
            std::visit([this](const auto& what) { hear(what); }, event.what);
    }
    template <typename T>
    void hear(const T&) {}
    void hear(const StreamStatus& s) {
        told.push_back(std::string{s.stream == Stream::market ? "market" : "account"} +
                       (s.up ? " up" : " down"));
    }
    void hear(const BookSnapshot& b) { told.push_back("book " + std::to_string(b.sequence)); }
    void hear(const BookDelta& b) { told.push_back("change " + std::to_string(b.last)); }
    void hear(const MarketState& s) {
        told.push_back(s.mode == MarketMode::halted ? "halted" : "not halted");
    }
    void hear(const FundingPaid& p) { told.push_back("paid " + to_text(p.amount)); }
    void hear(const OrderReport& r) { reports.push_back(r); }
    void hear(const SendFailed& f) { failures.push_back(f); }
    void hear(const Fill& f) { fills.push_back(f); }
    void hear(const OrderAnswer& a) { order_answer = a; }
    void hear(const FillsAnswer& a) {
        told.push_back(a.head.ok ? "fills " + std::to_string(a.fills.size()) : "no fills answer");
        fills.insert(fills.end(), a.fills.begin(), a.fills.end());
    }
    void hear(const PositionsAnswer& a) {
        told.push_back(!a.head.ok            ? "no positions answer"
                       : a.positions.empty() ? "flat"
                                             : "holds " + to_text(a.positions[0].quantity));
    }
};

}  // namespace twinleg::test
