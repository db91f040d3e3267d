#pragma once
// A connector at a fake venue, on one loop: verbs for its tests.

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/event.h"
#include "risk/gate.h"
#include "tests/venues/lighter/fake_venue.h"
#include "venues/lighter/lighter.h"

namespace twinleg::venues::lighter {

inline constexpr const char* kTestKey =
    "ba043e9d52b14ee57c62545d7be956a05f0cb2afc88a828b32314646dc631bceb013c1cf6589a745";
inline constexpr const char* kTestPublicKey =
    "f2cb1ce491da22fffc24540a1d26282b2392f03fe8213361705695727761fb4ba5f260aa865caefe";

class ConnectorDesk : public ::testing::Test {
protected:
    ConnectorDesk() : venue(loop) {
        venue.answer("/", R"({"status":200,"network_id":1,"timestamp":)" +
                              std::to_string(loop.now().ns / 1'000'000'000) + "}");
        market("BTC", 1, 5, 1);
        venue.answer("/api/v1/account",
                     R"({"code":200,"total":1,"accounts":[{"code":0,"index":65,)"
                     R"("available_balance":"2410.395184","total_asset_value":"2500.008960",)"
                     R"("positions":[{"market_id":1,"sign":-1,"position":"0.01120",)"
                     R"("initial_margin_fraction":"10.00"},{"market_id":0,"sign":1,)"
                     R"("position":"3.0000"}]}]})");
        venue.answer("/api/v1/apikeys", keys(3, kTestPublicKey));
        venue.answer("/api/v1/accountLimits",
                     R"({"code":200,"user_tier_name":"premium","current_maker_fee_tick":40,)"
                     R"("current_taker_fee_tick":280})");
        venue.answer("/api/v1/nextNonce", R"({"code":200,"nonce":17})");
        venue.first_frame("order_book/1",
                          book_frame("subscribed", 10, 0, R"([{"price":"100.2","size":"1"}])",
                                     R"([{"price":"100.0","size":"2"}])"));
        for (const std::string topic :
             {"account_all_orders", "account_all_trades", "account_all_positions", "account_all"}) {
            venue.first_frame(topic + "/65", R"({"channel":")" + topic +
                                                 R"(:65","type":"subscribed/)" + topic + R"("})");
        }
    }

