// Conversations and feeds, without sockets.

#include "tests/sim/wire/paradex/desk.h"

namespace twinleg::sim::wire::paradex::test {
namespace {

using ParadexSocket = ParadexDesk;

std::uint16_t number_at(const std::string& bytes, std::size_t place) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[place]) |
                                      static_cast<unsigned char>(bytes[place + 1]) << 8);
}
int template_of(const std::string& bytes) {
    return number_at(bytes, 2);
}
std::int64_t i64_at(const std::string& bytes, std::size_t place) {
    std::int64_t out = 0;
    for (std::size_t i = 8; i-- > 0;)
        out = (out << 8) | static_cast<unsigned char>(bytes[place + i]);
    return out;
}

TEST_F(ParadexSocket, LogsInWithABearer) {
    log_in();
    const Socket socket = open();

    EXPECT_EQ(call(socket, "auth", {{"bearer", "nonsense"}})["error"]["code"], 40110);
    EXPECT_EQ(call(socket, "auth", {{"bearer", "a.b.c"}})["error"]["code"], 40111);
    const Tree answer = call(socket, "auth", {{"bearer", token}});

    EXPECT_TRUE(answer["result"]["node_id"].is_string());
    EXPECT_EQ(answer["id"], 7);
    EXPECT_TRUE(answer.contains("usIn"));
}

TEST_F(ParadexSocket, KeepsItsLoginWhenTheTokenIsOver) {
    const Socket socket = open_private();
    pass(seconds(400));

    const Tree answer = call(socket, "order.create", body("BUY", "59000", "0.01"));

    EXPECT_EQ(answer["result"]["order"]["status"], "NEW");
}

TEST_F(ParadexSocket, AnswersWhatItDoesNotUnderstand) {
    const Socket socket = open();
    talk.hear(*socket.peer, "{", exchange.now(), exchange.now());
    talk.hear(*socket.peer, R"({"id":"x"})", exchange.now(), exchange.now());

    EXPECT_EQ(socket.line->answers[0]["error"]["code"], -32700);
    EXPECT_TRUE(socket.line->answers[0]["id"].is_null());
    EXPECT_EQ(socket.line->answers[1]["error"]["code"], -32600);
    EXPECT_EQ(socket.line->answers[1]["id"], "x");
    socket.line->answers.clear();
    EXPECT_EQ(call(socket, "dance", Tree::object())["error"]["code"], -32601);
    EXPECT_EQ(call(socket, "subscribe", Tree::object())["error"]["code"], -32602);
    EXPECT_EQ(call(socket, "order.create", Tree::object())["error"]["code"], 40300);
}

TEST_F(ParadexSocket, SubscribesOnceToChannelsThatExist) {
    const Socket socket = open();

    EXPECT_EQ(subscribe(socket, "bbo.BTC-USD-PERP")["result"]["channel"], "bbo.BTC-USD-PERP");
    EXPECT_EQ(subscribe(socket, "bbo.BTC-USD-PERP")["error"]["code"], 100);
    EXPECT_EQ(call(socket, "unsubscribe", {{"channel", "bbo.BTC-USD-PERP"}})["result"]["channel"],
              "bbo.BTC-USD-PERP");
    EXPECT_EQ(call(socket, "unsubscribe", {{"channel", "bbo.BTC-USD-PERP"}})["error"]["code"], 100);
    for (const char* wrong :
         {"", "bbo", "bbo.XXX", "order_book.BTC-USD-PERP.snapshot@20@100ms",
          "order_book.BTC-USD-PERP.snapshot@15@70ms", "order_book.ALL.deltas", "positions.ALL",
          "funding_rate_comparison.ALL@5ms", "order_book.BTC-USD-PERP.interactive@15@50ms"})
        EXPECT_EQ(subscribe(socket, wrong)["error"]["code"], -32600) << wrong;
    for (const char* secret : {"orders.ALL", "fills.BTC-USD-PERP", "positions", "account"})
        EXPECT_EQ(subscribe(socket, secret)["error"]["code"], 40300) << secret;
}

