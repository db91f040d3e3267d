// The socket of the venue, over a real one.

#include "sim/wire/lighter/server.h"

#include "net/http_client.h"
#include "net/websocket.h"
#include "sim/wire/wire_world.h"
#include "tests/sim/wire/lighter/desk.h"

namespace twinleg::sim::wire::lighter {
namespace {

constexpr WireVenue kLighter{"lighter", exchange_config, make_server};

struct Client : net::WsHandler {
    Client(net::EventLoop& loop, const std::string& url)
        : socket(loop, net::Url::parse(url).value(), {}, *this) {
        socket.open();
    }
    void on_open() override {}
    void on_message(std::span<char> data, bool, Time) override {
        frames.emplace_back(data.data(), data.size());
    }
    void on_down(const Error&) override { down = true; }

    std::vector<std::string> frames;
    bool down{false};
    net::WebSocket socket;
};

class LighterSocket : public testing::Test {
protected:
    LighterSocket() {
        WireWorldConfig config;
        config.venues = {{&kLighter, 0}};
        config.number = 1;
        config.flow = false;
        config.control = 0;
        const auto key = crypto::lighter::PrivateKey::generate().public_key();
        LighterAccount account;
        account.l1_address = "0x" + std::string(40, 'a');
        account.api_keys = {{3, key.hex()}};
        config.accounts.lighter = {account};
        world = std::make_unique<WireWorld>(loop, std::move(config));
        client = std::make_unique<Client>(loop, venue().ws_url("/stream"));
    }
    VenueServer& venue() { return *world->venue("lighter"); }
    void say(const std::string& frame) { ASSERT_TRUE(client->socket.send(frame)); }
    void subscribe(const std::string& channel) {
        say(R"({"type":"subscribe","channel":")" + channel + R"("})");
    }
    // The next frame in which `part` stands; those before it are forgotten.
    std::string next(const std::string& part) {
        const Time give_up = loop.now() + seconds(10);
        for (;;) {
            while (!client->frames.empty()) {
                const std::string frame = client->frames.front();
                client->frames.erase(client->frames.begin());
                if (frame.find(part) != std::string::npos) return frame;
            }
            if (loop.now() > give_up || client->down) {
                ADD_FAILURE() << "no frame with " << part;
                return "{}";
            }
            loop.run(milliseconds(20));
        }
    }
    void somebody(Side side, std::int64_t price, const char* quantity) {
        venue().exchange().counterparty({1}, side, Price::from_units(price),
                                        parse_quantity(quantity).value(), Force::gtc, false);
    }

