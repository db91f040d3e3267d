#pragma once
// An engine of two venues that answer whatever they are asked, and a strategy that wishes what the
// test lays out.

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/engine.h"
#include "portfolio/portfolio.h"
#include "strategy/strategy.h"
#include "tests/support/instruments.h"

namespace twinleg::engine {

using test::at_ms;
using test::linear;
using test::price;
using test::quantity;

// Wishes what the test lays out, once.
class Scripted final : public strategy::Strategy {
public:
    explicit Scripted(std::optional<strategy::TradePair>& wish) : wish_(wish) {}
    std::string_view name() const override { return "scripted"; }
    // Takes any "width" but a negative one.
    Result<void> reconfigure(const std::map<std::string, std::string>& told) override {
        const auto width = parse_price(told.at("width"), "width");
        if (!width) return std::unexpected{width.error()};
        if (width->is_negative()) return fail(Errc::out_of_range, "width: must not be negative");
        return {};
    }
    void on_event(const Event&, const strategy::View&, strategy::Wishes& out) override {
        if (wish_) out.list.push_back(*wish_);
        wish_.reset();
    }

private:
    std::optional<strategy::TradePair>& wish_;
};

inline Config two_venues() {
    Config c;
    c.venues = {{.id = {0}, .name = "a"}, {.id = {1}, .name = "b"}};
    c.instruments = {{linear(0, 0, "a"), {}}, {linear(1, 1, "b"), {}}};
    for (auto& i : c.instruments)
        i.book.sequence = book::SequenceRule::next_last;
    c.exec.pair_quantity = quantity("0.1");
    return c;
}

class EngineTest : public ::testing::Test {
protected:
    explicit EngineTest(Config config = two_venues())
        : engine(std::move(config), std::make_unique<Scripted>(wish)) {}

    template <typename What>
    void tell(What what) {
        const Event event{now, false, std::move(what)};
        const auto before = out.size();
        engine.step(event, out);
        stepped(event, std::span{out}.subspan(before));
    }
    // For those who look on.
    virtual void stepped(const Event&, std::span<const Command>) {}
    void quote(std::uint16_t id, std::string_view bid, std::string_view ask) {
        const Level bids{price(bid), Quantity::from_units(10)};
        const Level asks{price(ask), Quantity::from_units(10)};
        tell(BookSnapshot{{id}, ++sequence[id], now, {&bids, 1}, {&asks, 1}});
    }
    // Time goes on, and the venues answer what they are asked, at once: nothing open, flat.
    void pass(Duration span, Duration step = milliseconds(50)) {
        for (const Time end = now + span; now < end;) {
            now = std::min(end, now + step);
            tell(Timer{});
            for (const auto& command : std::exchange(out, {})) {
                if (const auto* all = std::get_if<CancelAll>(&command))
                    tell(CancelAllAnswer{{all->venue, all->request, true, now}});
                else if (const auto* ask = std::get_if<Ask>(&command))
                    answer(*ask);
                else
                    seen.push_back(command);
            }
        }
    }
    virtual void answer(const Ask& ask) {
        const AnswerHead head{ask.venue, ask.request, true, now};
        if (ask.what == Question::open_orders) tell(OpenOrdersAnswer{head, {}});
        if (ask.what == Question::fills) tell(FillsAnswer{head, ask.since, now, {}});
        if (ask.what == Question::positions) tell(PositionsAnswer{head, {}});
        if (ask.what == Question::balance) tell(BalanceAnswer{head, equity, equity});
    }
    void start() {
        tell(Started{1});
        for (const VenueId venue : {VenueId{0}, VenueId{1}}) {
            tell(StreamStatus{venue, Stream::market, true});
            tell(StreamStatus{venue, Stream::account, true});
        }
        quote(0, "100", "100.1");
        quote(1, "101", "101.1");
        for (int i = 0; i < 200 && engine.mode() == Mode::starting; ++i)
            pass(milliseconds(50));
        ASSERT_EQ(engine.mode(), Mode::active);
        forget();
    }
    void wish_a_pair(std::string_view amount = "0.01") {
        wish = strategy::TradePair{.first = {{0}, Side::buy, price("100.1")},
                                   .second = {{1}, Side::sell, price("101")},
                                   .quantity = quantity(amount)};
    }

    void forget() {
        out.clear();
        seen.clear();
    }
    template <typename T>
    std::vector<T> said() const {
        std::vector<T> all;
        for (const auto* list : {&seen, &out}) {
            for (const auto& command : *list) {
                if (const auto* one = std::get_if<T>(&command)) all.push_back(*one);
            }
        }
        return all;
    }
    // Whatever goes to a venue and is no question.
    std::size_t sent() const {
        return said<PlaceOrder>().size() + said<CancelOrder>().size() + said<CancelAll>().size() +
               said<BurnNonce>().size();
    }

    std::optional<strategy::TradePair> wish;
    Time now{at_ms(0)};
    Commands out;
    Commands seen;
    std::uint64_t sequence[2]{};
    Notional equity{Notional::from_units(100'000)};  // at each venue
    Engine engine;
};

// Venues that fill each order at once and whole.
class FillingVenues : public EngineTest {
protected:
    explicit FillingVenues(Config config = two_venues()) : EngineTest(std::move(config)) {}

    void pass_and_fill(Duration span) {
        for (const Time end = now + span; now < end;) {
            pass(milliseconds(50));
            for (const auto& command : std::exchange(seen, {})) {
                if (const auto* placed = std::get_if<PlaceOrder>(&command)) fill(*placed->order);
            }
        }
    }
    void fill(const Order& order) {
        ++orders;
        EXPECT_LE(order.quantity, quantity("0.1"));
        OrderReport report;
        report.instrument = order.instrument;
        report.client_order_id = order.client_order_id;
        report.word = OrderWord::filled;
        report.has_cumulative = true;
        report.cumulative = order.quantity;
        report.venue_time = now;
        tell(report);
        Fill fill;
        fill.instrument = order.instrument;
        fill.client_order_id = order.client_order_id;
        fill.fill_id = FillId::from_number(++fills);
        fill.side = order.side;
        fill.price = order.price;
        fill.quantity = order.quantity;
        fill.venue_time = now;
        tell(fill);
    }
    void answer(const Ask& ask) override {
        if (ask.what != Question::positions) return EngineTest::answer(ask);
        const InstrumentId id{ask.venue.value};
        const PositionEntry held{id, engine.portfolio().position(id).quantity()};
        tell(PositionsAnswer{{ask.venue, ask.request, true, now}, {&held, 1}});
    }

    std::size_t orders{0};
    std::uint64_t fills{0};
};

}  // namespace twinleg::engine
