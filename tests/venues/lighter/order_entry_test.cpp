// Orders and questions over real sockets, at a venue that does as it is told.

#include "core/money.h"
#include "tests/venues/lighter/connector_desk.h"
#include "venues/lighter/sign.h"

namespace twinleg::venues::lighter {
namespace {

using ::testing::HasSubstr;

class LighterOrders : public ConnectorDesk {};
class LighterQuestions : public ConnectorDesk {};

TEST_F(LighterOrders, GoOutOnTheSocketAsSignedTransactions) {
    open();
    place(4711, 17, TimeInForce::post_only, Role::maker);

    const auto report = next<OrderReport>();

    EXPECT_EQ(report.word, OrderWord::accepted);
    EXPECT_EQ(report.source, Source::reply);
    EXPECT_EQ(report.client_order_id.value, 4711u);
    EXPECT_EQ(venue.count(R"("ClientOrderIndex":4711,"BaseAmount":1000,"Price":1000,"IsAsk":1)"),
              1u);
    EXPECT_EQ(venue.count(R"("Nonce":17,)"), 1u);
    EXPECT_EQ(venue.count(R"("L2TxAttributes":{"4":1})"), 1u);  // gaps do not matter
}

TEST_F(LighterOrders, GoOutByRestWhereThatIsWanted) {
    transport = "rest";
    venue.answer("/api/v1/sendTx", R"({"code":200,"tx_hash":"ab"})");
    open();
    place(4711, 17);

    EXPECT_EQ(next<OrderReport>().word, OrderWord::accepted);
    ASSERT_NE(venue.last("/api/v1/sendTx"), nullptr);
    EXPECT_THAT(venue.last("/api/v1/sendTx")->body, HasSubstr("tx_type=14&tx_info=%7B"));
    EXPECT_EQ(venue.count("sendtx"), 0u);
}

TEST_F(LighterOrders, GoOutByRestWhileTheSocketIsDown) {
    venue.answer("/api/v1/sendTx", R"({"code":200,"tx_hash":"ab"})");
    open();
    venue.greets = false;
    venue.cut_sockets();
    ASSERT_TRUE(until([&] { return !up(Stream::account); }));

    place(4711, 17);

    EXPECT_EQ(next<OrderReport>().word, OrderWord::accepted);
    EXPECT_NE(venue.last("/api/v1/sendTx"), nullptr);
}

TEST_F(LighterOrders, AreRejectedWithTheReasonOfTheCode) {
    open();
    venue.transaction_answer = R"("error":{"code":21739,"message":"not enough margin"})";
    place(4711, 17);
    const auto report = next<OrderReport>();

    EXPECT_EQ(report.word, OrderWord::rejected);
    EXPECT_EQ(report.reason, Reason::margin);
}

TEST_F(LighterOrders, AskTheNextNonceToTellAUsedOneFromAGap) {
    open();
    venue.transaction_answer = R"("error":{"code":21104,"message":"invalid nonce"})";
    place(4711, 16);
    EXPECT_EQ(next<OrderReport>().reason, Reason::nonce_used);  // the next is 17
    place(4712, 18);
    EXPECT_EQ(next<OrderReport>().reason, Reason::nonce_gap);
}

TEST_F(LighterOrders, AreInDoubtWhenTheSocketBreaksBeforeTheAnswer) {
    open();
    venue.transaction_answer.clear();
    place(4711, 17);
    ASSERT_TRUE(until([&] { return venue.count("sendtx") == 1; }));
    venue.cut_sockets();

    const auto failed = next<SendFailed>();

    EXPECT_EQ(failed.outcome, SendOutcome::unknown);
    EXPECT_EQ(failed.client_order_id.value, 4711u);
    EXPECT_FALSE(failed.was_cancel);
}

TEST_F(LighterOrders, AreInDoubtAfterAServerErrorAndNotAfterARefusal) {
    transport = "rest";
    open();
    venue.answer("/api/v1/sendTx", "<html>bad gateway</html>", 502);
    place(4711, 17);
    EXPECT_EQ(next<SendFailed>().outcome, SendOutcome::unknown);
    venue.drop("/api/v1/sendTx");
    place(4712, 18);
    EXPECT_EQ(next<SendFailed>().outcome, SendOutcome::unknown);
    venue.answer("/api/v1/sendTx", R"({"code":21706,"message":"invalid order base amount"})", 400);
    place(4713, 19);
    EXPECT_EQ(next<OrderReport>().reason, Reason::below_minimum);
}

TEST_F(LighterOrders, WaitAfterTooManyForAsLongAsTheVenueSays) {
    transport = "rest";
    venue.answer("/api/v1/sendTx", R"({"code":23000,"message":"Too Many Requests!"})", 429,
                 {{"Retry-After", "60"}});
    open();
    place(4711, 17);
    const auto report = next<OrderReport>();
    place(4712, 18);
    const auto failed = next<SendFailed>();

    EXPECT_EQ(report.reason, Reason::rate_limited);
    EXPECT_EQ(failed.outcome, SendOutcome::never_sent);
    EXPECT_EQ(failed.client_order_id.value, 4712u);
}

TEST_F(LighterOrders, TakeAnErrorThatNamesNobodyForTheOnlyOneThatWaits) {
    open();
    venue.transaction_answer.clear();
    place(4711, 17);
    ASSERT_TRUE(until([&] { return venue.count("sendtx") == 1; }));
    venue.tell_all(R"({"error":{"code":21120,"message":"invalid signature"}})");
    EXPECT_EQ(next<OrderReport>().reason, Reason::other);

    place(4712, 18);
    connector().flush(loop.now());
    place(4713, 19);
    ASSERT_TRUE(until([&] { return venue.count("sendtx") == 3; }));
    venue.tell_all(R"({"error":{"code":21739,"message":"not enough margin"}})");
    ASSERT_TRUE(until([&] { return all<SendFailed>().size() == 2; }));
    EXPECT_EQ(all<SendFailed>()[0].outcome, SendOutcome::unknown);
}

TEST_F(LighterOrders, AreCancelledByOurIdUntilTheVenuesIsKnown) {
    open();
    connector().cancel({.client_order_id = {4711}, .nonce = 17}, loop.now());
    connector().flush(loop.now());
    connector().cancel({.client_order_id = {4711},
                        .venue_order_id = VenueOrderId::from("844421200000022").value(),
                        .nonce = 18},
                       loop.now());

    ASSERT_TRUE(until([&] { return venue.count("sendtx") == 2; }));
    EXPECT_EQ(venue.count(R"("tx_type":15)"), 2u);
    EXPECT_EQ(venue.count(R"("Index":4711,)"), 1u);
    EXPECT_EQ(venue.count(R"("Index":844421200000022,)"), 1u);
    EXPECT_TRUE(all<OrderReport>().empty());  // the order's end comes by the stream
}

// --- Batches.

// The hash as the venue would list it, from the tx_info texts that were sent.
class LighterBatches : public ConnectorDesk {
protected:
    void two_in_a_step() {
        place(4711, 17);
        connector().cancel({.client_order_id = {4700}, .nonce = 18}, loop.now());
        connector().flush(loop.now());
    }
};

TEST_F(LighterBatches, CarryWhatOneStepWantsInTheOrderOfItsNonces) {
    venue.transaction_answer = "";
    open();
    two_in_a_step();

    ASSERT_TRUE(until([&] { return venue.count("jsonapi/sendtxbatch") == 1; }));
    EXPECT_EQ(venue.count("jsonapi/sendtx\""), 0u);
    const std::string& frame = venue.frames.back();
    EXPECT_NE(frame.find(R"("tx_types":"[14, 15]")"), std::string::npos) << frame;
    EXPECT_LT(frame.find(R"(\\\"Nonce\\\":17)"), frame.find(R"(\\\"Nonce\\\":18)")) << frame;
    venue.tell_all(R"({"type":"jsonapi/sendtxbatch","id":"1","code":200})");
    EXPECT_EQ(next<OrderReport>().word, OrderWord::accepted);
    EXPECT_TRUE(all<SendFailed>().empty());
}

TEST_F(LighterBatches, GoByRestAsWell) {
    transport = "rest";
    venue.answer("/api/v1/sendTxBatch", R"({"code":200})");
    open();
    two_in_a_step();

    EXPECT_EQ(next<OrderReport>().word, OrderWord::accepted);
    const auto* sent = venue.last("/api/v1/sendTxBatch");
    ASSERT_NE(sent, nullptr);
    EXPECT_TRUE(sent->body.starts_with("tx_types=%5B14%2C+15%5D&tx_infos=%5B")) << sent->body;
}

TEST_F(LighterBatches, AreAcceptedAsFarAsTheirListSays) {
    venue.transaction_answer = "";
    open();
    two_in_a_step();
    ASSERT_TRUE(until([&] { return venue.count("sendtxbatch") == 1; }));

    venue.tell_all(R"({"type":"jsonapi/sendtxbatch","id":"1","code":200,"tx_hash":["ab","cd"]})");

    ASSERT_TRUE(until([&] { return all<SendFailed>().size() == 2; }));
    for (const auto& failed : all<SendFailed>())
        EXPECT_EQ(failed.outcome, SendOutcome::unknown);
}

// Whose fault it was is not said, nor that nothing of it was taken.
TEST_F(LighterBatches, ThatAreRefusedLeaveEachTransactionInDoubt) {
    venue.transaction_answer = "";
    open();
    two_in_a_step();
    ASSERT_TRUE(until([&] { return venue.count("sendtxbatch") == 1; }));

    venue.tell_all(R"({"id":"1","error":{"code":21739,"message":"not enough margin"}})");

    ASSERT_TRUE(until([&] { return all<SendFailed>().size() == 2; }));
    EXPECT_FALSE(all<SendFailed>()[0].was_cancel);
    EXPECT_TRUE(all<SendFailed>()[1].was_cancel);
    for (const auto& failed : all<SendFailed>())
        EXPECT_EQ(failed.outcome, SendOutcome::unknown);
}

TEST_F(LighterBatches, ThatAreTooManyAreCertainlyNotDone) {
    venue.transaction_answer = "";
    open();
    two_in_a_step();
    ASSERT_TRUE(until([&] { return venue.count("sendtxbatch") == 1; }));

    venue.tell_all(R"({"id":"1","error":{"code":23000,"message":"too many requests"}})");

    EXPECT_EQ(next<OrderReport>().reason, Reason::rate_limited);
    ASSERT_EQ(all<SendFailed>().size(), 1u);
    EXPECT_EQ(all<SendFailed>()[0].outcome, SendOutcome::never_sent);
}

TEST_F(LighterBatches, HoldNoTransactionsOfTwoKeysOrWithAHoleBetween) {
    venue.transaction_answer = "";
    open();
    place(4711, 17);
    place(4712, 19);
    place(4713, make_nonce(1, 20));
    connector().flush(loop.now());

    ASSERT_TRUE(until([&] { return venue.count("jsonapi/sendtx\"") == 3; }));
    EXPECT_EQ(venue.count("sendtxbatch"), 0u);
}

// --- The dead man's switch.

TEST_F(LighterBatches, RenewTheDeadMansSwitchByOneBatch) {
    venue.transaction_answer = "";
    open();
    const Time at = loop.now() + minutes(6);
    connector().arm({.request = {1}, .nonce = 17}, loop.now());
    connector().arm({.request = {2}, .at = at, .nonce = 18}, loop.now());
    connector().flush(loop.now());

    ASSERT_TRUE(until([&] { return venue.count("sendtxbatch") == 1; }));
    const std::string& frame = venue.frames.back();
    EXPECT_NE(frame.find(R"("tx_types":"[16, 16]")"), std::string::npos) << frame;
    EXPECT_NE(frame.find(R"(\\\"TimeInForce\\\":2,\\\"Time\\\":0)"), std::string::npos) << frame;
    EXPECT_NE(
        frame.find(R"(\\\"TimeInForce\\\":1,\\\"Time\\\":)" + std::to_string(at.ns / 1'000'000)),
        std::string::npos)
        << frame;
    venue.tell_all(R"({"type":"jsonapi/sendtxbatch","id":"1","code":200})");
    ASSERT_TRUE(until([&] { return all<DeadManAnswer>().size() == 2; }));
    EXPECT_TRUE(all<DeadManAnswer>()[0].head.ok);
    EXPECT_TRUE(all<DeadManAnswer>()[1].head.ok);
    EXPECT_EQ(all<DeadManAnswer>()[1].head.request.value, 2u);
}

TEST_F(LighterOrders, DeadMansSwitchThatIsTakenIsRefusedForCertain) {
    open();
    venue.transaction_answer = R"("error":{"code":21712,"message":"cancel all already queued"})";
    connector().arm({.request = {1}, .at = loop.now() + minutes(6), .nonce = 17}, loop.now());

    const auto answer = next<DeadManAnswer>();
    EXPECT_FALSE(answer.head.ok);
    EXPECT_TRUE(answer.certain);
}

TEST_F(LighterOrders, DeadMansSwitchIsNotSetCloserThanTheVenueTakesIt) {
    open();
    connector().arm({.request = {1}, .at = loop.now() + minutes(4), .nonce = 17}, loop.now());

    const auto answer = next<DeadManAnswer>();
    EXPECT_TRUE(answer.certain);
    EXPECT_EQ(venue.count("sendtx"), 0u);
}

// --- Several keys.

TEST_F(LighterOrders, AreSignedWithTheKeyThatTheirNonceNames) {
    values["LIGHTER_API_KEY_INDEX"] = "3, 4";
    values["API_KEY_PRIVATE_KEY"] = std::string{kTestKey} + "," + std::string(78, '0') + "07";
    const auto second = Signer::create({.api_key_index = 4}, std::string(78, '0') + "07").value();
    venue.answer("/api/v1/apikeys",
                 R"({"code":200,"api_keys":[{"account_index":65,"api_key_index":3,"public_key":")" +
                     std::string{kTestPublicKey} +
                     R"("},{"account_index":65,"api_key_index":4,"public_key":")" +
                     second.public_key_hex() + R"("}]})");
    const auto described = describe();
    ASSERT_TRUE(described) << described.error().message;
    EXPECT_EQ(described->traits.nonce_keys, 2);
    EXPECT_EQ(described->account, "65 (keys 3, 4)");
    open();

    place(4711, make_nonce(1, 9));
    connector().flush(loop.now());
    ASSERT_TRUE(until([&] { return venue.count("sendtx") == 1; }));
    EXPECT_EQ(venue.count(R"("ApiKeyIndex":4)"), 1u);
    EXPECT_EQ(venue.count(R"("Nonce":9,)"), 1u);

    connector().ask({.request = {8}, .what = Question::nonce, .key = 1}, loop.now());
    EXPECT_EQ(next<NonceAnswer>().next, make_nonce(1, 17));
    EXPECT_NE(venue.last("/api/v1/nextNonce")->target.find("api_key_index=4"), std::string::npos);
}

