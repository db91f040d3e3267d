// The bridge as pages meet it: real sockets on loopback, and a page that is a few lines of JSON.

#include "venues/edgex/bridge.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/event_loop.h"
#include "net/websocket.h"

namespace twinleg::venues::edgex {
namespace {

using What = PageAnswer::What;
constexpr std::string_view kToken = "0123456789abcdef0123456789abcdef";
constexpr std::string_view kHome = "https://pro.edgex.exchange";

double ms(Time time) {
    return static_cast<double>(time.ns) / 1e6;
}

// A page: connects with an origin, keeps what it hears, and says its clock when it is asked.
class Page : public net::WsHandler {
public:
    Page(net::EventLoop& loop, std::uint16_t port, std::string_view origin,
         std::string_view query = "")
        : loop_(loop),
          socket_(loop, *net::Url::parse(fmt::format("ws://127.0.0.1:{}/{}", port, query)),
                  options(origin), *this) {
        socket_.open();
    }

    void say(const std::string& text) { socket_.send(text); }
    void say_binary(const std::string& bytes) { socket_.send_binary(bytes); }
    void ready(std::string_view token = kToken, std::string_view ticker = "BTC") {
        say(fmt::format(R"({{"type":"frontend_ready","data":{{"exchange":"edgex",)"
                        R"("contractId":"30000001","ticker":"{}","accountId":"5",)"
                        R"("version":"v2","token":"{}"}}}})",
                        ticker, token));
    }
    void market(Time at, std::string_view bid = "100.1") {
        say(fmt::format(R"({{"type":"edgex_market_data","data":{{"bid":["{}","2"],)"
                        R"("ask":["100.5","3"],"version":"9","at":{:.3f}}}}})",
                        bid, ms(at) + ahead_ms));
    }
    bool heard(std::string_view part) const {
        for (const std::string& each : messages)
            if (each.find(part) != std::string::npos) return true;
        return false;
    }
    void close() { socket_.close(); }

    void on_open() override { open = true; }
    void on_message(std::span<char> data, bool, Time) override {
        messages.emplace_back(data.data(), data.size());
        const std::string& text = messages.back();
        const auto id = text.find(R"("id":)");
        if (answers_time && text.find("query_status") != std::string::npos)
            say(fmt::format(R"({{"type":"status_report","data":{{"connected":true,)"
                            R"("activeOrders":[],"at":{:.3f},"id":{}}}}})",
                            ms(loop_.now()) + ahead_ms, std::stoull(text.substr(id + 5))));
    }
    void on_down(const Error& why) override {
        open = false;
        down = why;
    }

    bool open{false};
    std::optional<Error> down;
    std::vector<std::string> messages;
    bool answers_time{true};
    double ahead_ms{0};

private:
    static net::WsOptions options(std::string_view origin) {
        net::WsOptions out;
        if (!origin.empty()) out.headers.push_back({"Origin", std::string{origin}});
        return out;
    }

    net::EventLoop& loop_;
    net::WebSocket socket_;
};

struct BridgeTest : testing::Test, BrowserListener {
    net::EventLoop loop;
    std::unique_ptr<Bridge> bridge;
    std::vector<std::string> log;

    // What the listener heard.
    std::optional<PageInfo> up;
    std::vector<Error> downs;
    std::vector<std::string> bids;
    std::vector<Error> quotes_lost;
    std::vector<std::string> updates;
    std::vector<std::string> frames;
    std::vector<bool> streams;
    std::vector<PageLatency> latencies;

    BridgeOptions options() {
        BridgeOptions out;
        out.port = 0;
        out.token = kToken;
        out.ticker = "BTC";
        out.say = [this](std::string_view line) { log.emplace_back(line); };
        return out;
    }
    void start(BridgeOptions how) {
        bridge = std::make_unique<Bridge>(loop, std::move(how));
        bridge->listen(this);
    }
    void start() { start(options()); }
    std::unique_ptr<Page> page(std::string_view origin = kHome, std::string_view query = "") {
        return std::make_unique<Page>(loop, bridge->port(), origin, query);
    }
    std::unique_ptr<Page> paired_page() {
        auto made = page();
        EXPECT_TRUE(soon([&] { return made->heard("welcome"); }));
        made->ready();
        EXPECT_TRUE(soon([&] { return bridge->ready(); }));
        return made;
    }
    // Runs the loop until it is so; a bounded number of turns.
    bool soon(const std::function<bool()>& so) {
        for (int turn = 0; turn < 4000 && !so(); ++turn)
            loop.run(milliseconds(5));
        return so();
    }
    // What did not happen by then is not coming.
    void settle() {
        for (int turn = 0; turn < 8; ++turn)
            loop.run(milliseconds(5));
    }

