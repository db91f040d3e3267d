// The connector's own logic over real sockets, at a venue that does as it is told. What the venue's
// rules make of it, tests/conformance shows at the simulator.

#include <stdexcept>

#include "core/money.h"
#include "tests/venues/lighter/connector_desk.h"

namespace twinleg::venues::lighter {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LighterDescription : public ConnectorDesk {};
class LighterStreams : public ConnectorDesk {};

TEST_F(LighterDescription, ComesFromTheVenueAndNotFromConstants) {
    market("BTC", 7, 4, 2);

    const auto d = describe();

    ASSERT_TRUE(d) << d.error().message;
    EXPECT_EQ(d->instrument.spec(), "lighter:BTC");
    EXPECT_EQ(to_text(d->instrument.tick), "0.01");
    EXPECT_EQ(to_text(d->instrument.lot), "0.0001");
    EXPECT_EQ(to_text(d->instrument.maker_fee), "0.00004");
    EXPECT_EQ(to_text(d->instrument.taker_fee), "0.00028");
    EXPECT_EQ(to_text(d->equity), "2500.00896");
    EXPECT_EQ(d->traits.taker_delay, milliseconds(200));
    EXPECT_EQ(d->traits.nonces, exec::NonceRule::gaps);
    EXPECT_FALSE(d->traits.answers_have_time);
    EXPECT_EQ(d->account, "65 (key 3)");
    EXPECT_NE(venue.last("/api/v1/accountLimits")->header("Authorization"), "");
}

TEST_F(LighterDescription, TakesAStandardAccountForTheSlowOne) {
    venue.answer("/api/v1/accountLimits",
                 R"({"code":200,"user_tier_name":"Standard",)"
                 R"("current_maker_fee_tick":0,"current_taker_fee_tick":0})");
    options = {{"nonces", "strict"}};

    const auto d = describe();

    ASSERT_TRUE(d);
    EXPECT_EQ(d->traits.taker_delay, milliseconds(300));
    EXPECT_EQ(d->traits.round_trip, milliseconds(300));
    EXPECT_EQ(d->traits.nonces, exec::NonceRule::strict);
    EXPECT_LE(d->traits.orders_per_minute + d->traits.questions_per_minute, 60u);
}

TEST_F(LighterDescription, NamesTheMarketsThereAreWhereOursIsNone) {
    symbol = "DOGE";
    const auto d = describe();

    ASSERT_FALSE(d);
    EXPECT_EQ(d.error().code, Errc::missing);
    EXPECT_THAT(d.error().message, HasSubstr("ETH, BTC"));
}

TEST_F(LighterDescription, RefusesANumberThatIsAnotherMarkets) {
    options = {{"market_id", "0"}};
    const auto d = describe();

    ASSERT_FALSE(d);
    EXPECT_EQ(d.error().code, Errc::conflict);
    EXPECT_THAT(d.error().message, HasSubstr("BTC is market 1, not 0"));
}

TEST_F(LighterDescription, RefusesASymbolThatIsAnotherCoins) {
    symbol = "0";
    const auto d = describe();

    ASSERT_FALSE(d);
    EXPECT_EQ(d.error().code, Errc::conflict);
    EXPECT_THAT(d.error().message, HasSubstr("market 0 is ETH, not BTC"));
}

TEST_F(LighterDescription, RefusesAMarketThatIsNotActive) {
    market("BTC", 1, 5, 1, "inactive");
    const auto d = describe();

    ASSERT_FALSE(d);
    EXPECT_THAT(d.error().message, HasSubstr("inactive"));
}

TEST_F(LighterDescription, NamesTheVariableOfAWrongAccount) {
    venue.answer("/api/v1/account", R"({"code":21100,"message":"account not found"})", 400);
    const auto d = describe();

    ASSERT_FALSE(d);
    EXPECT_EQ(d.error().code, Errc::unauthorised);
    EXPECT_THAT(d.error().message, HasSubstr("LIGHTER_ACCOUNT_INDEX"));
}

TEST_F(LighterDescription, SaysAtWhichIndexOurKeyReallyIs) {
    venue.answer("/api/v1/apikeys", keys(5, kTestPublicKey));
    const auto d = describe();

    ASSERT_FALSE(d);
    EXPECT_THAT(d.error().message, HasSubstr("set LIGHTER_API_KEY_INDEX=5"));
}

TEST_F(LighterDescription, TellsARevokedKeyFromAnotherOne) {
    venue.answer("/api/v1/apikeys", keys(3, std::string(80, '0')));
    const auto revoked = describe();
    venue.answer("/api/v1/apikeys", keys(3, std::string(80, 'a')));
    const auto other = describe();

    ASSERT_FALSE(revoked);
    ASSERT_FALSE(other);
    EXPECT_THAT(revoked.error().message, HasSubstr("revoked"));
    EXPECT_THAT(other.error().message, HasSubstr("another key"));
    EXPECT_THAT(other.error().message, HasSubstr("API_KEY_PRIVATE_KEY"));
    EXPECT_EQ(other.error().message.find(kTestKey), std::string::npos);
}

TEST_F(LighterDescription, WarnsOfAClockThatDiffers) {
    venue.answer("/", R"({"status":200,"timestamp":)" +
                          std::to_string(loop.now().ns / 1'000'000'000 + 60) + "}");
    const auto d = describe();

    ASSERT_TRUE(d);
    EXPECT_THAT(d->warnings, ElementsAre(HasSubstr("behind the venue's")));
    EXPECT_GT(d->traits.validity, seconds(60));  // ExpiredAt is held against the venue's clock
}

TEST_F(LighterDescription, SaysThatTheVenueCannotBeReached) {
    venue.drop("/api/v1/orderBookDetails");
    const auto d = describe();

    ASSERT_FALSE(d);
    EXPECT_EQ(d.error().code, Errc::disconnected);
}

TEST_F(LighterDescription, RefusesSettingsItCannotUse) {
    const auto why = [this] {
        try {
            static_cast<void>(make_connector(setup()));
            return std::string{"was made"};
        } catch (const std::invalid_argument& problem) {
            return std::string{problem.what()};
        }
    };
    options = {{"marketid", "1"}};
    EXPECT_THAT(why(), HasSubstr("marketid"));
    options = {{"nonces", "any"}};
    EXPECT_THAT(why(), HasSubstr("nonces"));
    options.clear();
    transport = "pigeon";
    EXPECT_THAT(why(), HasSubstr("pigeon"));
    transport.clear();
    EXPECT_EQ(why(), "was made");
}

TEST_F(LighterDescription, NeedsNoKeyForMarketDataAlone) {
    trading = false;
    values.clear();
    open();

    EXPECT_EQ(all<BookSnapshot>().size(), 1u);
    EXPECT_EQ(venue.last("/api/v1/account"), nullptr);
}

TEST_F(LighterDescription, ExaminesEachThingByItself) {
    venue.answer("/api/v1/apikeys", keys(3, std::string(80, 'a')));
    std::optional<std::vector<Finding>> findings;
    connector().examine([&](std::vector<Finding> found) { findings = std::move(found); });
    ASSERT_TRUE(until([&] { return findings.has_value(); }));

    std::map<std::string, bool> good;
    for (const Finding& finding : *findings) {
        good[finding.subject] = finding.good;
        EXPECT_EQ(finding.mend.empty(), finding.good) << finding.subject;
    }
    EXPECT_EQ(
        good,
        (std::map<std::string, bool>{
            {"clock", true}, {"market", true}, {"account", true}, {"key", false}, {"fees", true}}));
}

// --- Streams.

TEST_F(LighterStreams, AreUpOnlyAfterTheirFirstFrames) {
    venue.first_frame("account_all_positions/65", R"({"type":"something"})");
    const auto described = describe();
    ASSERT_TRUE(described);
    connector().open();
    ASSERT_TRUE(until([&] { return venue.count("account_all/65") > 0 && up(Stream::market); }));
    EXPECT_FALSE(up(Stream::account));

    venue.tell("account_all_positions/65",
               R"({"channel":"account_all_positions:65","positions":{},)"
               R"("type":"subscribed/account_all_positions"})");

    EXPECT_TRUE(until([&] { return up(Stream::account); }));
}

TEST_F(LighterStreams, TellTheBookWithItsChain) {
    open();
    venue.tell("order_book/1",
               book_frame("update", 12, 10, R"([{"price":"100.3","size":"3"}])", "[]"));
    const auto delta = next<BookDelta>();

    EXPECT_EQ(all<BookSnapshot>().at(0).sequence, 10u);
    EXPECT_EQ(delta.previous, 10u);
    EXPECT_EQ(delta.last, 12u);
}

TEST_F(LighterStreams, FetchASnapshotByUnsubscribingAndSubscribing) {
    open();
    venue.first_frame("order_book/1", book_frame("subscribed", 50, 0, "[]", "[]"));
    connector().resync({}, loop.now());
    connector().resync({}, loop.now());                                    // the same request
    venue.tell("order_book/1", book_frame("update", 45, 44, "[]", "[]"));  // of before

    const auto snapshot = next<BookSnapshot>();

    EXPECT_EQ(snapshot.sequence, 50u);
    EXPECT_EQ(venue.count(R"("unsubscribe","channel":"order_book/1")"), 1u);
    EXPECT_TRUE(all<BookDelta>().empty());
}

TEST_F(LighterStreams, GoDownAndComeBackWithAFreshSnapshot) {
    open();
    venue.cut_sockets();

    ASSERT_TRUE(until([&] { return !up(Stream::market) && !up(Stream::account); }));
    ASSERT_TRUE(until([&] { return up(Stream::market) && up(Stream::account); }));
    EXPECT_EQ(all<BookSnapshot>().size(), 2u);
}

TEST_F(LighterStreams, ReadTheMarketAgainWhenTheyComeBackAndStopForAChangedTick) {
    open();
    market("BTC", 1, 5, 2);
    venue.cut_sockets();

    ASSERT_TRUE(until([&] { return !all<MarketState>().empty(); }));
    EXPECT_EQ(all<MarketState>().back().mode, MarketMode::halted);
    place(4711, 17);
    EXPECT_EQ(next<SendFailed>().outcome, SendOutcome::never_sent);
}

TEST_F(LighterStreams, LeaveOutTheLastTradesThatASnapshotRepeats) {
    open();
    const auto frame = [](const char* kind, int id) {
        return std::string{R"({"channel":"trade:1","trades":[{"trade_id":)"} + std::to_string(id) +
               R"(,"market_id":1,"size":"1","price":"100.0","is_maker_ask":true}],"type":")" +
               kind + R"(/trade"})";
    };
    venue.tell("trade/1", frame("subscribed", 1));
    venue.tell("trade/1", frame("update", 2));