TEST_F(LighterOrders, WantAKeyForEachIndex) {
    values["LIGHTER_API_KEY_INDEX"] = "3,4";
    EXPECT_THROW(connector(), std::invalid_argument);
}

TEST_F(LighterOrders, WantNoIndexTwice) {
    values["LIGHTER_API_KEY_INDEX"] = "3,3";
    values["API_KEY_PRIVATE_KEY"] = std::string{kTestKey} + "," + kTestKey;
    EXPECT_THROW(connector(), std::invalid_argument);
}

TEST_F(LighterOrders, ThatACancelDoesNotFindAreNotCalledDead) {
    open();
    venue.transaction_answer = R"("error":{"code":29404,"message":"not found"})";
    connector().cancel({.client_order_id = {4711}, .nonce = 17}, loop.now());
    const auto report = next<OrderReport>();

    EXPECT_EQ(report.word, OrderWord::accepted);
    EXPECT_EQ(report.reason, Reason::not_found);
}

TEST_F(LighterOrders, AreCancelledTogetherInOurMarketAlone) {
    open();
    connector().cancel_all({.request = {5}, .nonce = 17}, loop.now());
    const auto answer = next<CancelAllAnswer>();

    EXPECT_TRUE(answer.head.ok);
    EXPECT_EQ(answer.head.request.value, 5u);
    EXPECT_EQ(venue.count(R"("tx_type":16)"), 1u);
    EXPECT_EQ(venue.count(R"("L2TxAttributes":{"4":1,"5":1})"), 1u);
}

