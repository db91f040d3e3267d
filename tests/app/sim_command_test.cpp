// `twinleg sim`, as a person starts and stops it.

#include <csignal>
#include <future>
#include <thread>

#include <gmock/gmock.h>

#include "net/http_client.h"
#include "net/url.h"
#include "tests/app/command_line.h"

namespace twinleg::app {
namespace {

using testing::HasSubstr;

// Text that somebody waits for.
class Watched : public std::stringbuf {
public:
    explicit Watched(std::string wanted) : wanted_(std::move(wanted)) {}
    std::future<void> seen() { return seen_.get_future(); }

private:
    int sync() override {
        if (!told_ && str().find(wanted_) != std::string::npos) {
            told_ = true;
            seen_.set_value();
        }
        return 0;
    }
    std::string wanted_;
    std::promise<void> seen_;
    bool told_{false};
};

// A running `twinleg sim`; ended by a signal, as by Ctrl+C.
class Running {
public:
    explicit Running(Arguments words)
        : err_("Ctrl+C stops"), thread_([this, words] {
              std::ostream out(&out_);
              std::ostream err(&err_);
              code_ = dispatch(words, out, err);
              if (code_ != kDone) ended_.set_value();
          }) {}

    // False if it ended instead.
    bool ready() {
        auto seen = err_.seen();
        auto ended = ended_.get_future();
        while (true) {
            if (seen.wait_for(std::chrono::milliseconds(20)) == std::future_status::ready)
                return true;
            if (ended.wait_for(std::chrono::milliseconds(0)) == std::future_status::ready)
                return false;
        }
    }
    int stop(int signal) {
        std::raise(signal);
        thread_.join();
        return code_;
    }
    // Only once it is ready or stopped.
    std::string out() const { return out_.str(); }
    std::string err() const { return err_.str(); }
    // Behind `name": "` in the ready line.
    std::string url(const std::string& name) const {
        const std::string text = out_.str();
        const auto begin = text.find("\"" + name + "\":\"") + name.size() + 4;
        return text.substr(begin, text.find('"', begin) - begin);
    }
    std::string control() const {
        const std::string text = err_.str();
        const auto begin = text.find("http://");
        return text.substr(begin, text.find(';', begin) - begin);
    }

private:
    std::stringbuf out_;
    Watched err_;
    std::promise<void> ended_;
    int code_{-1};
    std::thread thread_;
};

std::string get(const std::string& origin, const std::string& target) {
    net::EventLoop loop;
    net::HttpClient client(loop, net::Url::parse(origin).value(), {});
    std::optional<std::string> body;
    client.send({.target = target}, [&](std::expected<net::HttpResponse, net::HttpFailure> answer) {
        body = answer ? answer->body : answer.error().error.message;
    });
    while (!body)
        loop.run(seconds(1));
    return *body;
}

TEST(SimCommand, SaysWhereItListensAndEndsWithZeroOnASignal) {
    for (const int signal : {SIGINT, SIGTERM}) {
        Running sim({"sim", "--venue", "edgex:0", "--control", "0", "--number", "3"});
        ASSERT_TRUE(sim.ready()) << sim.err();

        EXPECT_THAT(sim.out(), testing::StartsWith(R"({"ready":true,"venue":"edgex","rest":")"));
        EXPECT_EQ("[" + sim.out().substr(0, sim.out().size() - 1) + "]",
                  get(sim.control(), "/venues"));
        EXPECT_THAT(get(sim.url("rest"), "/api/v2/public/meta/getServerTime"),
                    HasSubstr("SUCCESS"));
        EXPECT_EQ(sim.stop(signal), kDone);
    }
}

TEST(SimCommand, WritesTheKeysOfTheAccountsItMade) {
    const Scratch scratch;
    Running sim({"sim", "--venue", "edgex:0", "--control", "0", "--flow", "none", "--write-env",
                 scratch.at("sim.env")});
    ASSERT_TRUE(sim.ready()) << sim.err();

    EXPECT_THAT(text_of(scratch.at("sim.env")), HasSubstr("EDGEX_TRADING_PRIVATE_KEY=0x"));
    EXPECT_EQ(std::filesystem::status(scratch.at("sim.env")).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_EQ(sim.stop(SIGTERM), kDone);
}

TEST(SimCommand, TakesItsAccountsFromAFile) {
    const Scratch scratch;
    write_text(scratch.at("accounts.json"),
               R"({"edgex":[{"account_id":"77","collateral":"123.5"}]})");
    Running sim({"sim", "--venue", "edgex:0", "--control", "0", "--flow", "none", "--accounts",
                 scratch.at("accounts.json")});
    ASSERT_TRUE(sim.ready()) << sim.err();

    EXPECT_THAT(get(sim.control(), "/state"), HasSubstr(R"({"id":"77","equity":"123.5")"));
    EXPECT_EQ(sim.stop(SIGTERM), kDone);
}

TEST(SimCommand, NamesWhatIsWrongWithItsOptions) {
    const Scratch scratch;
    write_text(scratch.at("bad.json"), R"({"edgex":[{"acount_id":"77"}]})");
    const auto refused = [](Arguments words) {
        words.insert(words.begin(), "sim");
        const auto said = say(words);
        EXPECT_EQ(said.code, kBadUsage) << said.err;
        return said.err;
    };

    EXPECT_THAT(refused({}), HasSubstr("which venues?"));
    EXPECT_THAT(refused({"--venue", "moon:1"}), HasSubstr("no simulator of `moon`"));
    EXPECT_THAT(refused({"--venue", "edgex:70000"}), HasSubstr("70000 is no port"));
    EXPECT_THAT(refused({"--venue", "edgex:0", "--venue", "edgex:0"}), HasSubstr("named twice"));
    EXPECT_THAT(refused({"--venue", "edgex:0", "--flow", "rain"}),
                HasSubstr("`rain` is neither a flow nor a file"));
    EXPECT_THAT(refused({"--venue", "edgex:0", "--limits", "some"}), HasSubstr("limits"));
    EXPECT_THAT(refused({"--venue", "edgex:0", "--accounts", scratch.at("bad.json")}),
                HasSubstr("edgex[0].acount_id: there is no such field"));
    EXPECT_THAT(refused({"--venue", "edgex:0", "--accounts", scratch.at("none.json")}),
                HasSubstr("cannot read"));
    EXPECT_THAT(refused({"--venue", "edgex:0", "--write-env", "/nowhere/at/all.env"}),
                HasSubstr("--write-env: cannot write /nowhere/at/all.env"));
}

TEST(SimCommand, EndsWithSevenOnARecordingThatItCannotRead) {
    const Scratch scratch;
    write_text(scratch.at("depth.csv"), "nothing that was ever recorded\n");

    const auto said = say({"sim", "--venue", "edgex:0", "--flow", scratch.at("depth.csv")});

    EXPECT_EQ(said.code, kUnreadable) << said.err;
    EXPECT_THAT(said.err, HasSubstr("depth.csv"));
}

}  // namespace
}  // namespace twinleg::app
