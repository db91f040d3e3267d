#pragma once
// What a desk sees of its market and says to its venues, as a test sets and reads it.

#include <map>
#include <optional>
#include <vector>

#include "exec/market.h"
#include "tests/support/instruments.h"

namespace twinleg::test {

// Each instrument has one level on each side, as deep as the test says.
class FakeMarket final : public exec::Market {
public:
    struct One {
        std::optional<exec::Best> best;
        Price mid;
        Quantity depth{Quantity::from_units(1000)};
        MarketMode mode{MarketMode::normal};
        bool margin{true};
        bool rate{true};
    };
    std::map<std::uint16_t, One> of;

    void quote(std::uint16_t id, std::string_view bid, std::string_view ask) {
        of[id].best = exec::Best{price(bid), price(ask)};
        of[id].mid = of[id].best->mid();
    }
    void lose_book(std::uint16_t id) { of[id].best.reset(); }

    std::optional<exec::Best> best(InstrumentId id) const override { return of.at(id.value).best; }
    Price last_mid(InstrumentId id) const override {
        return of.contains(id.value) ? of.at(id.value).mid : Price{};
    }
    exec::Sweep sweep(InstrumentId id, Side side, Quantity wanted, Price limit) const override {
        const One& one = of.at(id.value);
        if (!one.best) return {};
        const Price at = side == Side::buy ? one.best->ask : one.best->bid;
        if (side == Side::buy ? at > limit : at < limit) return {};
        return {std::min(wanted, one.depth), at};
    }
    MarketMode mode(InstrumentId id) const override { return of.at(id.value).mode; }
    bool margin_allows(InstrumentId id, Side, Quantity, Price) const override {
        return of.at(id.value).margin;
    }
    bool rate_allows(VenueId venue, Role) const override { return of.at(venue.value).rate; }
};

class FakePort final : public exec::Port {
public:
    std::vector<Order> placed;
    std::vector<Command> commands;
    bool refuses{false};

    bool place(const Order& order) override {
        if (refuses) return false;
        placed.push_back(order);
        return true;
    }
    void emit(Command command) override { commands.push_back(std::move(command)); }

    template <typename T>
    std::vector<T> all() const {
        std::vector<T> out;
        for (const auto& command : commands) {
            if (const auto* one = std::get_if<T>(&command)) out.push_back(*one);
        }
        return out;
    }
};

}  // namespace twinleg::test