TEST_F(LighterOrders, NonceIsBurnedByCancellingWhatNeverWas) {
    open();
    connector().burn({.request = {6}, .nonce = 17}, loop.now());
    const auto burned = next<BurnAnswer>();
    venue.transaction_answer = R"("error":{"code":21104,"message":"invalid nonce"})";
    connector().burn({.request = {7}, .nonce = 17}, loop.now());
    const auto refused = next<BurnAnswer>();

    EXPECT_TRUE(burned.head.ok && burned.accepted);
    EXPECT_EQ(burned.nonce, 17);
    EXPECT_TRUE(refused.head.ok);
    EXPECT_FALSE(refused.accepted);
    EXPECT_EQ(venue.count(R"("Index":281474976710655,)"), 2u);
}

// --- Questions.

TEST_F(LighterQuestions, ReadPositionsAndBalanceByOneCall) {
    open();
    const std::size_t before = venue.requests.size();
    const Time now = loop.now();
    connector().ask({.request = {1}, .what = Question::positions}, now);
    connector().ask({.request = {2}, .what = Question::balance}, now);
    const auto held = next<PositionsAnswer>();
    ASSERT_TRUE(until([&] { return !all<BalanceAnswer>().empty(); }));

    EXPECT_TRUE(held.head.ok);
    ASSERT_EQ(held_.size(), 1u);  // the other market is not ours
    EXPECT_EQ(to_text(held_[0].quantity), "-0.0112");
    EXPECT_EQ(to_text(all<BalanceAnswer>()[0].free_collateral), "2410.395184");
    EXPECT_EQ(venue.requests.size(), before + 1);
}

