// Connectors and simulated venues in one process, over real sockets.

#include "app/live_venues.h"

#include <gtest/gtest.h>

#include <sstream>

#include "app/command.h"
#include "app/sim_url.h"
#include "app/wire_catalog.h"
#include "net/http_client.h"
#include "sim/wire/simulated_venues.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

class LiveVenuesTest : public testing::Test {
protected:
    LiveVenuesTest() {
        settings_.ticker = "BTC";
        settings_.mode = "sim";
        settings_.data = scratch_.at("data");
        for (const auto& line : simulated_.ready_lines())
            read_ready_line(line, endpoints_);
    }

    static sim::wire::WireWorldConfig world() {
        sim::wire::WireWorldConfig config;
        config.number = 7;
        for (const auto* name : {"edgex", "lighter"})
            config.venues.push_back({.venue = find_wire_venue(name)});
        config.control = 0;
        return config;
    }

    LiveVenues make(const std::vector<std::string>& names) {
        std::map<std::string, std::string> values;
        for (const auto& [name, value] : simulated_.environment())
            values.emplace(name, value);
        credentials_.emplace(credentials_of(Environment(std::move(values))));
        return LiveVenues(names, settings_, *credentials_, endpoints_,
                          {.say = [this](std::string_view line) { said_.emplace_back(line); }});
    }

    void fault(const std::string& venue, const std::string& kind, int count) {
        net::EventLoop loop;
        net::HttpClient client(loop, *net::Url::parse(simulated_.control_url()), {});
        bool ordered = false;
        client.send({.method = "POST",
                     .target = "/faults",
                     .body = R"({"venue":")" + venue + R"(","kind":")" + kind + R"(","count":)" +
                             std::to_string(count) + "}"},
                    [&](auto answer) { ordered = answer && answer->status == 200; });
        for (int i = 0; i < 100 && !ordered; ++i)
            loop.run(milliseconds(100));
        ASSERT_TRUE(ordered);
    }

    Scratch scratch_;
    RunSettings settings_{default_run("maker-taker")};
    sim::wire::SimulatedVenues simulated_{world()};
    EndpointsByVenue endpoints_;
    std::optional<venues::Credentials> credentials_;
    std::vector<std::string> said_;
};

TEST_F(LiveVenuesTest, TheLastResortCancelsAtEveryVenue) {
    auto venues = make({"edgex", "lighter"});
    venues.describe();
    venues.open();

    std::ostringstream log;
    const bool none_open = cancel_everything(venues, log);

    EXPECT_TRUE(none_open);
    EXPECT_EQ(log.str(),
              "edgex: cancel all done, 0 orders open\nlighter: cancel all done, 0 orders open\n");
}

TEST_F(LiveVenuesTest, AVenueThatFailsForTheMomentIsAskedAgain) {
    fault("edgex", "http_500", 2);
    fault("lighter", "http_429", 1);
    auto venues = make({"edgex", "lighter"});

    const auto descriptions = venues.describe();

    ASSERT_EQ(descriptions.size(), 2U);
    EXPECT_TRUE(descriptions[0].equity.is_positive());
    EXPECT_TRUE(descriptions[1].equity.is_positive());
    ASSERT_FALSE(said_.empty());
    EXPECT_TRUE(said_.front().ends_with("; asking again")) << said_.front();
}

TEST_F(LiveVenuesTest, AWrongKeyIsToldAtOnce) {
    auto values = std::map<std::string, std::string, std::less<>>{};
    for (const auto& [name, value] : simulated_.environment())
        values.emplace(name, value);
    values["EDGEX_ACCOUNT_ID"] = "5";
    const venues::Credentials wrong(std::move(values));
    LiveVenues venues({"edgex"}, settings_, wrong, endpoints_,
                      {.say = [this](std::string_view line) { said_.emplace_back(line); }});

    EXPECT_THROW(venues.describe(), CannotStart);
    EXPECT_TRUE(said_.empty());
}

}  // namespace
}  // namespace twinleg::app
