// The objects we write have the shape of the recorded samples: every field of the sample is there,
// and of its kind.

#include "sim/wire/lighter/forms.h"

#include <gtest/gtest.h>

#include "tests/sim/wire/lighter/vectors.h"

namespace twinleg::sim::wire::lighter {
namespace {

// Whole numbers and decimal ones are one kind.
std::string kind_of(Json value) {
    if (value.is_number()) return "number";
    if (value.is_string()) return "text";
    if (value.is_bool()) return "flag";
    if (value.is_null()) return "null";
    return value.is_array() ? "list" : "object";
}

// Names and kinds of `wanted`'s fields are in `ours`, but for `optional` ones.
void expect_shape(Json wanted, Json ours, const std::vector<std::string_view>& optional = {}) {
    for (const auto [key, sample] : wanted.get_object()) {
        Json value;
        const std::string name{key};
        if (ours.at_key(key).get(value) != simdjson::SUCCESS) {
            EXPECT_NE(std::find(optional.begin(), optional.end(), key), optional.end())
                << name << " is missing in " << simdjson::minify(ours);
            continue;
        }
        EXPECT_EQ(kind_of(value), kind_of(sample)) << name;
    }
}

template <typename Write, typename... Given>
std::string text_of(Write write, const Given&... given) {
    JsonWriter json;
    write(json, given...);
    return json.text();
}

OrderRow sample_order() {
    return {.order_index = 844421200000022,
            .client_order_index = 77001,
            .market = 1,
            .owner = 65,
            .initial_base = 500,
            .filled_base = 120,
            .filled_quote = 96'012'000,
            .price = 800100,
            .is_ask = false,
            .type = OrderType::limit,
            .lifetime = Lifetime::post_only,
            .expiry_ms = 1795419200000,
            .status = OrderStatus::open,
            .nonce = 281474900000001,
            .block = 365200000,
            .created_ms = 1793000000100,
            .updated_us = 1793000000150456};
}

TradeRow sample_trade() {
    return {.trade_id = 36400000001,
            .tx_hash = std::string(80, 'a'),
            .market = 1,
            .size = 120,
            .price = 800123,
            .is_maker_ask = true,
            .taker = {.order_index = 844421200000022,
                      .client_order_index = 77001,
                      .account = 65,
                      .fee_rate = 280,
                      .position_before = 1000,
                      .entry_quote_before = 800'123'000,
                      .initial_margin_before = 500},
            .maker = {.order_index = 562953600000011,
                      .account = 4242,
                      .fee_rate = 40,
                      .position_before = -150000,
                      .entry_quote_before = -120'018'450'000,
                      .initial_margin_before = 200},
            .block = 365200000,
            .time_us = 1793000000123456};
}

AccountRow sample_account() {
    return {.index = 65,
            .l1_address = "0x00000000000000000000000000000000000000aa",
            .collateral = 2'500'000'000,
            .unrealized = 8'960,
            .initial_margin = 89'613'776,
            .maintenance_margin = 10'753'653,
            .position_value = 896'137'760,
            .open_orders = 1,
            .time_us = 1793000000150456,
            .positions = {{.market = 1,
                           .size = -1120,
                           .entry_quote = -896'146'720,
                           .value = 896'137'760,
                           .unrealized = 8'960,
                           .realized = 1'250'000,
                           .liquidation_price = 912345,
                           .initial_margin = 1000,
                           .open_orders = 1}}};
}

MarketStats sample_stats() {
    return {.mark = 800154,
            .index = 800201,
            .last = 800123,
            .best_bid = 800122,
            .best_ask = 800124,
            .open_interest = 208050000,
            .daily_low = 790001,
            .daily_high = 810002,
            .daily_open = 801686,
            .daily_trades = 690000,
            .daily_base = 730050000,
            .daily_quote = 584'000'000'250'000};
}

TEST(LighterForms, KeepEveryPlace) {
    EXPECT_EQ(decimal(-150000, 5), "-1.50000");
    EXPECT_EQ(decimal(0, 1), "0.0");
    EXPECT_EQ(decimal(7, 5), "0.00007");
    EXPECT_EQ(decimal(17, 0), "17");
    EXPECT_EQ(number(800123, 1), "80012.3");
    EXPECT_EQ(number(800100, 1), "80010");
    EXPECT_EQ(number(100, 0), "100");
}

TEST(LighterForms, AnOrderIsTheSamplesField) {
    DataFile file{"rest_samples.json"};
    const Json sample = file.root().at_pointer("/responses/GET accountActiveOrders/orders/0");

    const Document ours{text_of(write_order, sample_order())};

    EXPECT_EQ(simdjson::minify(ours.root()), simdjson::minify(sample));
}

TEST(LighterForms, ATradeIsTheSamplesField) {
    DataFile file{"rest_samples.json"};
    const Json sample = file.root().at_pointer("/responses/GET trades/trades/0");

    const Document ours{text_of(write_trade, sample_trade())};

    expect_shape(sample, ours.root());
    for (const char* same :
         {"/size", "/price", "/ask_id", "/bid_client_id_str", "/is_maker_ask", "/taker_fee",
          "/maker_fee", "/taker_position_size_before", "/maker_position_size_before",
          "/maker_entry_quote_before", "/timestamp"}) {
        const Json wanted = sample.at_pointer(same);
        EXPECT_EQ(ours.raw(same), simdjson::minify(wanted)) << same;
    }
    EXPECT_EQ(ours.text("/usd_amount"), "96.014760");
}

TEST(LighterForms, AFeeOfNothingIsLeftOut) {
    auto trade = sample_trade();
    trade.taker.fee_rate = 0;

    const Document ours{text_of(write_trade, trade)};

    EXPECT_FALSE(ours.has("/taker_fee"));
    EXPECT_TRUE(ours.has("/maker_fee"));
    EXPECT_FALSE(ours.has("/taker_position_sign_changed"));
}

TEST(LighterForms, AnAccountIsTheSamplesField) {
    DataFile file{"rest_samples.json"};
    const Json sample = file.root().at_pointer("/responses/GET account/accounts/0");

    const Document ours{text_of(write_account, sample_account())};

    expect_shape(sample, ours.root());
    const Json position = sample.at_pointer("/positions/0");
    expect_shape(position, ours.at("/positions/0"));
    for (const char* same :
         {"/collateral", "/available_balance", "/total_asset_value",
          "/cross_initial_margin_requirement", "/positions/0/position", "/positions/0/sign",
          "/positions/0/avg_entry_price", "/positions/0/initial_margin_fraction",
          "/positions/0/position_value", "/positions/0/unrealized_pnl", "/assets"}) {
        const Json wanted = sample.at_pointer(same);
        EXPECT_EQ(ours.raw(same), simdjson::minify(wanted)) << same;
    }
}

TEST(LighterForms, AFlatPositionIsListedWithoutPrice) {
    const Document ours{text_of(write_position, PositionRow{.market = 0})};

    EXPECT_EQ(ours.text("/position"), "0.0000");
    EXPECT_EQ(ours.text("/avg_entry_price"), "0.00");
    EXPECT_EQ(ours.number("/sign"), 1);
}

TEST(LighterForms, MarketsAreTheSamplesFields) {
    DataFile file{"rest_samples.json"};
    const Json details =
        file.root().at_pointer("/responses/GET orderBookDetails/order_book_details/0");
    const Json book = file.root().at_pointer("/responses/GET orderBooks/order_books/0");
    const MarketStats stats = sample_stats();

    const Document with{text_of(write_order_book, *find_market("BTC"), &stats)};
    const MarketStats* none = nullptr;
    const Document without{text_of(write_order_book, *find_market("BTC"), none)};

    expect_shape(details, with.root());
    EXPECT_EQ(with.text("/min_base_amount"), "0.00007");
    EXPECT_EQ(with.raw("/last_trade_price"), "80012.3");
    EXPECT_EQ(with.raw("/daily_price_change"), "-0.194");
    EXPECT_EQ(simdjson::minify(without.root()), simdjson::minify(book));
}

TEST(LighterForms, StatisticsAreTheSamplesFields) {
    DataFile file{"ws_samples.json"};
    DataFile rest{"rest_samples.json"};
    for (const Json row : file.root()["frames"].get_array()) {
        const Json frame = row["frame"];
        std::string_view type;
        if (frame["type"].get_string().get(type) != simdjson::SUCCESS) continue;
        if (type == "update/user_stats") {
            const Document ours{text_of(write_user_stats, sample_account())};
            EXPECT_EQ(simdjson::minify(ours.root()), simdjson::minify(Json{frame["stats"]}));
        }
        if (type == "update/market_stats" &&
            std::string_view{frame["channel"]} != "market_stats:all") {
            const Document ours{text_of(write_market_stats, *find_market("BTC"), sample_stats())};
            expect_shape(frame["market_stats"], ours.root());
            EXPECT_EQ(ours.text("/mid_price"), "80012.3");
        }
    }
    const Json sample = rest.root().at_pointer("/responses/GET exchangeStats/order_book_stats/0");
    const Document ours{text_of(write_exchange_stats, *find_market("BTC"), sample_stats())};
    expect_shape(sample, ours.root());
}

TEST(LighterForms, SmallOnesAreTheSamplesFields) {
    DataFile rest{"rest_samples.json"};
    const Json candle = rest.root().at_pointer("/responses/GET candles/c/0");
    const Json simple = rest.root().at_pointer("/responses/GET orderBookOrders/asks/0");
    const Json tx = rest.root().at_pointer("/responses/GET tx");

    const Document ours{text_of(write_candle, *find_market("BTC"),
                                Candle{.start_ms = 1793000000000,
                                       .open = 800100,
                                       .high = 800205,
                                       .low = 800011,
                                       .close = 800123,
                                       .base = 150000,
                                       .quote = 120'018'450'000,
                                       .last_trade = 36400000001})};
    EXPECT_EQ(simdjson::minify(ours.root()), simdjson::minify(candle));
    const Document row{text_of(write_simple_order, sample_order())};
    expect_shape(simple, row.root());
    JsonWriter fields;
    fields.object().field("code", 200);
    write_tx_fields(fields, TxRow{.type = TxType::create_order});
    fields.end_object();
    const Document our_tx{fields.text()};
    expect_shape(tx, our_tx.root(), {"committed_at", "verified_at"});
}

TEST(LighterRefusal, HasTheVenuesForms) {
    const Refusal nonce = refusal(Code::invalid_nonce);

    EXPECT_EQ(nonce.json(), R"({"code":21104,"message":"invalid nonce"})");
    EXPECT_EQ(nonce.frame(), R"({"error":{"code":21104,"message":"invalid nonce"}})");
    EXPECT_EQ(nonce.frame("\"8\""),
              R"({"error":{"code":21104,"message":"invalid nonce"},"id":"8"})");
    EXPECT_EQ(nonce.http_status(), 400);
    EXPECT_EQ(refusal(Code::too_many_requests).http_status(), 429);
    EXPECT_EQ(refusal(Code::ws_already_subscribed, "height").frame(),
              R"({"error":{"code":30003,"message":"Already Subscribed to : height"}})");
}

}  // namespace
}  // namespace twinleg::sim::wire::lighter
