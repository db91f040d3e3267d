#include "net/websocket.h"

#include <gmock/gmock.h>

#include "tests/net/support.h"

namespace twinleg::net {
namespace {

using test::run_dry;
using test::run_until;

struct Recorder : WsHandler {
    std::function<void()> opened = [] {};
    std::function<void(std::string_view)> message = [](std::string_view) {};
    std::function<void()> down = [] {};

    int opens{0};
    std::vector<std::string> messages;
    std::vector<bool> binary;
    std::vector<Error> downs;
    Time last{};

    void on_open() override {
        ++opens;
        opened();
    }
    void on_message(std::span<char> data, bool is_binary, Time received) override {
        messages.emplace_back(data.data(), data.size());
        binary.push_back(is_binary);
        last = received;
        // As the interface allows: whatever lies behind a message may be overwritten.
        std::fill_n(data.data() + data.size(), 64, '\xff');
        message(messages.back());
    }
    void on_down(const Error& why) override {
        downs.push_back(why);
        down();
    }
};

class WebSocketTest : public ::testing::Test {
protected:
    EventLoop loop;
    test::TestHandler handler;
    Server server{loop, "127.0.0.1", 0, handler};
    Recorder seen;
    WsOptions options{.proxy = {}};

    std::unique_ptr<WebSocket> make(std::string_view path = "/stream") {
        return std::make_unique<WebSocket>(loop, test::url_of("ws", server.port(), path), options,
                                           seen);
    }
    std::unique_ptr<WebSocket> open() {
        auto socket = make();
        socket->open();
        EXPECT_TRUE(run_until(loop, [&] { return socket->is_open(); }));
        return socket;
    }
};

TEST_F(WebSocketTest, EchoesTextAndBinaryInOrder) {
    const auto socket = open();

    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(socket->send("text " + std::to_string(i)));
        const auto bytes = "bytes " + std::to_string(i);
        EXPECT_TRUE(socket->send_binary(bytes));
    }
    ASSERT_TRUE(run_until(loop, [&] { return seen.messages.size() == 200; }));

    for (std::size_t i = 0; i < 100; ++i) {
        EXPECT_EQ(seen.messages[2 * i], "text " + std::to_string(i));
        EXPECT_FALSE(seen.binary[2 * i]);
        EXPECT_EQ(seen.messages[2 * i + 1], "bytes " + std::to_string(i));
        EXPECT_TRUE(seen.binary[2 * i + 1]);
    }
    EXPECT_TRUE(seen.last.known());
    EXPECT_EQ(socket->queued(), 0);
}

TEST_F(WebSocketTest, CarriesTenMegabytesInOneFrameEachWay) {
    const auto socket = open();
    std::string large(10'000'000, 'x');
    for (std::size_t i = 0; i < large.size(); i += 1000)
        large[i] = static_cast<char>('a' + i / 1000 % 26);

    EXPECT_TRUE(socket->send(large));
    ASSERT_TRUE(run_until(loop, [&] { return seen.messages.size() == 1; }));

    EXPECT_TRUE(seen.messages[0] == large);
}

}  // namespace
}  // namespace twinleg::net
