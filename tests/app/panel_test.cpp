// How a run opens its panel, and what its form is told of limits and parameters.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "app/panel_desk.h"
#include "app/panel_parameters.h"
#include "app/strategy_settings.h"
#include "net/server.h"
#include "panel/deeds.h"
#include "sim/templates.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Environment with_token(const std::string& token) {
    std::map<std::string, std::string> variables;
    variables["TWINLEG_PANEL_TOKEN"] = token;
    return Environment(variables);
}

class Nobody final : public net::ServerHandler {
public:
    void on_request(net::ServerRequest, net::Responder) override {}
    net::Upgrade on_upgrade(const net::ServerRequest&) override { return {}; }
    void on_socket(std::shared_ptr<net::ServerSocket>, const net::ServerRequest&) override {}
    void on_message(net::ServerSocket&, std::string_view, bool) override {}
    void on_closed(net::ServerSocket&) override {}
};

class PanelOfARun : public ::testing::Test {
protected:
    Said demo(Arguments more) {
        Arguments words{"demo",    "--number", "1",      "--duration",       "1s",
                        "--speed", "0",        "--data", scratch_.at("data")};
        words.insert(words.end(), more.begin(), more.end());
        return say(words);
    }
    Scratch scratch_;
};

TEST_F(PanelOfARun, TellsWhereItListens) {
    const auto said = demo({"--panel-port", "0"});
    EXPECT_EQ(said.code, kDone) << said.err;
    EXPECT_THAT(said.err, HasSubstr("  panel      http://127.0.0.1:"));
    EXPECT_THAT(said.err, Not(HasSubstr("127.0.0.1:0\n")));
}

TEST_F(PanelOfARun, IsNotThereWhereNobodyCouldWatch) {
    EXPECT_THAT(demo({}).err, Not(HasSubstr("  panel ")));
    EXPECT_THAT(demo({"--panel-port", "0", "--no-panel"}).err, Not(HasSubstr("  panel ")));
}

TEST_F(PanelOfARun, NeedsThePortThatWasAskedFor) {
    net::EventLoop loop;
    Nobody nobody;
    const net::Server other(loop, "127.0.0.1", 0, nobody);
    const auto said = demo({"--panel-port", std::to_string(other.port())});
    EXPECT_EQ(said.code, kBadUsage);
    EXPECT_THAT(said.err, HasSubstr("another program listens there"));
    EXPECT_EQ(demo({"--panel-port", "70000"}).code, kBadUsage);
}

TEST_F(PanelOfARun, OpensToOthersWithATokenAlone) {
    const auto said = demo({"--panel-port", "0", "--listen", "0.0.0.0"});
    EXPECT_EQ(said.code, kBadUsage);
    EXPECT_THAT(said.err, HasSubstr("TWINLEG_PANEL_TOKEN is not set"));

    EXPECT_EQ(panel_token("127.0.0.1", Environment({})), "");
    EXPECT_THROW(panel_token("127.0.0.1", with_token("short")), CannotStart);
    EXPECT_EQ(panel_token("0.0.0.0", with_token("0123456789abcdef")), "0123456789abcdef");
}

TEST_F(PanelOfARun, ShowsADirectoryAfterwards) {
    EXPECT_EQ(say({"panel", "--data", scratch_.at("none"), "--panel-port", "0"}).code, kUnreadable);
    ASSERT_EQ(demo({}).code, kDone);
    const auto said =
        say({"panel", "--data", scratch_.at("data"), "--panel-port", "0", "--duration", "1ms"});
    EXPECT_EQ(said.code, kDone) << said.err;
    EXPECT_THAT(said.err, HasSubstr("panel      http://127.0.0.1:"));
}

engine::Config desk_of(const std::string& strategy) {
    engine::Config config;
    for (const std::string_view name : {"edgex", "lighter"}) {
        const auto index = config.venues.size();
        const auto venue = sim::venue_like(name, "BTC", {static_cast<std::uint8_t>(index)},
                                           {static_cast<std::uint16_t>(index)});
        EXPECT_TRUE(venue);
        config.venues.push_back(venue->traits);
        config.instruments.push_back({venue->instruments.front(), {}});
    }
    auto settings = default_settings(strategy);
    complete(settings, sim::flow_of("BTC")->start);
    if (strategy == "market-spread") settings.size = parse_quantity("0.001").value();
    apply(settings, config);
    return config;
}

class Described : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Strategies, Described,
                         ::testing::Values("maker-taker", "market-spread", "zscore", "hedge-cycle"),
                         [](const auto& each) {
                             auto name = each.param;
                             std::erase(name, '-');
                             return name;
                         });

TEST_P(Described, EveryLimitAndParameterHasItsKindDefaultAndSummary) {
    const auto config = desk_of(GetParam());
    const auto all = describe_parameters(config, standard_config(GetParam(), config));

    std::set<std::string> names;
    for (const auto& parameter : all) {
        names.insert(parameter.name);
        if (!parameter.changeable) continue;
        EXPECT_THAT(parameter.summary, Not(IsEmpty())) << parameter.name;
        EXPECT_EQ(parameter.standard, parameter.value) << parameter.name;
        EXPECT_FALSE(panel::not_a_value(parameter, parameter.value))
            << parameter.name << " " << parameter.value;
    }
    auto text = config.to_text();
    for (std::istringstream lines(text); std::getline(lines, text);) {
        const auto name = text.substr(0, text.find('='));
        const bool asked_for = name.starts_with("risk.") || name.starts_with("parameter.");
        EXPECT_TRUE(!asked_for || names.contains(name)) << name;
    }
}

TEST_P(Described, EveryLimitIsOneThatTheEngineTakes) {
    auto config = desk_of(GetParam());
    for (const auto& parameter : describe_parameters(config, std::nullopt)) {
        if (!parameter.name.starts_with("risk.")) continue;
        EXPECT_TRUE(config.change_limit(parameter.name, parameter.value)) << parameter.name;
        EXPECT_TRUE(config.change_limit(parameter.name, parameter.minimum)) << parameter.name;
    }
}

}  // namespace
}  // namespace twinleg::app