    void on_page_up(const PageInfo& info) override { up = info; }
    void on_page_down(const Error& why) override { downs.push_back(why); }
    void on_quote(const PageQuote& quote) override { bids.push_back(to_text(quote.bid)); }
    void on_quote_lost(const Error& why) override { quotes_lost.push_back(why); }
    void on_order_update(const PageOrderUpdate& update) override {
        updates.push_back(
            fmt::format("{} {} {}", update.client_order_id, update.status, to_text(update.filled)));
    }
    void on_account_frame(std::string_view frame, Time) override { frames.emplace_back(frame); }
    void on_account_stream(bool is_up) override { streams.push_back(is_up); }
    void on_latency(const PageLatency& latency) override { latencies.push_back(latency); }
};

PageOrder order(std::string id) {
    return {.contract_id = "30000001",
            .client_order_id = std::move(id),
            .side = Side::buy,
            .time_in_force = TimeInForce::post_only,
            .reduce_only = false,
            .price = "100.1",
            .quantity = "0.001",
            .send_before = {},
            .expire_ms = 0};
}

// --- Who is let in.

TEST_F(BridgeTest, RefusesAForeignPageBeforeItHearsAnything) {
    start();
    for (const char* origin : {"https://evil.example", "http://127.0.0.1:8000", "null", ""}) {
        const auto stranger = page(origin);

        ASSERT_TRUE(soon([&] { return stranger->down.has_value(); })) << origin;

        EXPECT_EQ(stranger->down->code, Errc::unauthorised) << origin;
        EXPECT_TRUE(stranger->messages.empty()) << origin;
    }
    EXPECT_EQ(bridge->counts().foreign_origins, 4U);
    EXPECT_FALSE(bridge->ready());
}

TEST_F(BridgeTest, LetsInAnExtensionOnlyIfItIsNamed) {
    auto how = options();
    how.origins.emplace_back("chrome-extension://abcdefghijklmnopabcdefghijklmnop");
    start(std::move(how));

    const auto known = page("chrome-extension://abcdefghijklmnopabcdefghijklmnop");
    const auto other = page("chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba");

    EXPECT_TRUE(soon([&] { return known->heard("welcome") && other->down.has_value(); }));
}

TEST_F(BridgeTest, TurnsAwayAPageWithoutTheToken) {
    start();
    for (const std::string_view token :
         {"", "0123456789abcdef0123456789abcdee", "0123456789abcdef"}) {
        const auto guest = page();
        ASSERT_TRUE(soon([&] { return guest->heard("welcome"); }));
        guest->ready(token);

        ASSERT_TRUE(soon([&] { return guest->down.has_value(); }));

        EXPECT_NE(guest->down->message.find("1008"), std::string::npos) << guest->down->message;
        EXPECT_FALSE(guest->heard("query_status"));
    }
    EXPECT_EQ(bridge->counts().wrong_tokens, 3U);
    EXPECT_FALSE(up);
}

TEST_F(BridgeTest, HearsNothingFromAPageThatHasNotPaired) {
    start();
    const auto guest = page();
    ASSERT_TRUE(soon([&] { return guest->heard("welcome"); }));

    guest->say(
        R"({"type":"order_update","data":{"clientOrderId":"a","status":"FILLED","side":"buy"}})");

    ASSERT_TRUE(soon([&] { return guest->down.has_value(); }));
    EXPECT_TRUE(updates.empty());
}

TEST_F(BridgeTest, TurnsAwayAPageThatNeverPairs) {
    auto how = options();
    how.pairing_timeout = milliseconds(10);
    start(std::move(how));
    const auto guest = page();
    ASSERT_TRUE(soon([&] { return guest->heard("welcome"); }));

    EXPECT_TRUE(soon([&] { return guest->down.has_value(); }));
}

TEST_F(BridgeTest, TurnsAwayAPageOfAnotherCoin) {
    start();
    const auto guest = page();
    ASSERT_TRUE(soon([&] { return guest->heard("welcome"); }));
    guest->ready(kToken, "ETH");

    EXPECT_TRUE(soon([&] { return guest->down.has_value(); }));
    EXPECT_FALSE(up);
}

TEST_F(BridgeTest, TakesTheTokenFromTheUrlToo) {
    start();
    const auto guest = page(kHome, fmt::format("?token={}", kToken));
    ASSERT_TRUE(soon([&] { return guest->heard("welcome"); }));
    guest->ready("");

    EXPECT_TRUE(soon([&] { return bridge->ready(); }));
}

TEST_F(BridgeTest, ShowsThatItKnowsTheTokenWithoutSayingIt) {
    start();
    const auto guest = page(kHome, "?nonce=00112233445566778899aabbccddeeff");

    ASSERT_TRUE(soon([&] { return guest->heard("welcome"); }));

    EXPECT_TRUE(guest->heard(R"("proof":")"));
    EXPECT_FALSE(guest->heard(kToken));
    for (const std::string& line : log)
        EXPECT_EQ(line.find(kToken), std::string::npos) << line;
}

TEST_F(BridgeTest, PairsOnePageAtATime) {
    start();
    const auto first = paired_page();
    const auto second = page();
    ASSERT_TRUE(soon([&] { return second->heard("welcome"); }));
    second->ready();

    ASSERT_TRUE(soon([&] { return second->down.has_value(); }));
    EXPECT_TRUE(first->open);
    EXPECT_TRUE(bridge->ready());

    first->close();
    ASSERT_TRUE(soon([&] { return !bridge->ready(); }));
    const auto third = paired_page();
    EXPECT_EQ(bridge->counts().pairings, 2U);
}

TEST_F(BridgeTest, SaysWhoConnected) {
    start();
    const auto guest = paired_page();

    ASSERT_TRUE(up);
    EXPECT_EQ(up->account_id, "5");
    EXPECT_EQ(up->contract_id, "30000001");
    EXPECT_NE(std::ranges::find(log, "✓ EdgeX frontend connected: ticker=BTC, contractId=30000001"),
              log.end());
}

// --- Market data.

TEST_F(BridgeTest, BelievesNoMarketDataBeforeItKnowsThePagesClock) {
    start();
    const auto guest = page();
    guest->answers_time = false;
    ASSERT_TRUE(soon([&] { return guest->heard("welcome"); }));
    guest->ready();
    ASSERT_TRUE(soon([&] { return guest->heard("query_status"); }));

    guest->market(loop.now());

    ASSERT_TRUE(soon([&] { return bridge->counts().early_quotes == 1; }));
    EXPECT_FALSE(bridge->ready());
    EXPECT_TRUE(bids.empty());
}

TEST_F(BridgeTest, DropsMarketDataThatIsOldHoweverThePagesClockStands) {
    start();
    const auto guest = page();
    guest->ahead_ms = -3'600'000;  // an hour behind
    ASSERT_TRUE(soon([&] { return guest->heard("welcome"); }));
    guest->ready();
    ASSERT_TRUE(soon([&] { return bridge->ready(); }));

    guest->market(loop.now() - seconds(3), "99.1");  // lay in a queue
    guest->market(loop.now(), "100.1");

    ASSERT_TRUE(soon([&] { return !bids.empty(); }));
    EXPECT_EQ(bids, std::vector<std::string>{"100.1"});
    EXPECT_EQ(bridge->counts().stale_quotes, 1U);
}

TEST_F(BridgeTest, DropsMarketDataThatComesOutOfOrder) {
    start();
    const auto guest = paired_page();
    const Time now = loop.now();

    guest->market(now, "100.2");
    guest->market(now - milliseconds(50), "100.1");

    ASSERT_TRUE(soon([&] { return bridge->counts().unordered_quotes == 1; }));
    EXPECT_EQ(bids, std::vector<std::string>{"100.2"});
}

TEST_F(BridgeTest, MeasuresTheClockAnewWhenThePageSpeaksOfTheFuture) {
    start();
    const auto guest = paired_page();

    guest->ahead_ms = 60'000;
    guest->market(loop.now());

    ASSERT_TRUE(soon([&] { return downs.size() == 1; }));
    EXPECT_TRUE(bids.empty());
    ASSERT_TRUE(soon([&] { return bridge->ready(); }));
    guest->market(loop.now());
    EXPECT_TRUE(soon([&] { return bids.size() == 1; }));
}

TEST_F(BridgeTest, TellsWhenThePageHasNoBookOrGoesSilentAboutIt) {
    auto how = options();
    how.quote_silence = milliseconds(20);
    start(std::move(how));
    const auto guest = paired_page();

    guest->market(loop.now());
    ASSERT_TRUE(soon([&] { return bids.size() == 1; }));
    ASSERT_TRUE(soon([&] { return quotes_lost.size() == 1; }));
    EXPECT_EQ(quotes_lost[0].code, Errc::timed_out);

    guest->market(loop.now());
    guest->say(R"({"type":"edgex_market_data","data":{"bestBid":null,"bestAsk":null,)"
               R"("reason":"a version is missing","timestamp":1}})");
    ASSERT_TRUE(soon([&] { return quotes_lost.size() == 2; }));
    EXPECT_NE(quotes_lost[1].message.find("a version is missing"), std::string::npos);
}

// --- Orders.

TEST_F(BridgeTest, CarriesAnOrderThereAndItsAnswerBackAndTimesEachStage) {
    start();
    const auto guest = paired_page();
    std::optional<PageAnswer> answer;
    bridge->place(order("tl-1"), [&](const PageAnswer& got) { answer = got; });
    ASSERT_TRUE(soon([&] { return guest->heard(R"("clientOrderId":"tl-1")"); }));

    const double now = ms(loop.now());
    guest->say(fmt::format(
        R"({{"type":"order_placed","data":{{"success":true,"orderId":"77","clientOrderId":"tl-1",)"
        R"("latency":1,"stages":{{"received":{:.3f},"signed":{:.3f},"answered":{:.3f}}}}}}})",
        now, now + 0.01, now + 0.02));

    ASSERT_TRUE(soon([&] { return answer.has_value(); }));
    EXPECT_EQ(answer->what, What::done);
    EXPECT_EQ(answer->venue_order_id, "77");
    ASSERT_EQ(latencies.size(), 1U);
    EXPECT_GT(latencies[0].total.ns, 0);
    EXPECT_NE(bridge->latencies().text().find("median of 1 orders"), std::string::npos);
}

TEST_F(BridgeTest, TellsFillsAndAccountFramesAsTheyCome) {
    start();
    const auto guest = paired_page();

    guest->say(
        R"({"type":"order_update","data":{"orderId":"77","clientOrderId":"tl-1",)"
        R"("status":"PARTIALLY_FILLED","side":"buy","priceText":"100.1","filledSize":"0.0004"}})");
    guest->say(R"({"type":"edgex_account_stream","data":{"up":true}})");
    guest->say(R"({"type":"edgex_account_frame","data":{"frame":"{\"type\":\"trade-event\"}"}})");

    ASSERT_TRUE(soon([&] { return frames.size() == 1; }));
    EXPECT_EQ(updates, std::vector<std::string>{"tl-1 PARTIALLY_FILLED 0.0004"});
    EXPECT_EQ(streams, std::vector<bool>{true});
    EXPECT_EQ(frames[0], R"({"type":"trade-event"})");
}

TEST_F(BridgeTest, WithoutAPageNothingIsSentAndThatIsSaid) {
    start();
    std::optional<PageAnswer> answer;
    std::optional<bool> sent;
    bridge->place(order("tl-1"), [&](const PageAnswer& got) { answer = got; });
    bridge->send({}, [&](auto got) { sent = got ? true : got.error().sent; });
    EXPECT_FALSE(answer);  // later, never from inside the call

    ASSERT_TRUE(soon([&] { return answer && sent; }));
    EXPECT_EQ(answer->what, What::never_sent);
    EXPECT_FALSE(*sent);
}

TEST_F(BridgeTest, ALostPagePausesTheLegAndItsReturnResumesIt) {
    start();
    auto guest = paired_page();
    std::optional<PageAnswer> answer;
    bridge->place(order("tl-1"), [&](const PageAnswer& got) { answer = got; });
    ASSERT_TRUE(soon([&] { return guest->heard("tl-1"); }));

    guest.reset();  // the tab is closed

    ASSERT_TRUE(soon([&] { return downs.size() == 1; }));
    ASSERT_TRUE(answer);  // answered before the leg was said to be down
    EXPECT_EQ(answer->what, What::unknown);
    EXPECT_FALSE(bridge->ready());

    up.reset();
    guest = paired_page();
    EXPECT_TRUE(up);
}

TEST_F(BridgeTest, WhoHearsOfALostOrderMayAskForAnotherAtOnce) {
    start();
    auto guest = paired_page();
    std::vector<What> answers;
    bridge->place(order("tl-1"), [&](const PageAnswer& got) {
        answers.push_back(got.what);
        bridge->place(order("tl-2"), [&](const PageAnswer& next) { answers.push_back(next.what); });
        bridge->cancel("", "tl-1", [&](const PageAnswer& next) { answers.push_back(next.what); });
        bridge->emergency_close(Side::sell, "1");
    });
    ASSERT_TRUE(soon([&] { return guest->heard("tl-1"); }));

    guest.reset();

    ASSERT_TRUE(soon([&] { return answers.size() == 3; }));
    EXPECT_EQ(answers, (std::vector{What::unknown, What::never_sent, What::never_sent}));
}

TEST_F(BridgeTest, DropsAPageThatHasFallenAsleep) {
    auto how = options();
    how.page_silence = milliseconds(30);
    start(std::move(how));
    const auto guest = paired_page();
    guest->answers_time = false;

    EXPECT_TRUE(soon([&] { return downs.size() == 1; }));
    EXPECT_EQ(downs[0].code, Errc::timed_out);
}

TEST_F(BridgeTest, AnOrderWithoutAnAnswerIsUnknownAfterAWhile) {
    auto how = options();
    how.answer_timeout = milliseconds(10);
    start(std::move(how));
    const auto guest = paired_page();
    std::optional<PageAnswer> answer;

    bridge->place(order("tl-1"), [&](const PageAnswer& got) { answer = got; });

    ASSERT_TRUE(soon([&] { return answer.has_value(); }));
    EXPECT_EQ(answer->what, What::unknown);
}

TEST_F(BridgeTest, LetsThePageSignAndSendWhatIsNoOrder) {
    start();
    const auto guest = paired_page();
    std::string body;
    net::HttpRequest request;
    request.target = "/api/v2/private/account/getAccountAsset?accountId=5";
    bridge->send(request, [&](auto got) { body = got ? got->body : "none"; });
    ASSERT_TRUE(soon([&] { return guest->heard("rest_request"); }));

    guest->say(R"({"requestId":1,"data":{"status":200,"body":"{\"code\":\"SUCCESS\"}"}})");

