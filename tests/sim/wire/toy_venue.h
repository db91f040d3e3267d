#pragma once
// A venue with the smallest wire there can be, and a client for it, over real sockets.
//
// GET /ping answers {"now_ms":…}; POST /buy buys 0.1 BTC at 60,000 for the first account. Sockets
// are told the sequence of each change of the book; what they say comes back.

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "net/http_client.h"
#include "net/url.h"
#include "net/websocket.h"
#include "sim/wire/wire_world.h"
#include "tests/sim/wire/exchange_fixture.h"

namespace twinleg::sim::wire {

class ToyVenue : public VenueServer {
public:
    explicit ToyVenue(const VenueSetup& setup) : VenueServer(setup) {
        exchange().add_account({.id = "65"});
        exchange().set_nonce(0, "3", "17");
    }

    std::vector<std::pair<std::string, std::string>> endpoints() const override {
        return {{"rest", rest_url()}, {"ws", ws_url("/stream")}};
    }
    void handle(const net::ServerRequest& request, const net::Responder& responder) override {
        if (request.path() == "/ping")
            return responder.send(
                {.body = fmt::format(R"({{"now_ms":{}}})", judged_now().ns / 1'000'000)});
        if (faults().take(Fault::reject_orders, now())) {
            exchange().count_refused(0, "");
            return responder.send({.status = 400, .body = "no"});
        }
        const auto placed = exchange().place({.account = 0,
                                              .instrument = {0},
                                              .side = Side::buy,
                                              .price = price("60000"),
                                              .quantity = quantity("0.1")});
        if (faults().take(Fault::accept_then_drop_reply, now())) return responder.drop();
        responder.send({.body = placed ? std::to_string(placed->id) : placed.error().message});
    }
    net::ServerResponse fault_answer(Fault fault, const net::ServerRequest&) override {
        return {.status = fault == Fault::http_429   ? 429
                          : fault == Fault::http_500 ? 500
                                                     : 503,
                .body = std::string{name(fault)}};
    }
    void opened(Session& session) override { session.answer("hello"); }
    void message(Session& session, std::string_view data, bool) override { session.answer(data); }
    void expire_auth() override { ++expiries; }
    void on_book(const BookChange& change) override {
        for (auto& [id, session] : sessions())
            session->tell(std::to_string(change.sequence));
    }

    int expiries{0};
};

inline ExchangeConfig toy_config() {
    ExchangeConfig config;
    config.venue = "toy";
    config.instruments = {btc()};
    config.funding_interval = minutes(60);
    return config;
}

inline std::unique_ptr<VenueServer> make_toy(const VenueSetup& setup) {
    return std::make_unique<ToyVenue>(setup);
}

inline constexpr WireVenue kToy{"toy", toy_config, make_toy};

// A socket that keeps what it hears.
struct Listening : net::WsHandler {
    Listening(net::EventLoop& loop, const std::string& url)
        : socket(loop, net::Url::parse(url).value(), {}, *this) {
        socket.open();
    }
    void on_open() override { open = true; }
    void on_message(std::span<char> data, bool, Time) override {
        frames.emplace_back(data.data(), data.size());
    }
    void on_down(const Error& why) override { down.push_back(why); }

    bool open{false};
    std::vector<std::string> frames;
    std::vector<Error> down;
    net::WebSocket socket;
};

// A world on loopback, and verbs of a tester.
class WorldTest : public testing::Test {
protected:
    void SetUp() override { start(false); }

    void start(bool flow, std::uint64_t number = 1) {
        world.reset();
        WireWorldConfig config;
        config.venues = {{&kToy, 0}};
        config.number = number;
        config.flow = flow;
        config.control = 0;
        world = std::make_unique<WireWorld>(loop, std::move(config));
    }
    ToyVenue& toy() { return dynamic_cast<ToyVenue&>(*world->venue("toy")); }

    // Turns the loop until `done`; fails after ten seconds, as something is then broken.
    template <typename F>
    void until(F done) {
        const Time give_up = loop.now() + seconds(10);
        while (!done()) {
            ASSERT_LT(loop.now(), give_up) << "nothing happened";
            loop.run(milliseconds(50));
        }
    }
    // Status and body; zero and the error where there is no answer.
    std::pair<int, std::string> ask(const std::string& origin, const std::string& method,
                                    const std::string& target, const std::string& body = {}) {
        net::HttpClient client(loop, net::Url::parse(origin).value(), {});
        std::optional<std::pair<int, std::string>> answer;
        client.send({.method = method, .target = target, .body = body},
                    [&](std::expected<net::HttpResponse, net::HttpFailure> got) {
                        answer = got ? std::pair{got->status, got->body}
                                     : std::pair{0, got.error().error.message};
                    });
        until([&] { return answer.has_value(); });
        return answer.value_or(std::pair{0, std::string{}});
    }
    std::pair<int, std::string> control(const std::string& method, const std::string& target,
                                        const std::string& body = {}) {
        return ask(world->control_url(), method, target, body);
    }
    void fault(const std::string& rest) {
        const auto [status, body] =
            control("POST", "/faults", R"({"venue":"toy","kind":)" + rest + "}");
        ASSERT_EQ(status, 200) << body;
    }
    std::pair<int, std::string> ping() { return ask(toy().rest_url(), "GET", "/ping"); }
    std::unique_ptr<Listening> listen() {
        auto made = std::make_unique<Listening>(loop, toy().ws_url("/stream"));
        until([&] { return made->frames.size() == 1; });
        made->frames.clear();
        return made;
    }
    // Changes the book once; its sequence is what sockets are told.
    void change_book() {
        toy().exchange().counterparty({0}, Side::buy, price("59000"), quantity("0.1"), Force::gtc,
                                      false);
    }

    net::EventLoop loop;
    std::unique_ptr<WireWorld> world;
};

}  // namespace twinleg::sim::wire