TEST_F(LighterQuestions, FindAnOrderByItsId) {
    venue.answer(
        "/api/v1/accountOrders",
        R"({"code":200,"orders":[{"order_index":5,"client_order_index":4711,)"
        R"("market_index":1,"is_ask":true,"initial_base_amount":"1","status":"filled"}]})");
    open();
    ask(Question::order, 1, 4711);
    const auto found = next<OrderAnswer>();
    ask(Question::order, 2, 4712);
    const auto unknown = next<OrderAnswer>();

    EXPECT_TRUE(found.head.ok && found.found);
    EXPECT_EQ(found.report.word, OrderWord::filled);
    EXPECT_TRUE(unknown.head.ok);
    EXPECT_FALSE(unknown.found);
    EXPECT_THAT(venue.last("/api/v1/accountOrders")->target,
                HasSubstr("client_order_indexes=4712&account_index=65"));
}

TEST_F(LighterQuestions, LookAmongOpenAndEndedOrdersWhereTheCallIsUnknown) {
    venue.answer("/api/v1/accountOrders", R"({"code":29404,"message":"not found"})", 404);
    venue.answer("/api/v1/accountActiveOrders", R"({"code":200,"orders":[]})");
    venue.answer("/api/v1/accountInactiveOrders",
                 R"({"code":200,"orders":[{"order_index":5,"client_order_index":4711,)"
                 R"("market_index":1,"is_ask":true,"initial_base_amount":"1",)"
                 R"("status":"canceled-expired"}]})");
    open();
    ask(Question::order, 1, 4711);
    const auto found = next<OrderAnswer>();

    EXPECT_TRUE(found.head.ok && found.found);
    EXPECT_EQ(found.report.word, OrderWord::expired);
}

