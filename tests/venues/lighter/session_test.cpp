// How long a socket lives. The venue ends each after 24 hours; what happens then is a case of
// tests/conformance.

#include "venues/lighter/session.h"

#include <gtest/gtest.h>

#include "tests/net/support.h"

namespace twinleg::venues::lighter {
namespace {

class LighterSession : public testing::Test, public SessionEvents {
protected:
    void SetUp() override {
        handler.opened = [](net::ServerSocket& socket) { socket.send("hello"); };
        session.open();
        ASSERT_TRUE(net::test::run_until(loop, [&] { return session.ready(); }));
    }
    bool renewed() {
        return net::test::run_until(loop,
                                    [&] { return handler.sockets.size() == 2 && ready == 2; });
    }
    void on_ready() override { ++ready; }
    void on_frame(std::span<char>, Time) override { session.on_connected(); }
    void on_gone(const Error& why) override { gone.push_back(why.message); }

    net::EventLoop loop;
    net::test::TestHandler handler;
    net::Server server{loop, "127.0.0.1", 0, handler};
    int ready{0};
    std::vector<std::string> gone;
    Session session{loop, net::test::url_of("ws", server.port()), {.proxy = {}}, 1, *this};
};

TEST_F(LighterSession, IsRenewedInAQuietMomentOfItsLastHour) {
    const Time now = loop.now();
    session.tick(now + minutes(23 * 60 - 1), true);
    session.tick(now + minutes(23 * 60 + 1), false);
    EXPECT_TRUE(gone.empty());

    session.tick(now + minutes(23 * 60 + 2), true);

    ASSERT_EQ(gone.size(), 1u);
    EXPECT_NE(gone[0].find("24 hours"), std::string::npos);
    EXPECT_TRUE(renewed());
}

TEST_F(LighterSession, IsRenewedInItsLastMinutesAnyhow) {
    session.tick(loop.now() + minutes(23 * 60 + 51), false);

    EXPECT_EQ(gone.size(), 1u);
    EXPECT_TRUE(renewed());
}

TEST_F(LighterSession, IsRenewedBeforeTheServerGoesDown) {
    session.on_shutdown();
    session.tick(loop.now(), false);

    EXPECT_EQ(gone.size(), 1u);
    EXPECT_TRUE(renewed());
}

}  // namespace
}  // namespace twinleg::venues::lighter
