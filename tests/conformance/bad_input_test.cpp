// What a person or a venue may have wrong, and that the message says what, where, and how to mend
// it.

#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <optional>

#include "tests/conformance/conformance.h"
#include "tests/net/certificates.h"
#include "tests/net/support.h"

namespace twinleg::conformance {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::size_t kTenMegabytes = std::size_t{10} << 20;

class BadInput : public testing::TestWithParam<Way> {
protected:
    void SetUp() override {
        if (GetParam().metadata.empty()) GTEST_SKIP() << "what is right is not in the table yet";
    }
    // The message with which the start fails.
    std::string complaint(const Stage::Options& options) {
        Stage stage(GetParam(), options);
        return complaint(stage);
    }
    static std::string complaint(Stage& stage) {
        const auto described = stage.describe();
        EXPECT_FALSE(described) << "nothing was found wrong";
        return described ? "" : described.error().message;
    }
    // What `twinleg check` would print of what is not good.
    static std::string findings(Stage& stage) {
        std::string out;
        for (const auto& each : stage.examine()) {
            if (each.good) continue;
            EXPECT_FALSE(each.mend.empty()) << each.subject << ": " << each.text;
            out += each.subject + ": " + each.text + " | " + each.mend + "\n";
        }
        return out;
    }
    // Changes what the venue says of its markets.
    void meddle(Stage& stage, std::function<std::string(const std::string&)> with) {
        stage.meddler().change = [path = GetParam().metadata, with = std::move(with)](
                                     std::string_view target, std::string& body) {
            if (target.find(path) != std::string_view::npos) body = with(body);
        };
    }
};

TEST_P(BadInput, NamesTheVariableOfAWrongKeyOrAccount) {
    for (const Mistake& mistake : GetParam().mistakes) {
        const std::string& named = mistake.named.empty() ? mistake.variable : mistake.named;
        Stage stage(GetParam(), {.mistake = mistake});

        EXPECT_THAT(complaint(stage), HasSubstr(named)) << mistake.variable;
        EXPECT_THAT(findings(stage), HasSubstr(named)) << mistake.variable;
    }
}

TEST_P(BadInput, NamesTheVariableOfAKeyThatOnlyOrdersAreSignedWith) {
    if (GetParam().order_mistakes.empty()) GTEST_SKIP() << "one key signs everything";
    for (const Mistake& mistake : GetParam().order_mistakes) {
        Stage stage(GetParam(), {.mistake = mistake});
        stage.open();
        ASSERT_FALSE(HasFatalFailure());

        const auto id =
            stage.place(kBuy, TimeInForce::post_only, Price::from_units(59'990), stage.least(10));

        ASSERT_TRUE(stage.until([&] { return stage.told(id).final(); }));
        EXPECT_EQ(stage.told(id).word, OrderWord::rejected);
        EXPECT_THAT(stage.said(), HasSubstr(mistake.variable));
        stage.finish();
    }
}

TEST_P(BadInput, NamesTheHostWhereNobodyListens) {
    const std::string there = "127.0.0.1:" + std::to_string(net::test::closed_port());
    Stage stage(GetParam(), {.endpoints = [&](net::EventLoop&, venues::Endpoints& all) {
                    all.rest = "http://" + there;
                    all.ws = "ws://" + there;
                }});

    EXPECT_THAT(complaint(stage), AllOf(HasSubstr(there), HasSubstr("refused")));
    EXPECT_THAT(findings(stage), AllOf(HasSubstr(there), HasSubstr("network")));
}

TEST_P(BadInput, SaysWhoseCertificateItIsNot) {
    net::test::Certificates certificates;
    const auto other = certificates.issue("DNS:other.example");
    net::test::TestHandler handler;
    std::unique_ptr<net::Server> impostor;
    {
        Stage stage(GetParam(), {.endpoints = [&](net::EventLoop& loop, venues::Endpoints& all) {
                        const net::ServerOptions tls{.tls_certificate_file = other.certificate_file,
                                                     .tls_key_file = other.key_file};
                        impostor =
                            std::make_unique<net::Server>(loop, "127.0.0.1", 0, handler, tls);
                        const std::string there = "127.0.0.1:" + std::to_string(impostor->port());
                        all.rest = "https://" + there;
                        all.ws = "wss://" + there;
                        all.ca_file = certificates.root_file();
                    }});

        EXPECT_THAT(complaint(stage), HasSubstr("certificate"));
        EXPECT_THAT(findings(stage), HasSubstr("certificate"));
        impostor.reset();
    }
}

TEST_P(BadInput, TakesMetadataWithFieldsThatNobodyKnows) {
    Stage stage(GetParam(), {.meddled = true});
    meddle(stage, with_news);

    stage.open();

    ASSERT_FALSE(HasFatalFailure());
    const auto* truth = stage.exchange().find(stage.instrument().symbol);
    ASSERT_NE(truth, nullptr);
    EXPECT_EQ(stage.instrument().tick, truth->tick);
    EXPECT_EQ(stage.instrument().lot, truth->lot);
    stage.finish();
}

TEST_P(BadInput, NamesATickThatIsMissingOrNone) {
    for (const auto* value : {"", R"("abc")", "null", "-1", "{}", R"("-0.1")", "1e99"}) {
        Stage stage(GetParam(), {.meddled = true});
        meddle(stage, [&](const std::string& body) {
            return with_members(body, GetParam().tick_fields, value);
        });

        const std::string told = complaint(stage);
        EXPECT_THAT(told, HasSubstr(GetParam().tick_fields.front())) << value;
        EXPECT_THAT(told, HasSubstr("BTC")) << value;
        EXPECT_THAT(findings(stage), HasSubstr(GetParam().tick_fields.front())) << value;
    }
}

TEST_P(BadInput, SaysThatSymbolAndIdDisagree) {
    const std::string& option = GetParam().id_option;
    if (option.empty()) GTEST_SKIP() << "instruments have no number here";
    const std::string told = complaint({.options = {{option, "7"}}});
    EXPECT_THAT(told, HasSubstr("BTC"));
    EXPECT_THAT(told, HasSubstr("7"));
}

TEST_P(BadInput, RefusesAnAnswerOfTenMegabytes) {
    Stage stage(GetParam(), {.meddled = true});
    meddle(stage, [](const std::string& body) { return body + std::string(kTenMegabytes, ' '); });

    EXPECT_THAT(complaint(stage), HasSubstr("bytes"));

    stage.meddler().change = {};
    const auto described = stage.describe();
    EXPECT_TRUE(described) << described.error().message;
}

TEST_P(BadInput, OutlivesAFrameOfTenMegabytes) {
    Stage stage(GetParam(), {.meddled = true});
    stage.open();
    ASSERT_FALSE(HasFatalFailure());
    const int downs = stage.downs(Stream::market);

    stage.meddler().tell(R"({"type":")" + std::string(kTenMegabytes, 'x') + R"("})");

    ASSERT_TRUE(stage.until([&] { return stage.downs(Stream::market) > downs; }));
    EXPECT_THAT(stage.said(), HasSubstr("bytes"));
    EXPECT_TRUE(stage.until([&] { return stage.up(Stream::market) && stage.up(Stream::account); },
                            seconds(30)));
    stage.finish();
}

// --- A tick that changes while the desk trades.

class ChangedTick : public BadInput {
protected:
    void SetUp() override {
        BadInput::SetUp();
        if (IsSkipped()) return;
        stage.emplace(GetParam(), Stage::Options{.meddled = true});
        stage->open();
        ASSERT_FALSE(HasFatalFailure());
        meddle(*stage, [fields = GetParam().tick_fields](const std::string& body) {
            return with_other_ticks(body, fields);
        });
    }
    // Nothing is sent any more: not even what the engine might still want.
    void expect_stopped() {
        ASSERT_TRUE(stage->until([&] { return stage->mode() == MarketMode::halted; }));
        EXPECT_THAT(stage->said(), AllOf(HasSubstr("tick"), HasSubstr("changed"),
                                         HasSubstr("start"), HasSubstr("BTC")));
        const auto before = stage->exchange().counts(0);
        const auto id =
            stage->place(kBuy, TimeInForce::post_only, Price::from_units(59'990), stage->least(10));
        ASSERT_TRUE(stage->until(
            [&] { return !stage->told(id).failures.empty() || !stage->told(id).reports.empty(); }));
        ASSERT_EQ(stage->told(id).failures.size(), 1u);
        EXPECT_EQ(stage->told(id).failures[0].outcome, SendOutcome::never_sent);
        const auto after = stage->exchange().counts(0);
        EXPECT_EQ(after.accepted + after.refused, before.accepted + before.refused);
    }

    std::optional<Stage> stage;
};

TEST_P(ChangedTick, IsNoticedAtARefusalAndEndsTrading) {
    stage->order_fault(Fault::reject_orders, 1);
    const auto id =
        stage->place(kBuy, TimeInForce::post_only, Price::from_units(59'990), stage->least(10));
    ASSERT_TRUE(stage->until([&] { return stage->told(id).final(); }));

    expect_stopped();
}

TEST_P(ChangedTick, IsNoticedWhenTheStreamComesBack) {
    stage->order_fault(Fault::disconnect);

    expect_stopped();
}

TWINLEG_FOR_EVERY_WAY(BadInput);
TWINLEG_FOR_EVERY_WAY(ChangedTick);

}  // namespace
}  // namespace twinleg::conformance