    net::EventLoop loop;
    std::unique_ptr<WireWorld> world;
    std::unique_ptr<Client> client;
};

TEST_F(LighterSocket, GreetsAndAnswersPings) {
    EXPECT_TRUE(Document{next("connected")}.has("/session_id"));

    say(R"({"type":"ping"})");

    EXPECT_EQ(next("pong"), R"({"type":"pong"})");
}

TEST_F(LighterSocket, ChainsTheBooksNoncesAndNeverItsOffsets) {
    next("connected");
    somebody(Side::sell, 80'100, "1");
    subscribe("order_book/1");
    const Document first{next("subscribed/order_book")};
    EXPECT_EQ(first.number("/order_book/begin_nonce"), 0);
    EXPECT_EQ(first.text("/order_book/asks/0/price"), "80100.0");
    EXPECT_EQ(first.text("/order_book/asks/0/size"), "1.00000");
    std::int64_t nonce = first.number("/order_book/nonce");
    std::int64_t offset = first.number("/order_book/offset");

    for (std::int64_t i = 0; i < 4; ++i) {
        somebody(Side::buy, 79'000 + i, "0.5");
        const Document update{next("update/order_book")};
        EXPECT_EQ(update.number("/order_book/begin_nonce"), nonce);
        EXPECT_GT(update.number("/order_book/offset"), offset + 1);
        EXPECT_EQ(update.raw("/order_book/asks"), "[]");
        nonce = update.number("/order_book/nonce");
        offset = update.number("/order_book/offset");
    }
}

TEST_F(LighterSocket, KeepsTheChainOfThoseWhoListenWhenSomebodyJoins) {
    next("connected");
    subscribe("order_book/1");
    const std::int64_t nonce = Document{next("subscribed/order_book")}.number("/order_book/nonce");
    Client other(loop, venue().ws_url("/stream"));
    while (other.frames.empty())
        loop.run(milliseconds(20));
    other.frames.clear();

    somebody(Side::buy, 79'000, "0.5");
    other.socket.send(R"({"type":"subscribe","channel":"order_book/1"})");
    while (other.frames.empty())
        loop.run(milliseconds(20));

    const Document update{next("update/order_book")};
    EXPECT_EQ(update.number("/order_book/begin_nonce"), nonce);
    EXPECT_EQ(Document{other.frames[0]}.number("/order_book/nonce"),
              update.number("/order_book/nonce"));
}

TEST_F(LighterSocket, HasACodeForEveryMistake) {
    next("connected");
    const auto code = [&](const std::string& frame) {
        say(frame);
        return Document{next("error")}.number("/error/code");
    };

    EXPECT_EQ(code("{"), 30000);
    EXPECT_EQ(code("[1]"), 30000);
    EXPECT_EQ(code(R"({"type":"dance"})"), 30001);
    EXPECT_EQ(code(R"({"type":"unsubscribe","channel":"height"})"), 30002);
    EXPECT_EQ(code(R"({"type":"subscribe","channel":"weather"})"), 30005);
    EXPECT_EQ(code(R"({"type":"subscribe","channel":"order_book/77"})"), 30005);
    EXPECT_EQ(code(R"({"type":"subscribe","channel":"account_all_orders/65"})"), 20001);
    EXPECT_EQ(code(R"({"type":"jsonapi/sendtx","data":{"id":"1"}})"), 20001);
    subscribe("height");
    next("subscribed/height");
    EXPECT_EQ(code(R"({"type":"subscribe","channel":"height"})"), 30003);
}

TEST_F(LighterSocket, NamesTheMarketAloneInErrorsOfAccountOrders) {
    next("connected");

    subscribe("account_orders/1/65");

    EXPECT_NE(next("error").find("auth field is required: account_orders:1\""), std::string::npos);
}

TEST_F(LighterSocket, RefusesATransactionWithItsId) {
    next("connected");

    say(R"({"type":"jsonapi/sendtx","data":{"id":"a8","tx_type":99,"tx_info":{}}})");

    const Document answer{next("a8")};
    EXPECT_EQ(answer.number("/error/code"), 21505);
    EXPECT_EQ(answer.text("/id"), "a8");
}

TEST_F(LighterSocket, TellsTheTickerAtOnceAndTheTape) {
    next("connected");
    subscribe("ticker/1");
    EXPECT_EQ(Document{next("subscribed/ticker")}.text("/ticker/a/price"), "");
    subscribe("trade/1");
    next("subscribed/trade");

    somebody(Side::sell, 80'100, "1");
    EXPECT_EQ(Document{next("update/ticker")}.text("/ticker/a/price"), "80100.0");
    somebody(Side::buy, 80'100, "0.4");

    const Document trade{next("update/trade")};
    EXPECT_EQ(trade.text("/trades/0/size"), "0.40000");
    EXPECT_EQ(trade.raw("/liquidation_trades"), "[]");
}

TEST_F(LighterSocket, HearsTwoHundredMessagesAMinute) {
    next("connected");
    for (int i = 0; i < 200; ++i)
        say(R"({"type":"ping"})");

    say(R"({"type":"ping"})");

    EXPECT_EQ(Document{next("error")}.number("/error/code"), 30009);
}

TEST_F(LighterSocket, ShowsMarketDataAloneToThoseWhoOnlyRead) {
    client = std::make_unique<Client>(loop, venue().ws_url("/stream?readonly=true"));
    next("connected");

    subscribe("account_all/65");
    EXPECT_EQ(Document{next("error")}.number("/error/code"), 30005);
    say(R"({"type":"jsonapi/sendtx","data":{"id":"a8","tx_type":99,"tx_info":{}}})");
    EXPECT_EQ(Document{next("error")}.number("/error/code"), 30001);
    subscribe("order_book/1");
    next("subscribed/order_book");
}

TEST_F(LighterSocket, EndsAfterADayOfTheVenuesClock) {
    next("connected");
    say(R"({"type":"ping"})");
    next("pong");

    net::HttpClient control(loop, net::Url::parse(world->control_url()).value(), {});
    control.send({.method = "POST", .target = "/time", .body = R"({"advance_ms":86460000})"},
                 [](std::expected<net::HttpResponse, net::HttpFailure> got) { EXPECT_TRUE(got); });

    const Time give_up = loop.now() + seconds(10);
    while (!client->down && loop.now() < give_up)
        loop.run(milliseconds(20));
    EXPECT_TRUE(client->down);
}

}  // namespace
}  // namespace twinleg::sim::wire::lighter