    EXPECT_EQ(next<PublicTrade>().id, 2u);
}

TEST_F(LighterStreams, AnswerPingsAndSurviveGarbage) {
    open();
    venue.tell_all("\x01 this is no JSON {");
    venue.tell_all(R"({"type":"ping"})");

    EXPECT_TRUE(until([&] { return venue.count(R"({"type":"pong"})") >= 2; }));
    EXPECT_TRUE(up(Stream::market));
}

TEST_F(LighterStreams, SubscribeAgainWithAnotherTokenWhenTheirsIsRefused) {
    open();
    const auto tokens = [this] {
        std::vector<std::string> out;
        for (const auto& frame : venue.frames)
            if (frame.find(R"("subscribe","channel":"account_all_orders/65")") != std::string::npos)
                out.push_back(frame.substr(frame.find("\"auth\"")));
        return out;
    };
    venue.tell("account_all_orders/65",
               R"({"error":{"code":20001,"message":"invalid param : auth token expired"}})");

    ASSERT_TRUE(until([&] { return tokens().size() == 2 && up(Stream::account); }));
    EXPECT_NE(tokens()[0], tokens()[1]);
    EXPECT_EQ(all<StreamStatus>().back().up, true);
}

TEST_F(LighterStreams, TellOrdersAndFillsOfOurMarketOnce) {
    open();
    venue.tell("account_all_orders/65",
               R"({"channel":"account_all_orders:65","type":"update/account_all_orders","orders":)"
               R"({"0":[{"order_index":1,"client_order_index":9,"market_index":0,"is_ask":true,)"
               R"("initial_base_amount":"1","status":"open"}],"1":[{"order_index":844421200000022,)"
               R"("client_order_index":4711,"market_index":1,"is_ask":true,"price":"100.0",)"
               R"("initial_base_amount":"1","filled_base_amount":"0.5",)"
               R"("filled_quote_amount":"50","status":"open"}]}})");
    const auto report = next<OrderReport>();
    const std::string trade =
        R"("trades":{"1":[{"trade_id":7,"market_id":1,"size":"0.5","price":"100.0","timestamp":)" +
        std::to_string(loop.now().ns / 1'000'000) +
        R"(,"ask_account_id":65,"ask_client_id":4711,"bid_account_id":9,"maker_fee":40,)"
        R"("is_maker_ask":true}]}})";
    venue.tell("account_all/65",
               R"({"channel":"account_all:65","type":"update/account_all",)" + trade);
    venue.tell("account_all_trades/65",
               R"({"channel":"account_all_trades:65","type":"update/account_all_trades",)" + trade);
    const auto fill = next<Fill>();

    EXPECT_EQ(report.client_order_id.value, 4711u);
    EXPECT_EQ(to_text(report.cumulative), "0.5");
    EXPECT_EQ(to_text(report.average_price), "100");
    EXPECT_EQ(fill.client_order_id.value, 4711u);
    EXPECT_EQ(fill.side, Side::sell);
    EXPECT_EQ(to_text(fill.fee), "0.002");
    EXPECT_EQ(all<Fill>().size(), 1u);
    EXPECT_EQ(all<OrderReport>().size(), 1u);
}

}  // namespace
}  // namespace twinleg::venues::lighter