TEST_F(LighterQuestions, FailWholeAndAreNeverTakenForNone) {
    open();
    venue.answer("/api/v1/account", "{}", 500);
    ask(Question::positions, 1);
    EXPECT_FALSE(next<PositionsAnswer>().head.ok);
    venue.answer("/api/v1/accountActiveOrders", R"({"code":20001,"message":"auth expired"})", 400);
    ask(Question::open_orders, 2);
    EXPECT_FALSE(next<OpenOrdersAnswer>().head.ok);
    venue.answer("/api/v1/trades", R"({"code":200,"trades":[{"trade_id":1}]})");
    ask(Question::fills, 3);
    EXPECT_FALSE(next<FillsAnswer>().head.ok);
}

TEST_F(LighterQuestions, TakeAFreshTokenAfterOneWasRefused) {
    open();
    venue.answer("/api/v1/accountActiveOrders", R"({"code":20001,"message":"auth expired"})", 400);
    ask(Question::open_orders, 1);
    EXPECT_FALSE(next<OpenOrdersAnswer>().head.ok);
    const std::string first{venue.last("/api/v1/accountActiveOrders")->header("Authorization")};
    venue.answer("/api/v1/accountActiveOrders",
                 R"({"code":200,"orders":[{"order_index":5,"client_order_index":4711,)"
                 R"("market_index":1,"is_ask":false,"price":"99.5","initial_base_amount":"2",)"
                 R"("filled_base_amount":"0.5","status":"open"}]})");
    ask(Question::open_orders, 2);
    EXPECT_TRUE(next<OpenOrdersAnswer>().head.ok);

    EXPECT_NE(venue.last("/api/v1/accountActiveOrders")->header("Authorization"), first);
    ASSERT_EQ(open_.size(), 1u);
    EXPECT_EQ(to_text(open_[0].remaining), "1.5");
}

