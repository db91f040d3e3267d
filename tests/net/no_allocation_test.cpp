// A message to or from a venue, once the connection has run for a while, takes nothing from the
// heap.

#include <gtest/gtest.h>

#include <optional>

#include "net/websocket.h"
#include "net/ws_handshake.h"
#include "tests/net/certificates.h"
#include "tests/net/support.h"
#include "tests/support/counting_allocator.h"

namespace twinleg::net {
namespace {

using test::run_until;

struct Counter : WsHandler {
    int opens{0};
    std::size_t messages{0};
    std::size_t bytes{0};
    std::size_t downs{0};
    WebSocket* answer_on{nullptr};

    void on_open() override { ++opens; }
    void on_message(std::span<char> data, bool, Time) override {
        ++messages;
        bytes += data.size();
        if (answer_on != nullptr) answer_on->send({data.data(), data.size()});
    }
    void on_down(const Error&) override { ++downs; }
};

// Echoes without remembering anything.
struct Echo : ServerHandler {
    void on_request(ServerRequest, Responder to) override { to.drop(); }
    Upgrade on_upgrade(const ServerRequest&) override { return {}; }
    void on_socket(std::shared_ptr<ServerSocket> socket, const ServerRequest&) override {
        last = std::move(socket);
    }
    void on_message(ServerSocket& socket, std::string_view data, bool) override {
        socket.send(data);
    }
    void on_closed(ServerSocket&) override {}
    std::shared_ptr<ServerSocket> last;
};

// Passes messages from one end to the other and back, and counts what both take from the heap.
std::uint64_t allocations_of_a_thousand(bool tls) {
    test::Certificates certificates;
    const auto pair = certificates.issue("DNS:localhost");
    ServerOptions options;
    if (tls) {
        options.tls_certificate_file = pair.certificate_file;
        options.tls_key_file = pair.key_file;
    }
    EventLoop loop;
    Echo echo;
    Server server{loop, "127.0.0.1", 0, echo, options};
    Counter seen;
    WebSocket socket{loop,
                     test::url_of(tls ? "wss" : "ws", server.port(), "/", "localhost"),
                     {.ca_file = certificates.root_file(), .proxy = {}},
                     seen};
    socket.open();
    EXPECT_TRUE(run_until(loop, [&] { return socket.is_open(); }));

    const std::string message(1500, 'x');
    seen.answer_on = &socket;
    socket.send(message);
    const std::function<bool()> warm = [&] { return seen.messages > 200; };
    EXPECT_TRUE(run_until(loop, warm));
    const std::function<bool()> done = [&] { return seen.messages > 1200; };

    const support::CountAllocations allocations;
    EXPECT_TRUE(run_until(loop, done));
    const auto count = allocations.count();
    EXPECT_EQ(seen.downs, 0);
    return count;
}

TEST(NoAllocation, HappensForAMessageInAndOut) {
    EXPECT_EQ(allocations_of_a_thousand(false), 0);
}

// Every order arms a timer for its answer.
TEST(NoAllocation, HappensForATimerThatIsArmedAgain) {
    EventLoop loop;
    int calls = 0;
    Timer often(loop);
    Timer other(loop);
    often.after({}, [&] { ++calls; });
    other.after(seconds(5), [] {});
    EXPECT_TRUE(run_until(loop, [&] { return calls == 1; }));

    const support::CountAllocations allocations;
    for (int i = 0; i < 1000; ++i) {
        often.after({}, [&] { ++calls; });
        other.after(seconds(5), [] {});
        loop.poll();
    }

    EXPECT_EQ(allocations.count(), 0);
    EXPECT_EQ(calls, 1001);
}

// OpenSSL has its own memory, which is not counted here.
TEST(NoAllocation, HappensForAMessageInAndOutUnderTls) {
    EXPECT_EQ(allocations_of_a_thousand(true), 0);
}

}  // namespace
}  // namespace twinleg::net
