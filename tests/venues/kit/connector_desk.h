#pragma once
// A connector at a fake venue, and what it told.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/event_loop.h"
#include "risk/gate.h"
#include "venues/venue.h"

namespace twinleg::test {

// `Venue` is a server on the desk's loop, with rest() and ws() for its addresses.
template <typename Venue>
class ConnectorDesk : public testing::Test {
protected:
    explicit ConnectorDesk(const venues::VenueKind& of) : kind(of) {}

    const venues::VenueKind& kind;
    net::EventLoop loop;
    Venue venue{loop};
    venues::Inbox inbox;
    venues::Credentials credentials;
    std::map<std::string, std::string, std::less<>> options;
    venues::Slot slot{.venue = {1}, .instrument = {2}, .coin = "BTC"};
    std::string transport;
    bool trading{true};
    Duration validity{seconds(1)};  // of order()
    std::unique_ptr<venues::Connector> connector;
    std::vector<std::string> told;   // one line an event, but for market data besides the book
    std::vector<std::string> lines;  // for the person in charge
    std::vector<OrderReport> reports;
    std::vector<Fill> fills;
    std::vector<SendFailed> failures;
    std::vector<BookDelta> deltas;  // their spans mean nothing
    std::optional<OrderAnswer> order_answer;
    std::optional<FillsAnswer> fills_answer;  // as above
    std::vector<Fill> answered_fills;
    std::optional<OpenOrdersAnswer> open_answer;
    std::vector<OpenOrder> open_orders;
    std::optional<PositionsAnswer> positions_answer;
    std::vector<PositionEntry> positions;
    std::optional<BalanceAnswer> balance_answer;
    std::optional<CancelAllAnswer> cancel_all_answer;

    void make() {
        connector = kind.make({.loop = loop,
                               .inbox = inbox,
                               .credentials = credentials,
                               .slot = slot,
                               .endpoints = {.rest = venue.rest(), .ws = venue.ws()},
                               .desk_tag = "desk7",
                               .trading = trading,
                               .order_transport = transport,
                               .options = options,
                               .say = [this](std::string_view line) { lines.emplace_back(line); }});
    }
    Result<venues::Description> describe() {
        if (!connector) make();
        std::optional<Result<venues::Description>> answer;
        connector->describe([&](Result<venues::Description> done) { answer = std::move(done); });
        if (!until([&] { return answer.has_value(); })) return fail(Errc::timed_out, "no answer");
        return std::move(*answer);
    }
    std::vector<venues::Finding> examine() {
        if (!connector) make();
        std::optional<std::vector<venues::Finding>> answer;
        connector->examine([&](std::vector<venues::Finding> done) { answer = std::move(done); });
        EXPECT_TRUE(until([&] { return answer.has_value(); }));
        return answer.value_or(std::vector<venues::Finding>{});
    }
    // Both streams up.
    void open() {
        const auto described = describe();
        ASSERT_TRUE(described) << described.error().message;
        connector->open();
        ASSERT_TRUE(until([&] { return heard("market up") && heard("account up"); }));
    }
    bool heard(const std::string& line) const {
        return std::find(told.begin(), told.end(), line) != told.end();
    }
    std::size_t times(const std::string& line) const {
        return static_cast<std::size_t>(std::count(told.begin(), told.end(), line));
    }
    bool was_said(std::string_view part) const {
        return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
            return line.find(part) != std::string::npos;
        });
    }
    template <typename Done>
    bool until(Done done, Duration most = seconds(20)) {
        const Time end = loop.now() + most;
        for (;;) {
            take();
            if (done()) return true;
            if (loop.now() > end) return false;
            if (connector) connector->idle(loop.now());
            loop.run(milliseconds(2));
        }
    }

    Order order(std::uint32_t number, TimeInForce tif = TimeInForce::ioc) {
        return {.instrument = slot.instrument,
                .client_order_id = ClientOrderId::make(1, number),
                .side = Side::buy,
                .time_in_force = tif,
                .role = Role::leg,
                .price = Price::from_units(100),
                .quantity = parse_quantity("0.01").value(),
                .valid_until = loop.now() + validity};
    }
    void place(const Order& what) {
        risk::Limits limits;
        limits.duplicate_window = {};
        const Instrument any{.id = {0},
                             .venue_name = std::string{kind.name},
                             .symbol = "BTC",
                             .tick = parse_price("0.1").value(),
                             .lot = parse_quantity("0.00001").value()};
        risk::Gate gate{limits, {any}, {1'000'000}};
        Order plain = what;
        plain.instrument = {0};
        const auto approved = gate.approve(plain, {.now = loop.now(),
                                                   .mode = Mode::active,
                                                   .book_ready = true,
                                                   .mid = plain.price,
                                                   .mark = plain.price});
        ASSERT_TRUE(approved) << approved.error().why;
        connector->place(*approved, loop.now());
    }
    void ask(Question what, std::uint32_t number = 0, Time since = {}) {
        connector->ask(
            {.venue = slot.venue,
             .request = {77},
             .what = what,
             .instrument = slot.instrument,
             .client_order_id = number == 0 ? ClientOrderId{} : ClientOrderId::make(1, number),
             .since = since},
            loop.now());
    }

private:
    void take() {
        Event event;
        while (inbox.pop(event))
            std::visit([this](const auto& what) { hear(what); }, event.what);
    }
    template <typename T>
    void hear(const T&) {}
    void hear(const StreamStatus& s) {
        told.push_back(std::string{s.stream == Stream::market ? "market" : "account"} +
                       (s.up ? " up" : " down"));
    }
    void hear(const BookSnapshot& b) { told.push_back("book " + std::to_string(b.sequence)); }
    void hear(const BookDelta& b) {
        deltas.push_back(b);
        told.push_back("change " + std::to_string(b.previous) + " to " + std::to_string(b.last));
    }
    void hear(const MarketState& s) {
        told.push_back(s.mode == MarketMode::normal        ? "open"
                       : s.mode == MarketMode::cancel_only ? "cancel only"
                       : s.mode == MarketMode::post_only   ? "post only"
                                                           : "halted");
    }
    void hear(const OrderReport& r) { reports.push_back(r); }
    void hear(const Fill& f) { fills.push_back(f); }
    void hear(const SendFailed& f) { failures.push_back(f); }
    void hear(const FundingPaid& p) { told.push_back("paid " + to_text(p.amount)); }
    void hear(const OrderAnswer& a) { order_answer = a; }
    void hear(const BalanceAnswer& a) { balance_answer = a; }
    void hear(const CancelAllAnswer& a) { cancel_all_answer = a; }
    void hear(const FillsAnswer& a) {
        fills_answer = a;
        answered_fills.assign(a.fills.begin(), a.fills.end());
        told.push_back(a.head.ok ? "fills " + std::to_string(a.fills.size()) : "no fills answer");
    }
    void hear(const OpenOrdersAnswer& a) {
        open_answer = a;
        open_orders.assign(a.orders.begin(), a.orders.end());
    }
    void hear(const PositionsAnswer& a) {
        positions_answer = a;
        positions.assign(a.positions.begin(), a.positions.end());
        told.push_back(!a.head.ok            ? "no positions answer"
                       : a.positions.empty() ? "flat"
                                             : "holds " + to_text(a.positions[0].quantity));
    }
};

}  // namespace twinleg::test
