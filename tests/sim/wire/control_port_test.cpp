#include "tests/sim/wire/toy_venue.h"

namespace twinleg::sim::wire {
namespace {

using testing::Test;

TEST_F(WorldTest, ListsItsVenuesWithTheirReadyLines) {
    const auto [status, body] = control("GET", "/venues");

    EXPECT_EQ(status, 200);
    EXPECT_EQ(body, fmt::format(R"([{{"ready":true,"venue":"toy","rest":"http://127.0.0.1:{0}",)"
                                R"("ws":"ws://127.0.0.1:{0}/stream"}}])",
                                toy().port()));
    EXPECT_EQ(world->ready_lines().size(), 1u);
    EXPECT_EQ("[" + world->ready_lines()[0] + "]", body);
}

TEST_F(WorldTest, TellsItsStateInEveryField) {
    ask(toy().rest_url(), "POST", "/buy");
    control(
        "POST", "/counterparty",
        R"({"venue":"toy","instrument":"BTC","side":"sell","price":"60000","quantity":"0.04"})");

    const auto [status, body] = control("GET", "/state");

    EXPECT_EQ(status, 200);
    // The fee of the maker: 2,400 × 0.4 bps.
    EXPECT_EQ(body,
              R"({"venues":[{"venue":"toy","orders_accepted":1,"orders_refused":0,)"
              R"("duplicate_client_order_ids":0,"accounts":[{"id":"65","equity":"9999.904",)"
              R"("positions":[{"instrument":"BTC","quantity":"0.04"}],)"
              R"("open_orders":[{"client_order_id":"","venue_order_id":"1","instrument":"BTC",)"
              R"("side":"buy","price":"60000","remaining":"0.06"}],"fills":1,"nonces":{"3":17}}],)"
              R"("books":[{"instrument":"BTC","bids":[["60000","0.06"]],"asks":[]}]}]})");
}

TEST_F(WorldTest, PlacesCounterpartiesOfEveryType) {
    const auto place = [&](const std::string& rest) {
        return control("POST", "/counterparty", R"({"venue":"toy","instrument":"BTC",)" + rest)
            .second;
    };

    EXPECT_EQ(place(R"("side":"buy","price":"59000","quantity":"0.5"})"),
              R"({"filled":"0","average_price":"0"})");
    EXPECT_EQ(place(R"("side":"sell","price":"59000","quantity":"0.2","type":"ioc"})"),
              R"({"filled":"0.2","average_price":"59000"})");
    EXPECT_EQ(place(R"("side":"sell","quantity":"1","type":"market"})"),
              R"({"filled":"0.3","average_price":"59000"})");
    // Only the limit order rested.
    EXPECT_FALSE(toy().exchange().best({0}, Side::sell));
    EXPECT_FALSE(toy().exchange().best({0}, Side::buy));
}

TEST_F(WorldTest, NamesTheFieldThatIsWrong) {
    const auto error = [&](const std::string& target, const std::string& body) {
        const auto [status, text] = control("POST", target, body);
        EXPECT_EQ(status, 400) << text;
        return text;
    };
    using testing::HasSubstr;

    EXPECT_THAT(error("/counterparty", "{"), HasSubstr("no JSON"));
    EXPECT_THAT(error("/counterparty", "[1]"), HasSubstr("no JSON object"));
    EXPECT_THAT(error("/counterparty", "{}"), HasSubstr("venue: is missing"));
    EXPECT_THAT(error("/counterparty", R"({"venue":"moon"})"), HasSubstr("there are toy"));
    EXPECT_THAT(error("/counterparty", R"({"venue":"toy","instrument":"DOGE"})"),
                HasSubstr("toy has no DOGE; there are BTC"));
    const std::string btc = R"({"venue":"toy","instrument":"BTC",)";
    EXPECT_THAT(error("/counterparty", btc + R"("side":"up","quantity":"1","price":"1"})"),
                HasSubstr("side: is neither buy nor sell"));
    EXPECT_THAT(error("/counterparty", btc + R"("side":"buy","quantity":"1"})"),
                HasSubstr("price: is missing"));
    EXPECT_THAT(error("/counterparty", btc + R"("side":"buy","quantity":"1","price":"1.05"})"),
                HasSubstr("price: 1.05 is no multiple of the tick 0.1"));
    EXPECT_THAT(error("/counterparty", btc + R"("side":"buy","quantity":"-1","price":"1"})"),
                HasSubstr("quantity: is not above zero"));
    EXPECT_THAT(
        error("/counterparty", btc + R"("side":"buy","quantity":"1","price":"1","type":"market"})"),
        HasSubstr("a market order has none"));
    EXPECT_THAT(error("/counterparty", btc + R"("side":"buy","quantity":"1","price":"1","tip":1})"),
                HasSubstr("tip: there is no such field; there are venue, instrument"));
    EXPECT_THAT(error("/faults", R"({"venue":"toy","kind":"gremlins"})"),
                HasSubstr("there are drop_frames"));
    EXPECT_THAT(error("/faults", R"({"venue":"toy","kind":"http_500","count":0})"),
                HasSubstr("count: is zero"));
    EXPECT_THAT(error("/faults", R"({"venue":"toy","kind":"http_500","duration_ms":-1})"),
                HasSubstr("duration_ms: is no whole number"));
    EXPECT_THAT(error("/time", "{}"), HasSubstr("advance_ms: is missing"));
    EXPECT_TRUE(toy().exchange().trades({0}).empty());
}

TEST_F(WorldTest, KnowsItsPathsAndTheirMethods) {
    EXPECT_EQ(control("GET", "/").first, 404);
    EXPECT_EQ(control("POST", "/state").first, 405);
    EXPECT_EQ(control("GET", "/faults").first, 405);
}

TEST_F(WorldTest, SetsWhatMarketsTake) {
    Exchange& exchange = toy().exchange();

    const auto [status, body] = control("POST", "/mode", R"({"venue":"toy","mode":"post_only"})");

    EXPECT_EQ(status, 200) << body;
    EXPECT_EQ(exchange.facts({0}).mode, MarketMode::post_only);
    EXPECT_EQ(control("POST", "/mode", R"({"venue":"toy","mode":"asleep"})").first, 400);
    EXPECT_EQ(
        control("POST", "/mode", R"({"venue":"toy","instrument":"NO","mode":"normal"})").first,
        400);
}

TEST_F(WorldTest, AdvancesTimeWithWhatIsDueInIt) {
    Exchange& exchange = toy().exchange();
    exchange.set_funding_rate({0}, basis_points(1));
    ask(toy().rest_url(), "POST", "/buy");
    exchange.counterparty({0}, Side::sell, price("60000"), quantity("0.1"), Force::ioc, false);
    const Time before = exchange.now();

    const auto [status, body] = control("POST", "/time", R"({"advance_ms":7200000})");

    EXPECT_EQ(status, 200) << body;
    EXPECT_GE(exchange.now(), before + minutes(120));
    EXPECT_EQ(exchange.funding(0).size(), 2u);
    EXPECT_EQ(exchange.funding(0)[0].amount, money("-0.6"));
}

TEST_F(WorldTest, KeepsItsClockWhereMarketsMove) {
    start(true);

    const auto [status, body] = control("POST", "/time", R"({"advance_ms":1000})");

    EXPECT_EQ(status, 400);
    EXPECT_THAT(body, testing::HasSubstr("--flow none"));
}

TEST_F(WorldTest, AnswersRequestsWithTheFaultThatWasAskedFor) {
    fault(R"("http_500")");
    EXPECT_EQ(ping(), (std::pair{500, std::string{"http_500"}}));
    EXPECT_EQ(ping().first, 200);

    fault(R"("http_429","count":2)");
    EXPECT_EQ(ping().first, 429);
    EXPECT_EQ(ping().first, 429);
    EXPECT_EQ(ping().first, 200);

    fault(R"("maintenance","duration_ms":60000)");
    EXPECT_EQ(ping().first, 503);
    EXPECT_EQ(ping().first, 503);
    control("POST", "/time", R"({"advance_ms":60000})");
    EXPECT_EQ(ping().first, 200);
}

TEST_F(WorldTest, RefusesOrDropsTheNextOrder) {
    fault(R"("reject_orders")");
    EXPECT_EQ(ping().first, 200);  // no order
    EXPECT_EQ(ask(toy().rest_url(), "POST", "/buy").first, 400);
    EXPECT_EQ(toy().exchange().counts(0).refused, 1u);

    fault(R"("accept_then_drop_reply")");
    EXPECT_EQ(ask(toy().rest_url(), "POST", "/buy").first, 0);
    EXPECT_EQ(toy().exchange().open_orders(0).size(), 1u);
    EXPECT_EQ(ask(toy().rest_url(), "POST", "/buy").first, 200);
}

TEST_F(WorldTest, JudgesBySkewedClock) {
    fault(R"("clock_skew")");

    const auto skewed = ping().second;
    const auto straight = ping().second;

    const auto number = [](const std::string& text) { return std::stoll(text.substr(10)); };
    EXPECT_GT(number(skewed), number(straight) + 80'000);
}

TEST_F(WorldTest, ServesADelayedRequestLater) {
    fault(R"("delay")");

    const Time before = loop.now();
    EXPECT_EQ(ping().first, 200);

    EXPECT_GE(loop.now() - before, kFaultDelay - milliseconds(5));
}

TEST_F(WorldTest, ExpiresWhatWasGivenOut) {
    fault(R"("expire_auth")");

    EXPECT_EQ(toy().expiries, 1);
}

TEST_F(WorldTest, EndsSessionsWhereTheKeyIsRevoked) {
    fault(R"("revoke_key","duration_ms":60000)");

    EXPECT_EQ(toy().expiries, 1);
}

TEST_F(WorldTest, ClosesEverySocketAndLetsThemComeBack) {
    const auto first = listen();
    const auto second = listen();

    fault(R"("disconnect")");
    until([&] { return !first->down.empty() && !second->down.empty(); });

    const auto again = listen();
    change_book();
    until([&] { return !again->frames.empty(); });
    EXPECT_EQ(toy().exchange().facts({0}).sequence, 1u);
}

TEST_F(WorldTest, RefusesSocketsWhileADisconnectLasts) {
    fault(R"("disconnect","duration_ms":60000)");

    Listening early(loop, toy().ws_url("/stream"));
    until([&] { return !early.down.empty(); });
    EXPECT_FALSE(early.open);

    control("POST", "/time", R"({"advance_ms":60000})");
    EXPECT_TRUE(listen()->down.empty());
}

}  // namespace
}  // namespace twinleg::sim::wire