    static std::string keys(int index, std::string_view public_key) {
        return R"({"code":200,"api_keys":[{"account_index":65,"api_key_index":)" +
               std::to_string(index) + R"(,"nonce":1,"public_key":")" + std::string{public_key} +
               R"("}]})";
    }
    void market(const std::string& name, int id, int size_decimals, int price_decimals,
                const std::string& status = "active") {
        venue.answer("/api/v1/orderBookDetails",
                     R"({"code":200,"order_book_details":[{"symbol":"ETH","market_id":0,)"
                     R"("market_type":"perp","status":"active","size_decimals":4,)"
                     R"("price_decimals":2},{"symbol":")" +
                         name + R"(","market_id":)" + std::to_string(id) +
                         R"(,"market_type":"perp","status":")" + status + R"(","size_decimals":)" +
                         std::to_string(size_decimals) + R"(,"price_decimals":)" +
                         std::to_string(price_decimals) +
                         R"(,"min_base_amount":"0.00007","min_quote_amount":"10.000000",)"
                         R"("default_initial_margin_fraction":500,)"
                         R"("maintenance_margin_fraction":120}]})");
    }
    static std::string book_frame(const std::string& kind, int nonce, int begin,
                                  const std::string& asks, const std::string& bids) {
        return R"({"channel":"order_book:1","order_book":{"asks":)" + asks + R"(,"bids":)" + bids +
               R"(,"nonce":)" + std::to_string(nonce) + R"(,"begin_nonce":)" +
               std::to_string(begin) + R"(},"timestamp":1,"type":")" + kind + R"(/order_book"})";
    }

    // Makes the connector with what the test has set.
    Connector& connector() {
        if (!connector_) {
            credentials_.emplace(values);
            connector_ = make_connector(setup());
        }
        return *connector_;
    }
    venues::Setup setup() {
        if (!credentials_) credentials_.emplace(values);
        return {.loop = loop,
                .inbox = inbox,
                .credentials = *credentials_,
                .slot = {.coin = "BTC", .symbol = symbol},
                .endpoints = {.rest = venue.rest(), .ws = venue.ws()},
                .trading = trading,
                .order_transport = transport,
                .options = options};
    }

    // Runs the loop until `done` says so; a test that waits for what never comes fails.
    template <typename Done>
    bool until(Done done) {
        const Time limit = loop.now() + seconds(20);
        while (!done()) {
            if (loop.now() > limit) return false;
            loop.run(milliseconds(20));
            take();
        }
        return true;
    }
    Result<Description> describe() {
        std::optional<Result<Description>> out;
        connector().describe([&](Result<Description> d) { out = std::move(d); });
        EXPECT_TRUE(until([&] { return out.has_value(); }));
        return out.value_or(fail(Errc::timed_out, "no description"));
    }
    // describe(), open(), and both streams up.
    void open() {
        const auto described = describe();
        ASSERT_TRUE(described) << described.error().message;
        connector().open();
        ASSERT_TRUE(until([&] { return up(Stream::market) && (!trading || up(Stream::account)); }));
    }

    void take() {
        Event event;
        while (inbox.pop(event)) {
            if (const auto* status = std::get_if<StreamStatus>(&event.what))
                up_[static_cast<std::size_t>(status->stream)] = status->up;
            if (const auto* fills = std::get_if<FillsAnswer>(&event.what))
                fills_.assign(fills->fills.begin(), fills->fills.end());
            if (const auto* open = std::get_if<OpenOrdersAnswer>(&event.what))
                open_.assign(open->orders.begin(), open->orders.end());
            if (const auto* held = std::get_if<PositionsAnswer>(&event.what))
                held_.assign(held->positions.begin(), held->positions.end());
            if (const auto* delta = std::get_if<BookDelta>(&event.what))
                levels_ += delta->asks.size() + delta->bids.size();
            events.push_back(event);
        }
    }
    bool up(Stream stream) const { return up_[static_cast<std::size_t>(stream)]; }

    template <typename T>
    std::vector<T> all() const {
        std::vector<T> out;
        for (const Event& event : events)
            if (const auto* what = std::get_if<T>(&event.what)) out.push_back(*what);
        return out;
    }
    // The first event of a kind that comes from now on.
    template <typename T>
    T next() {
        const std::size_t before = all<T>().size();
        EXPECT_TRUE(until([&] { return all<T>().size() > before; }));
        const auto list = all<T>();
        return list.size() > before ? list[before] : T{};
    }

    // Through the gate, as everything that is sent.
    void place(std::uint64_t id, Nonce nonce, TimeInForce tif = TimeInForce::ioc,
               Role role = Role::neutralise) {
        const Order order{.client_order_id = {id},
                          .side = Side::sell,
                          .time_in_force = tif,
                          .role = role,
                          .price = Price::from_units(100),
                          .quantity = Quantity::from_raw(1'000'000),
                          .nonce = nonce,
                          .valid_until = loop.now() + seconds(6)};
        Instrument instrument{.tick = Price::from_raw(1'000'000'000),
                              .lot = Quantity::from_raw(1'000)};
        risk::Limits limits;
        risk::Gate gate{limits, {instrument}, {0}};
        const auto approved = gate.approve(order, {.now = loop.now(),
                                                   .mode = Mode::active,
                                                   .book_ready = true,
                                                   .mid = Price::from_units(100),
                                                   .mark = Price::from_units(100),
                                                   .position = Base::from_units(5),
                                                   .exposure = Base::from_units(5),
                                                   .exposed = Base::from_units(5)});
        ASSERT_TRUE(approved) << approved.error().why;
        connector().place(*approved, loop.now());
    }
    void ask(Question what, std::uint64_t request, std::uint64_t order = 0, Time since = {}) {
        connector().ask(
            {.request = {request}, .what = what, .client_order_id = {order}, .since = since},
            loop.now());
    }

    net::EventLoop loop;
    Inbox inbox;
    FakeVenue venue;
    std::map<std::string, std::string, std::less<>> values{{"API_KEY_PRIVATE_KEY", kTestKey},
                                                           {"LIGHTER_ACCOUNT_INDEX", "65"},
                                                           {"LIGHTER_API_KEY_INDEX", "3"}};
    std::map<std::string, std::string, std::less<>> options;
    std::string symbol;
    std::string transport;
    bool trading{true};
    std::vector<Event> events;  // their spans are gone
    std::vector<Fill> fills_;   // of the last answer
    std::vector<OpenOrder> open_;
    std::vector<PositionEntry> held_;
    std::size_t levels_{0};  // of all increments

private:
    std::array<bool, 2> up_{};
    std::optional<Credentials> credentials_;
    std::unique_ptr<Connector> connector_;
};

}  // namespace twinleg::venues::lighter
