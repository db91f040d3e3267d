#pragma once
// An executor with two venues that answer at once: a test says what they hold and what becomes of
// each order.

#include <algorithm>
#include <vector>

#include "exec/executor.h"
#include "tests/support/desk_parts.h"

namespace twinleg::test {

class TradingDesk {
public:
    explicit TradingDesk(exec::Config config = pair_of("0.1"),
                         exec::VenueTraits second = {.id = {1}, .name = "b"})
        : executor(std::move(config), {linear(0, 0, "a"), linear(1, 1, "b")},
                   {exec::VenueTraits{.id = {0}, .name = "a"}, std::move(second)}) {
        market.quote(0, "99.9", "100");
        market.quote(1, "101", "101.1");
    }

    static exec::Config pair_of(std::string_view amount) {
        exec::Config config;
        config.pair_quantity = quantity(amount);
        return config;
    }

    // The eight steps, up to ACTIVE.
    void start() {
        tell(Started{1});
        for (const VenueId venue : {VenueId{0}, VenueId{1}}) {
            tell(StreamStatus{venue, Stream::market, true});
            tell(StreamStatus{venue, Stream::account, true});
        }
        mode = Mode::starting;
        for (int i = 0; i < 100 && !executor.all_joined(); ++i)
            pass(milliseconds(50));
        mode = Mode::active;
        settle();
    }

    template <typename What>
    void tell(What what) {
        executor.apply(Event{now, false, std::move(what)}, market, port, booked);
    }
    void settle() {
        executor.settle(now, mode, market, port, booked);
        if (const auto halted = executor.take_halt()) halt = halted;
    }
    auto begin(const exec::PairPlan& plan) {
        const auto fitted = exec::fit(
            executor.desk().instrument(plan.first.instrument), plan.first.price,
            executor.desk().instrument(plan.second.instrument), plan.second.price, plan.quantity);
        return executor.begin(plan, fitted.value(), market, port);
    }
    // Time goes on, and every question is answered.
    void pass(Duration span, Duration step = milliseconds(50)) {
        for (const Time end = now + span; now < end;) {
            now = std::min(end, now + step);
            settle();
            answer();
            settle();
        }
    }

    // The venue does so much of the order, and tells its end and its fill.
    void does(const Order& order, Quantity filled) {
        OrderReport report;
        report.instrument = order.instrument;
        report.client_order_id = order.client_order_id;
        report.word = filled == order.quantity ? OrderWord::filled : OrderWord::cancelled;
        report.has_cumulative = true;
        report.cumulative = filled;
        report.venue_time = now;
        tell(report);
        if (filled.is_positive()) tell(fill_of(order, filled));
    }
    Fill fill_of(const Order& order, Quantity filled) {
        Fill fill;
        fill.instrument = order.instrument;
        fill.client_order_id = order.client_order_id;
        fill.side = order.side;
        fill.price = order.price;
        fill.quantity = filled;
        fill.fill_id = FillId::from_number(++fills);
        fill.venue_time = now;
        venue_holds[order.instrument.value] += filled * sign(order.side);
        return fill;
    }

    // Orders that were placed since the last call.
    std::vector<Order> take_placed() { return std::exchange(port.placed, {}); }

    FakeMarket market;
    FakePort port;
    std::vector<exec::Booked> booked;
    exec::Executor executor;
    Time now{at_ms(0)};
    Mode mode{Mode::starting};
    std::optional<exec::HaltCause> halt;
    Quantity venue_holds[2];  // as the venues tell it
    bool silent{false};       // no question is answered

private:
    void answer() {
        const auto asked = std::exchange(port.commands, {});
        for (const auto& command : asked) {
            if (silent) break;
            if (const auto* all = std::get_if<CancelAll>(&command)) {
                tell(CancelAllAnswer{{all->venue, all->request, true, now}});
            } else if (const auto* ask = std::get_if<Ask>(&command)) {
                answer(*ask);
            }
        }
        // What is no question stays to be looked at.
        std::vector<Command> rest;
        for (const auto& command : asked) {
            if (!std::holds_alternative<Ask>(command) &&
                !std::holds_alternative<CancelAll>(command))
                rest.push_back(command);
        }
        port.commands.insert(port.commands.begin(), rest.begin(), rest.end());
    }
    void answer(const Ask& ask) {
        const AnswerHead head{ask.venue, ask.request, true, now};
        switch (ask.what) {
            case Question::order:
                tell(OrderAnswer{.head = head, .client_order_id = ask.client_order_id});
                break;
            case Question::open_orders:
                tell(OpenOrdersAnswer{head, {}});
                break;
            case Question::fills:
                tell(FillsAnswer{head, ask.since, now, {}});
                break;
            case Question::positions: {
                const PositionEntry entry{{ask.venue.value}, venue_holds[ask.venue.value]};
                tell(PositionsAnswer{head, {&entry, 1}});
                break;
            }
            case Question::balance:
                tell(BalanceAnswer{head, notional("100000"), notional("100000")});
                break;
            case Question::nonce:
                tell(NonceAnswer{head, make_nonce(ask.key, 1)});
                break;
        }
    }

    std::uint64_t fills{0};
};

}  // namespace twinleg::test