TEST_F(ParadexSocket, TellsDeltasWithoutAGap) {
    other(Side::buy, "59990", "1");
    const Socket socket = open();
    const std::string channel = "order_book.BTC-USD-PERP.deltas";
    subscribe(socket, channel);
    Tree first = socket.line->take(channel).at(0);
    EXPECT_EQ(first["update_type"], "s");
    EXPECT_EQ(first["inserts"], Tree({{{"side", "BUY"}, {"price", "59990"}, {"size", "1"}}}));

    other(Side::buy, "59991", "0.5");
    other(Side::buy, "59991", "0.25");
    other(Side::sell, "59991", "0.75", Force::ioc);

    const auto frames = socket.line->take(channel);
    ASSERT_EQ(frames.size(), 3U);
    std::int64_t seq = first["seq_no"];
    for (const Tree& frame : frames) {
        EXPECT_EQ(frame["seq_no"], ++seq);
        EXPECT_EQ(frame["update_type"], "d");
    }
    EXPECT_EQ(frames[0]["inserts"][0]["size"], "0.5");
    EXPECT_EQ(frames[1]["updates"][0]["size"], "0.75");
    EXPECT_EQ(frames[2]["deletes"][0]["price"], "59991");
}

TEST_F(ParadexSocket, TakesTheSdksNameOfDeltasInJsonAlone) {
    const Socket text = open();
    const Socket binary = open(SbeLayout{});
    const char* suffixed = "order_book.BTC-USD-PERP.deltas@15@50ms";

    EXPECT_TRUE(subscribe(text, suffixed).contains("result"));
    const Tree refused = subscribe(binary, suffixed);

    EXPECT_EQ(refused["error"]["code"], -32600);
    EXPECT_EQ(refused["error"]["message"], "invalid subscribe request");
    EXPECT_EQ(refused["error"]["data"], "no parameters expected for deltas topic.");
}

TEST_F(ParadexSocket, TellsSnapshotsNoOftenerThanTheirInterval) {
    const Socket socket = open();
    const std::string channel = "order_book.BTC-USD-PERP.snapshot@15@100ms";
    subscribe(socket, channel);
    socket.line->take(channel);

    for (int i = 0; i < 20; ++i)
        other(Side::buy, std::to_string(59900 + i).c_str(), "1");
    EXPECT_EQ(socket.line->take(channel).size(), 0U);
    pass(milliseconds(100));

    const auto frames = socket.line->take(channel);
    ASSERT_EQ(frames.size(), 1U);
    EXPECT_EQ(frames[0]["update_type"], "s");
    EXPECT_EQ(frames[0]["inserts"].size(), 15U);
    EXPECT_EQ(frames[0]["inserts"][0]["price"], "59919");
}

TEST_F(ParadexSocket, PutsLevelsTogetherByAPriceTick) {
    other(Side::buy, "59990.3", "1");
    other(Side::buy, "59990.1", "2");
    other(Side::sell, "60000.1", "4");
    const Socket socket = open();
    const std::string channel = "order_book.BTC-USD-PERP.snapshot@15@100ms@0_5";

    subscribe(socket, channel);

    const Tree frame = socket.line->take(channel).at(0);
    EXPECT_EQ(frame["inserts"][0]["price"], "59990");
    EXPECT_EQ(frame["inserts"][0]["size"], "3");
    EXPECT_EQ(frame["inserts"][1]["price"], "60000.5");
}

TEST_F(ParadexSocket, TellsTheTouchWhenItChanges) {
    const Socket socket = open();
    subscribe(socket, "bbo.BTC-USD-PERP");
    EXPECT_EQ(socket.line->take("bbo.BTC-USD-PERP").at(0)["bid"], "");

    other(Side::buy, "59990", "1");
    other(Side::buy, "59980", "1");  // behind

    const auto frames = socket.line->take("bbo.BTC-USD-PERP");
    ASSERT_EQ(frames.size(), 1U);
    EXPECT_EQ(frames[0]["bid"], "59990");
    EXPECT_EQ(frames[0]["bid_size"], "1");
    EXPECT_EQ(frames[0]["ask"], "");
}