TEST_F(LighterQuestions, ReadFillsBackToTheTimeAskedForAndNoFurther) {
    const auto trade = [](int id, int second) {
        return R"({"trade_id":)" + std::to_string(id) +
               R"(,"market_id":1,"size":"1","price":"9",)" + R"("timestamp":)" +
               std::to_string(second * 1000) + R"(,"bid_account_id":65,"ask_account_id":1})";
    };
    venue.answer("/api/v1/trades", R"({"code":200,"next_cursor":"x=","trades":[)" + trade(3, 300) +
                                       "," + trade(2, 200) + "," + trade(1, 100) + "]}");
    open();
    ask(Question::fills, 1, 0, Time{} + seconds(150));
    const auto answer = next<FillsAnswer>();

    EXPECT_TRUE(answer.head.ok);
    ASSERT_EQ(fills_.size(), 2u);
    EXPECT_EQ(fills_[0].fill_id.view(), "3");
    EXPECT_EQ(answer.since, Time{} + seconds(150));

    // A list that never reaches that far is not an answer.
    ask(Question::fills, 2, 0, Time{} + seconds(50));
    EXPECT_FALSE(next<FillsAnswer>().head.ok);
    EXPECT_THAT(venue.last("/api/v1/trades")->target, HasSubstr("&cursor=x%3D"));
}

TEST_F(LighterQuestions, TellTheNextNonce) {
    open();
    ask(Question::nonce, 1);
    EXPECT_EQ(next<NonceAnswer>().next, 17);
}

}  // namespace
}  // namespace twinleg::venues::lighter