    ASSERT_TRUE(soon([&] { return !body.empty(); }));
    EXPECT_EQ(body, R"({"code":"SUCCESS"})");
}

TEST_F(BridgeTest, SurvivesGarbageOfAPairedPage) {
    start();
    const auto guest = paired_page();

    for (const char* text : {"", "{", "[]", "null", R"({"type":"order_placed","data":[]})",
                             R"({"type":"edgex_market_data","data":{"bid":["-1","2"]}})",
                             R"({"type":"order_update","data":{"clientOrderId":7}})"})
        guest->say(text);
    guest->say_binary("\xff\x00\x01");
    guest->market(loop.now());

    ASSERT_TRUE(soon([&] { return bids.size() == 1; }));
    EXPECT_EQ(bridge->counts().malformed, 8U);
    EXPECT_TRUE(bridge->ready());
    EXPECT_TRUE(guest->open);
}

TEST_F(BridgeTest, MayBeDestroyedFromInsideItsOwnCallback) {
    start();
    const auto guest = paired_page();
    bool called = false;
    bridge->place(order("tl-1"), [&](const PageAnswer&) {
        called = true;
        bridge.reset();
    });
    ASSERT_TRUE(soon([&] { return guest->heard("tl-1"); }));

    guest->say(
        R"({"type":"order_placed","data":{"success":true,"orderId":"7","clientOrderId":"tl-1"}})");

    ASSERT_TRUE(soon([&] { return guest->down.has_value(); }));
    EXPECT_TRUE(called);
}

TEST_F(BridgeTest, SaysWhichPortIsTaken) {
    start();
    auto how = options();
    how.port = bridge->port();

    EXPECT_THROW(Bridge(loop, std::move(how)), std::runtime_error);
}

}  // namespace
}  // namespace twinleg::venues::edgex