TEST_F(ParadexSocket, TellsTradesWithTheBookTheyMake) {
    other(Side::sell, "60000", "1");
    const Socket text = open();
    const Socket binary = open(SbeLayout{});
    for (const Socket& socket : {text, binary})
        subscribe(socket, "trades.ALL");

    other(Side::buy, "60000", "0.25", Force::ioc);

    const Tree trade = text.line->take("trades.ALL").at(0);
    EXPECT_EQ(trade["side"], "BUY");
    EXPECT_EQ(trade["size"], "0.25");
    EXPECT_EQ(trade["id"].get<std::string>().size(), 28U);
    const std::string frame = binary.line->binary.at(0);
    EXPECT_EQ(template_of(frame), 1);
    EXPECT_EQ(i64_at(frame, 8 + 8), static_cast<std::int64_t>(sequence(exchange, btc)));
    EXPECT_TRUE(frame.ends_with(trade["id"].get<std::string>()));
}

TEST_F(ParadexSocket, TellsPublicChannelsInBinaryWhereAskedTo) {
    other(Side::buy, "59990", "1");
    const Socket socket = open(SbeLayout{.version = 1});

    subscribe(socket, "order_book.BTC-USD-PERP.deltas");
    subscribe(socket, "bbo.BTC-USD-PERP");
    subscribe(socket, "markets_summary.BTC-USD-PERP");
    subscribe(socket, "funding_data.BTC-USD-PERP");
    subscribe(socket, "funding_rate_comparison.ALL@1000ms");

    std::vector<int> templates;
    std::vector<int> blocks;
    for (const std::string& frame : socket.line->binary) {
        templates.push_back(template_of(frame));
        blocks.push_back(number_at(frame, 0));
        EXPECT_EQ(number_at(frame, 4), 1);
        EXPECT_EQ(number_at(frame, 6), 1);
    }
    EXPECT_EQ(templates, (std::vector<int>{3, 2, 4, 5, 6, 6, 6}));
    EXPECT_EQ(blocks, (std::vector<int>{89, 48, 240, 66, 26, 26, 26}));
    EXPECT_TRUE(socket.line->frames.empty());
    EXPECT_EQ(i64_at(socket.line->binary[1], 8 + 16), 5'999'000'000'000);
}

TEST_F(ParadexSocket, HasShorterBlocksInOlderVersions) {
    const Socket socket = open(SbeLayout{.version = 0});

    subscribe(socket, "markets_summary.BTC-USD-PERP");
    subscribe(socket, "funding_data.BTC-USD-PERP");
    subscribe(socket, "funding_rate_comparison.ALL@1000ms");  // has no template there

    EXPECT_EQ(number_at(socket.line->binary.at(0), 0), 216);
    EXPECT_EQ(number_at(socket.line->binary.at(1), 0), 58);
    EXPECT_EQ(socket.line->take("funding_rate_comparison.ALL@1000ms").size(), 3U);
}

TEST_F(ParadexSocket, SharesNoSbeSessionBetweenTwoBooksOfAMarket) {
    const Socket socket = open(SbeLayout{});
    subscribe(socket, "order_book.BTC-USD-PERP.deltas");

    EXPECT_EQ(subscribe(socket, "order_book.BTC-USD-PERP.snapshot@15@100ms")["error"]["code"],
              -32600);
    EXPECT_TRUE(subscribe(socket, "order_book.ETH-USD-PERP.deltas").contains("result"));
}

TEST_F(ParadexSocket, BeatsItsHeartWhereNothingElseIsTold) {
    const Socket binary = open(SbeLayout{});
    const Socket text = open();

    pass(seconds(19));
    EXPECT_TRUE(binary.line->binary.empty());
    pass(seconds(1));

    ASSERT_EQ(binary.line->binary.size(), 1U);
    EXPECT_EQ(template_of(binary.line->binary[0]), 40);
    EXPECT_TRUE(text.line->frames.empty());
}

