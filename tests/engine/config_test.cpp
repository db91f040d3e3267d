// Everything that decides what an engine does, as text and back.

#include "engine/config.h"

#include <gtest/gtest.h>

#include "tests/support/instruments.h"

namespace twinleg::engine {
namespace {

using test::inverse;
using test::linear;
using test::notional;
using test::quantity;

// Nothing in it is at its default where that can be told apart.
Config unusual() {
    Config c;
    c.venues = {{.id = {0}, .name = "a", .validity = seconds(5), .nonces = exec::NonceRule::strict},
                {.id = {1}, .name = "b", .answers_have_time = false, .orders_per_minute = 77}};
    c.venues[1].nonce_keys = 3;
    c.venues[1].dead_man = {.ahead = minutes(6), .renew_after = seconds(90), .one_slot = true};
    c.instruments = {{linear(0, 0, "a"), {}}, {inverse(1, 1, "b"), {}}};
    c.instruments[0].instrument.maker_fee = -basis_points(2);
    c.instruments[0].instrument.reduce_only_below_minimum = true;
    c.instruments[1].book.sequence = book::SequenceRule::previous_id;
    c.instruments[1].book.stale_after = milliseconds(1234);
    c.exec.pair_quantity = quantity("0.123");
    c.exec.on_exit = exec::OnExit::cancel_only;
    c.risk.daily_loss = notional("12.5");
    c.risk.breaker_pause = minutes(7);
    c.strategy = "market-spread";
    c.parameters = {{"size", "0.1"}, {"note", "a=b"}};
    return c;
}

std::string without(const std::string& text, const std::string& key) {
    const auto from = ("\n" + text).find("\n" + key + "=");
    EXPECT_NE(from, std::string::npos) << key;
    return text.substr(0, from) + text.substr(text.find('\n', from) + 1);
}

TEST(EngineConfig, IsOfTheSameDeskWhereOnlyWhatVenuesTellAnewDiffers) {
    Config told = unusual();
    told.venues[0].round_trip = milliseconds(777);
    told.venues[0].validity = seconds(9);
    told.venues[1].orders_per_minute = 5;
    told.instruments[0].instrument.initial_margin = basis_points(333);
    told.instruments[1].instrument.taker_fee = basis_points(7);
    told.instruments[1].instrument.min_notional = notional("11");
    Config config = unusual();
    EXPECT_TRUE(config.same_desk(told));

    config.take_terms(told);

    EXPECT_EQ(config.to_text(), told.to_text());
}

TEST(EngineConfig, IsOfAnotherDeskWhereAPersonOrTheContractChangedSomething) {
    const auto changed = [](auto change) {
        Config other = unusual();
        change(other);
        return !unusual().same_desk(other);
    };

    EXPECT_TRUE(changed([](Config& c) { c.parameters["size"] = "0.2"; }));
    EXPECT_TRUE(changed([](Config& c) { c.risk.daily_loss = notional("13"); }));
    EXPECT_TRUE(changed([](Config& c) { c.instruments[0].instrument.tick = test::price("0.5"); }));
    EXPECT_TRUE(changed([](Config& c) { c.instruments[0].instrument.symbol = "ETH"; }));
    EXPECT_TRUE(changed([](Config& c) { c.venues[1].nonces = exec::NonceRule::gaps; }));
    EXPECT_TRUE(changed([](Config& c) { c.venues.pop_back(); }));
}

// Journals of earlier builds hold texts without them, and a restart compares texts.
TEST(EngineConfig, SaysNothingOfKeysAndDeadMansSwitchesWhereThereAreNone) {
    Config c = unusual();
    c.venues[1].nonce_keys = 1;
    c.venues[1].dead_man = {};

    const std::string text = c.to_text();

    EXPECT_EQ(text.find("nonce_keys"), std::string::npos);
    EXPECT_EQ(text.find("dead_man"), std::string::npos);
    ASSERT_TRUE(Config::from_text(text));
    EXPECT_EQ(Config::from_text(text)->venues[1].nonce_keys, 1);
}

TEST(EngineConfig, ComesBackFromItsText) {
    const std::string text = unusual().to_text();

    const auto read = Config::from_text(text);

    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->to_text(), text);
    EXPECT_EQ(read->venues[0].nonces, exec::NonceRule::strict);
    EXPECT_EQ(read->venues[1].id.value, 1);
    EXPECT_EQ(read->venues[1].orders_per_minute, 77U);
    EXPECT_FALSE(read->venues[1].answers_have_time);
    EXPECT_EQ(read->venues[1].nonce_keys, 3);
    EXPECT_EQ(read->venues[1].dead_man.ahead, minutes(6));
    EXPECT_EQ(read->venues[1].dead_man.renew_after, seconds(90));
    EXPECT_TRUE(read->venues[1].dead_man.one_slot);
    EXPECT_EQ(read->venues[0].nonce_keys, 1);
    EXPECT_EQ(read->instruments[1].instrument.id.value, 1);
    EXPECT_EQ(read->instruments[1].instrument.kind, ContractKind::inverse);
    EXPECT_EQ(read->instruments[0].instrument.maker_fee, -basis_points(2));
    EXPECT_EQ(read->instruments[1].book.stale_after, milliseconds(1234));
    EXPECT_EQ(read->exec.pair_quantity, quantity("0.123"));
    EXPECT_EQ(read->exec.on_exit, exec::OnExit::cancel_only);
    EXPECT_EQ(read->risk.daily_loss, notional("12.5"));
    EXPECT_EQ(read->risk.breaker_pause, minutes(7));
    EXPECT_EQ(read->parameters, unusual().parameters);
}

TEST(EngineConfig, NamesEveryKeyThatIsMissing) {
    const std::string text = unusual().to_text();
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
        const std::string key = text.substr(at, text.find('=', at) - at);
        if (key.starts_with("parameter.")) continue;
        const bool later = key.ends_with("nonce_keys") || key.find("dead_man") != key.npos;
        if (later) continue;  // than the first journals

        const auto read = Config::from_text(without(text, key));

        ASSERT_FALSE(read) << key;
        EXPECT_EQ(read.error().code, Errc::missing) << key;
        EXPECT_NE(read.error().message.find(key), std::string::npos) << read.error().message;
    }
}

TEST(EngineConfig, NamesTheKeyWhoseValueItCannotRead) {
    for (const std::string key :
         {"exec.block_ns", "risk.daily_loss", "instrument.1.tick", "venue.0.nonces", "venues"}) {
        const auto read = Config::from_text(without(unusual().to_text(), key) + key + "=soon\n");

        ASSERT_FALSE(read) << key;
        EXPECT_EQ(read.error().code, Errc::malformed) << key;
        EXPECT_NE(read.error().message.find(key), std::string::npos) << read.error().message;
    }
}

TEST(EngineConfig, RefusesWhatItDoesNotKnow) {
    const auto unknown = Config::from_text(unusual().to_text() + "risk.luck=7\n");
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().message.find("risk.luck"), std::string::npos);

    const auto no_pair = Config::from_text(unusual().to_text() + "luck\n");
    ASSERT_FALSE(no_pair);
    EXPECT_NE(no_pair.error().message.find("luck"), std::string::npos);

    EXPECT_EQ(Config::from_text("venues=65\ninstruments=2\n").error().code, Errc::out_of_range);
}

}  // namespace
}  // namespace twinleg::engine
