// Onboarding, login, tokens.

#include "tests/sim/wire/paradex/desk.h"

namespace twinleg::sim::wire::paradex::test {
namespace {

using ParadexGate = ParadexDesk;

void replace(std::vector<net::Header>& headers, std::string_view name, std::string value) {
    for (net::Header& each : headers)
        if (each.name == name) each.value = std::move(value);
}

TEST_F(ParadexGate, GivesATokenForASignatureOfTheMainKey) {
    log_in();

    EXPECT_EQ(status, 200);
    EXPECT_EQ(std::ranges::count(token, '.'), 2);
    EXPECT_EQ(get("account")["account"], address.to_hex());
}

TEST_F(ParadexGate, TakesTheMainKeyWhereThePathNamesNone) {
    const Tree answer = send("POST", "auth", {}, headers(kMainKey));

    EXPECT_EQ(status, 200);
    EXPECT_TRUE(answer.contains("jwt_token"));
}

TEST_F(ParadexGate, LetsASubkeySignForItsAccount) {
    log_in(kSubkey);
    ASSERT_EQ(status, 200);

    EXPECT_EQ(place("BUY", "59000", "0.01")["status"], "NEW");
}

TEST_F(ParadexGate, HoldsOrdersAgainstTheKeyOfTheLogin) {
    log_in(kSubkey);
    signs_with = kMainKey;

    EXPECT_EQ(code(place("BUY", "59000", "0.01")), "INVALID_ORDER_SIGNATURE");
}

TEST_F(ParadexGate, RefusesAKeyThatIsNotTheAccounts) {
    const std::string path = "auth/" + public_key(kOtherKey).to_hex();

    EXPECT_EQ(code(send("POST", path, {}, headers(kOtherKey))), "INVALID_SUBKEY");
}

TEST_F(ParadexGate, RefusesASignatureOfAnotherKey) {
    const std::string path = "auth/" + public_key(kMainKey).to_hex();

    EXPECT_EQ(code(send("POST", path, {}, headers(kSubkey))),
              "STARKNET_SIGNATURE_VERIFICATION_FAILED");
    EXPECT_EQ(status, 401);
}

TEST_F(ParadexGate, LetsNobodyInWithARevokedKey) {
    bool revoked = true;
    gate.revoke_while([&] { return revoked; });
    EXPECT_EQ(code(send("POST", "auth", {}, headers(kMainKey))), "INVALID_SUBKEY");

    revoked = false;

    EXPECT_TRUE(send("POST", "auth", {}, headers(kMainKey)).contains("jwt_token"));
}

TEST_F(ParadexGate, RefusesHeadersThatAreMissingOrWrong) {
    const std::pair<const char*, const char*> wrong[] = {
        {"PARADEX-STARKNET-ACCOUNT", "INVALID_STARKNET_ADDRESS"},
        {"PARADEX-STARKNET-SIGNATURE", "INVALID_STARKNET_SIGNATURE"},
        {"PARADEX-TIMESTAMP", "INVALID_TIMESTAMP"},
    };
    for (const auto& [name, expected] : wrong) {
        auto given = headers(kMainKey);
        replace(given, name, "nonsense");
        EXPECT_EQ(code(send("POST", "auth", {}, given)), expected) << name;
    }
}

TEST_F(ParadexGate, RefusesALoginThatExpiredOrLivesTooLong) {
    auto late = headers(kMainKey);
    replace(late, "PARADEX-SIGNATURE-EXPIRATION", std::to_string(now_s() - 1));
    EXPECT_EQ(code(send("POST", "auth", {}, late)), "INVALID_TIMESTAMP");

    auto long_lived = headers(kMainKey);
    replace(long_lived, "PARADEX-SIGNATURE-EXPIRATION", std::to_string(now_s() + 8 * 86'400));
    EXPECT_EQ(code(send("POST", "auth", {}, long_lived)), "INVALID_TIMESTAMP");
}

TEST_F(ParadexGate, VoidsATokenAfterFiveMinutes) {
    log_in();
    pass(seconds(299));
    get("account");
    EXPECT_EQ(status, 200);

    pass(seconds(2));

    EXPECT_EQ(code(get("account")), "INVALID_TOKEN");
    EXPECT_EQ(status, 401);
}

TEST_F(ParadexGate, AsksForATokenInTheVenuesWords) {
    const Tree answer = get("orders");

    EXPECT_EQ(answer["error"], "INVALID_TOKEN");
    EXPECT_EQ(answer["message"], "invalid bearer jwt: missing value in request header");
}

TEST_F(ParadexGate, OnboardsAnAccountThatFollowsFromItsKey) {
    constexpr const char* kNew = "0x5555555555555555";
    const Felt made = address_of_key(kNew);
    const auto given = login_headers(gate.hashes(), kNew, made, now_s());
    EXPECT_EQ(code(send("POST", "auth", {}, given)), "NOT_ONBOARDED");

    const std::string body = Tree{{"public_key", public_key(kNew).to_hex()}}.dump();
    const std::vector<net::Header> signed_by_it{
        {"PARADEX-ETHEREUM-ACCOUNT", "0xd2c7314539dCe7752c8120af4eC2AA750Cf2035e"},
        {"PARADEX-STARKNET-ACCOUNT", made.to_hex()},
        {"PARADEX-STARKNET-SIGNATURE", sign_as(kNew, gate.hashes().onboarding(made))}};
    send_raw("POST", "onboarding", body, signed_by_it);
    EXPECT_EQ(status, 200);
    send_raw("POST", "onboarding", body, signed_by_it);
    EXPECT_EQ(status, 200);  // a second time alike

    token = send("POST", "auth", {}, given).value("jwt_token", "");
    EXPECT_EQ(get("account")["account_value"], "0");
}

TEST_F(ParadexGate, DoesNotOnboardAnAddressThatIsNotTheKeys) {
    constexpr const char* kNew = "0x5555555555555555";
    const Felt wrong = Felt::of(4711);

    const Tree answer =
        send("POST", "onboarding", Tree{{"public_key", public_key(kNew).to_hex()}}.dump(),
             {{"PARADEX-ETHEREUM-ACCOUNT", "0xd2c7314539dCe7752c8120af4eC2AA750Cf2035e"},
              {"PARADEX-STARKNET-ACCOUNT", wrong.to_hex()},
              {"PARADEX-STARKNET-SIGNATURE", sign_as(kNew, gate.hashes().onboarding(wrong))}});

    EXPECT_EQ(code(answer), "INVALID_STARKNET_ADDRESS");
}

TEST_F(ParadexGate, TellsTheAddressOfAPublicKey) {
    const Tree answer =
        get("onboarding?account_signer_type=starknet&public_key=" + public_key(kMainKey).to_hex());

    EXPECT_EQ(answer["address"], address.to_hex());
    EXPECT_EQ(answer["exists"], true);
}

TEST(ParadexLimits, FillAgainEvenlyAndSayWhen) {
    Limits limits(true);
    const Time start = kStart;
    for (int i = 0; i < 120; ++i)
        ASSERT_TRUE(limits.take(Limits::Kind::private_read, "a", start).allowed) << i;

    const auto refused = limits.take(Limits::Kind::private_read, "a", start);
    EXPECT_FALSE(refused.allowed);
    EXPECT_TRUE(limits.take(Limits::Kind::private_read, "b", start).allowed);  // another account

    // 120 a second, and 600 a minute: the second's next comes after 1/120 s.
    EXPECT_FALSE(limits.take(Limits::Kind::private_read, "a", start + milliseconds(8)).allowed);
    EXPECT_TRUE(limits.take(Limits::Kind::private_read, "a", start + milliseconds(9)).allowed);
}

TEST(ParadexLimits, NameThemselvesInTheHeaders) {
    Limits limits(true);
    const auto headers = limit_headers(limits.take(Limits::Kind::login, "a", kStart), kStart);

    ASSERT_EQ(headers.size(), 4U);
    EXPECT_EQ(headers[0].name, "X-RateLimit-Limit");
    EXPECT_EQ(headers[0].value, "600");
    EXPECT_EQ(headers[1].value, "599");
    EXPECT_EQ(headers[3].value, "60");
}

class ParadexLimited : public ParadexDesk {
protected:
    ParadexLimited() : ParadexDesk(true) {}
};

TEST_F(ParadexLimited, AnswersTheRequestThatIsTooMuch) {
    log_in();
    for (int i = 0; i < 120; ++i)
        get("account");
    EXPECT_EQ(status, 200);

    const auto refused = send_raw("GET", "account");

    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(Tree::parse(refused.body)["error"], "RATE_LIMIT_EXCEEDED");
    EXPECT_EQ(net::find_header(refused.headers, "Retry-After"), "1");
    EXPECT_EQ(net::find_header(refused.headers, "X-RateLimit-Remaining"), "0");
}

}  // namespace
}  // namespace twinleg::sim::wire::paradex::test
