// `twinleg health` against a server that answers as a panel does, or not at all.

#include <atomic>
#include <string>
#include <thread>

#include <gmock/gmock.h>

#include "net/server.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Panel final : net::ServerHandler {
public:
    Panel(int status, std::string body) : answer_{.status = status, .body = std::move(body)} {
        thread_ = std::thread([this] {
            while (!ended_)
                loop_.run(milliseconds(10));
        });
    }
    ~Panel() {
        ended_ = true;
        thread_.join();
    }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }

private:
    void on_request(net::ServerRequest request, net::Responder responder) override {
        responder.send(request.target == "/health" ? answer_ : net::ServerResponse{.status = 404});
    }
    net::Upgrade on_upgrade(const net::ServerRequest&) override { return {.accept = false}; }
    void on_socket(std::shared_ptr<net::ServerSocket>, const net::ServerRequest&) override {}
    void on_message(net::ServerSocket&, std::string_view, bool) override {}
    void on_closed(net::ServerSocket&) override {}

    net::ServerResponse answer_;
    net::EventLoop loop_;
    net::Server server_{loop_, "127.0.0.1", 0, *this};
    std::atomic<bool> ended_{false};
    std::thread thread_;
};

constexpr auto kReady =
    R"({"status":"healthy","live":true,"ready":true,"reasons":[],"version":"0.1.0","uptime_ms":1})";
constexpr auto kWaiting =
    R"({"status":"healthy","live":true,"ready":false,"reasons":["BTC: the book of lighter:BTC is not ready"],"version":"0.1.0","uptime_ms":1})";
constexpr auto kStuck =
    R"({"status":"unhealthy","live":false,"ready":false,"reasons":["the engine stands still"],"version":"0.1.0","uptime_ms":9})";

TEST(Health, IsZeroWhereThePanelSaysSo) {
    const Panel panel(200, kReady);

    const auto said = say({"health", "--url", panel.url()});

    EXPECT_EQ(said.code, kDone) << said.err;
    EXPECT_EQ(said.out, "healthy, ready\n");
}

TEST(Health, TellsWhyItIsNotReadyAndMindsItOnlyWhenAsked) {
    const Panel panel(200, kWaiting);

    const auto said = say({"health", "--url", panel.url()});

    EXPECT_EQ(said.code, kDone) << said.err;
    EXPECT_EQ(said.out, "healthy, not ready: BTC: the book of lighter:BTC is not ready\n");
    EXPECT_EQ(say({"health", "--url", panel.url(), "--ready"}).code, kUnhealthy);
}

TEST(Health, IsOneWhereTheEngineStandsStill) {
    const Panel panel(503, kStuck);

    const auto said = say({"health", "--url", panel.url()});

    EXPECT_EQ(said.code, kUnhealthy);
    EXPECT_EQ(said.out, "unhealthy, not ready: the engine stands still\n");
}

TEST(Health, DoesNotBelieveAHealthyBodyUnderAnErrorsStatus) {
    const Panel panel(503, kReady);

    EXPECT_EQ(say({"health", "--url", panel.url()}).code, kUnhealthy);
}

TEST(Health, IsOneWhereSomethingElseAnswers) {
    const Panel panel(200, "<html>");

    const auto said = say({"health", "--url", panel.url()});

    EXPECT_EQ(said.code, kUnhealthy);
    EXPECT_THAT(said.err, HasSubstr("no answer of a Twinleg panel"));
}

TEST(Health, IsOneWhereNobodyListens) {
    std::string url;
    {
        const Panel panel(200, kReady);
        url = panel.url();
    }

    const auto said = say({"health", "--url", url});

    EXPECT_EQ(said.code, kUnhealthy);
    EXPECT_THAT(said.err, AllOf(HasSubstr("twinleg health: "), HasSubstr(url)));
}

TEST(Health, GivesTheAnswerAsItCameToPrograms) {
    const Panel panel(200, kReady);

    EXPECT_EQ(say({"health", "--url", panel.url(), "--json"}).out, std::string(kReady) + "\n");
}

TEST(Health, RefusesAnAddressThatIsNone) {
    EXPECT_EQ(say({"health", "--url", "localhost"}).code, kBadUsage);

    const auto said = say({"health", "--url", "ws://127.0.0.1:8000"});

    EXPECT_EQ(said.code, kBadUsage);
    EXPECT_THAT(said.err, HasSubstr("http://127.0.0.1:8000"));
}

}  // namespace
}  // namespace twinleg::app