TEST_F(ParadexSocket, TellsSummariesByTheBeat) {
    const Socket socket = open();
    subscribe(socket, "markets_summary.ALL");
    EXPECT_EQ(socket.line->take("markets_summary.ALL").size(), 3U);
    pass(seconds(1));
    socket.line->frames.clear();

    exchange.set_mark(btc, Price::from_units(60'001));
    exchange.set_mark(btc, Price::from_units(60'002));
    pass(milliseconds(200));

    const auto frames = socket.line->take("markets_summary.ALL");
    ASSERT_EQ(frames.size(), 1U);
    EXPECT_EQ(frames[0]["symbol"], "BTC-USD-PERP");
    EXPECT_EQ(frames[0]["mark_price"], "60002");
}

TEST_F(ParadexSocket, TellsAnAccountOfItsOrder) {
    other(Side::sell, "60000", "1");
    const Socket socket = open_private();
    for (const char* channel : {"orders.ALL", "fills.BTC-USD-PERP", "positions", "account"})
        subscribe(socket, channel);

    const Tree answer = call(socket, "order.create", body("BUY", "60000", "0.01"));

    const std::string id = answer["result"]["order"]["id"];
    const auto orders = socket.line->take("orders.ALL");
    ASSERT_EQ(orders.size(), 2U);
    EXPECT_EQ(orders[0]["status"], "NEW");
    EXPECT_EQ(orders[1]["status"], "CLOSED");
    EXPECT_EQ(orders[1]["remaining_size"], "0");
    for (const Tree& order : orders)
        EXPECT_EQ(order["id"], id);
    const Tree fill = socket.line->take("fills.BTC-USD-PERP").at(0);
    EXPECT_EQ(fill["order_id"], id);
    EXPECT_EQ(fill["fee"], "0.27");
    EXPECT_EQ(fill["remaining_size"], "0");
    EXPECT_EQ(socket.line->take("positions").at(0)["size"], "0.01");
    EXPECT_EQ(socket.line->take("account").at(0)["account_value"], "9999.73");
}

TEST_F(ParadexSocket, TellsNobodyOfTheOrdersOfOthers) {
    other(Side::sell, "60000", "1");
    const Socket stranger = open();
    token.clear();
    const auto given = login_headers(gate.hashes(), kOtherKey, address_of_key(kOtherKey), now_s());
    const std::string theirs = send("POST", "auth", {}, given)["jwt_token"];
    call(stranger, "auth", {{"bearer", theirs}});
    for (const char* channel : {"orders.ALL", "fills.ALL", "positions", "account"})
        subscribe(stranger, channel);
    log_in();

    place("BUY", "60000", "0.01");

    EXPECT_TRUE(stranger.line->frames.empty());
    EXPECT_EQ(exchange.counts(0).fills, 1U);
}

TEST_F(ParadexSocket, AccruesFundingWithoutTellingIt) {
    other(Side::sell, "60000", "1");
    const Socket socket = open_private();
    call(socket, "order.create", body("BUY", "60000", "0.5"));
    subscribe(socket, "account");
    subscribe(socket, "positions");
    exchange.set_funding_rate(btc, parse_ratio("0.0001").value());

    pass(seconds(60));

    EXPECT_TRUE(exchange.position(0, btc).funding().is_negative());
    EXPECT_TRUE(socket.line->frames.empty());
}

TEST_F(ParadexSocket, ModifiesAndCancels) {
    const Socket socket = open_private();
    subscribe(socket, "orders.BTC-USD-PERP");
    const std::string id =
        call(socket, "order.create",
             body("BUY", "59000", "0.01", {{"client_id", "a"}}))["result"]["order"]["id"];
    socket.line->frames.clear();

    const Tree changed = call(socket, "order.modify",
                              body("BUY", "59100", "0.01", {{"id", id}, {"client_id", "a"}}));
    EXPECT_EQ(changed["result"]["order"]["price"], "59100");
    EXPECT_EQ(socket.line->take("orders.BTC-USD-PERP").at(0)["request_info"]["status"], "SUCCESS");

    const Tree gone =
        call(socket, "order.cancel", {{"client_id", "a"}, {"market", "BTC-USD-PERP"}});
    EXPECT_EQ(gone["result"]["order_id"], id);
    EXPECT_EQ(gone["result"]["status"], "QUEUED_FOR_CANCELLATION");
    EXPECT_EQ(socket.line->take("orders.BTC-USD-PERP").at(0)["cancel_reason"], "USER_CANCELED");
    const Tree again = call(socket, "order.cancel", {{"id", id}});
    EXPECT_EQ(again["error"]["code"], 100);
    EXPECT_EQ(again["error"]["message"], "ORDER_IS_CLOSED");
}

TEST_F(ParadexSocket, TakesBatchesInBothForms) {
    const Socket socket = open_private();
    const Tree orders{body("BUY", "59000", "0.01"), body("BUY", "59000.05", "0.01")};

    const Tree bare = call(socket, "order.create_batch", orders);
    const Tree named = call(socket, "order.create_batch", {{"orders", orders}});

    for (const Tree& answer : {bare, named}) {
        EXPECT_EQ(answer["result"]["results"][0]["order"]["status"], "NEW");
        EXPECT_TRUE(answer["result"]["results"][1]["error"].is_string());
    }
    const Tree ids{bare["result"]["results"][0]["order"]["id"]};
    const Tree gone = call(socket, "order.cancel_batch", {{"order_ids", ids}});
    EXPECT_EQ(gone["result"]["results"][0]["status"], "QUEUED_FOR_CANCELLATION");
    EXPECT_EQ(call(socket, "order.cancel_all", Tree::object())["result"]["status"], "ok");
    EXPECT_EQ(get("orders")["results"].size(), 0U);
}

TEST_F(ParadexSocket, ArmsItsDeadMansSwitchForOneConnection) {
    const Socket socket = open_private();

    EXPECT_EQ(call(socket, "order.cancel_on_disconnect", {{"enabled", 1}})["error"]["code"],
              -32602);
    EXPECT_EQ(call(socket, "order.cancel_on_disconnect", {{"enabled", true}})["result"]["enabled"],
              true);
    call(socket, "order.create", body("BUY", "59000", "0.01"));

    EXPECT_TRUE(socket.peer->cancel_on_disconnect);
    EXPECT_EQ(socket.peer->orders.size(), 1U);
    EXPECT_FALSE(open_private().peer->cancel_on_disconnect);
}

TEST_F(ParadexSocket, LosesTheAnswerToAnOrderByAFault) {
    const Socket socket = open_private();
    faults.order(Fault::accept_then_drop_reply, 1, {}, exchange.now());
    const Tree frame{{"jsonrpc", "2.0"},
                     {"id", 1},
                     {"method", "order.create"},
                     {"params", body("BUY", "59000", "0.01")}};

    EXPECT_FALSE(talk.hear(*socket.peer, frame.dump(), exchange.now(), exchange.now()));

    EXPECT_TRUE(socket.line->answers.empty());
    EXPECT_EQ(exchange.open_orders(0).size(), 1U);
}

TEST_F(ParadexSocket, NeverFallsOverNonsense) {
    const Socket socket = open_private();
    const std::string good =
        Tree{{"jsonrpc", "2.0"},
             {"id", 1},
             {"method", "order.create"},
             {"params", body("BUY", "59000", "0.01", {{"flags", {"REDUCE_ONLY"}}})}}
            .dump();
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string spoilt = good;
        spoilt[i] = spoilt[i] == '"' ? '7' : '"';
        talk.hear(*socket.peer, spoilt, exchange.now(), exchange.now());
        talk.hear(*socket.peer, good.substr(0, i), exchange.now(), exchange.now());
    }

    EXPECT_EQ(socket.line->answers.size(), 2 * good.size());
}

}  // namespace
}  // namespace twinleg::sim::wire::paradex::test
