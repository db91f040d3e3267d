#pragma once
// Two books and two positions, as a test sets them.

#include <algorithm>
#include <optional>
#include <vector>

#include "strategy/strategy.h"
#include "tests/support/instruments.h"

namespace twinleg::strategy {

class FakeView final : public View {
public:
    FakeView() { wide(); }

    // Neither side pays: 100 / 100.1 at both.
    void wide() {
        quote(0, "100", "100.1");
        quote(1, "100", "100.1");
    }
    void quote(std::uint16_t id, std::string_view bid, std::string_view ask) {
        books[id] = Bbo{{test::price(bid), Quantity::from_units(1)},
                        {test::price(ask), Quantity::from_units(1)}};
    }

    Time now() const override { return time; }
    const Instrument& instrument(InstrumentId id) const override { return instruments[id.value]; }
    std::optional<Bbo> bbo(InstrumentId id) const override { return books[id.value]; }
    // Each side is one level, `depth` deep.
    Taken take(InstrumentId id, Side side, Quantity quantity, Price limit) const override {
        const auto& book = books[id.value];
        if (!book) return {};
        const Price at = side == Side::buy ? book->ask.price : book->bid.price;
        if (side == Side::buy ? at > limit : at < limit) return {};
        return {std::min(quantity, depth[id.value]), at};
    }
    const Reference& reference(InstrumentId id) const override { return references[id.value]; }
    Quantity position(InstrumentId id) const override { return positions[id.value]; }
    Price entry(InstrumentId id) const override { return entries[id.value]; }
    std::optional<Funds> funds(VenueId venue) const override { return accounts[venue.value]; }
    const PairClosed* last_pair() const override { return closed ? &*closed : nullptr; }
    bool busy() const override { return is_busy; }
    bool open() const override { return is_open; }
    bool may_close() const override { return is_closable; }
    Duration latency(VenueId venue, Stage stage) const override {
        return venue.value == 0 && stage == Stage::order_ack ? delay : Duration{};
    }

    // Lets the strategy look, so much later.
    Wishes look(Strategy& strategy, Duration later = milliseconds(100)) {
        time = time + later;
        Wishes out;
        strategy.on_event(Event{time, false, Timer{}}, *this, out);
        return out;
    }

    std::vector<Instrument> instruments{test::linear(0, 0, "a"), test::linear(1, 1, "b")};
    std::optional<Bbo> books[2];
    Quantity depth[2]{Quantity::from_units(1000), Quantity::from_units(1000)};
    Reference references[2];
    Quantity positions[2];
    Price entries[2];
    std::optional<Funds> accounts[2];
    std::optional<PairClosed> closed;
    Time time{test::at_ms(0)};
    bool is_busy{false};
    bool is_open{true};
    bool is_closable{true};
    Duration delay{};
};

inline const TradePair* trade_in(const Wishes& wishes) {
    for (const auto& wish : wishes.list) {
        if (const auto* pair = std::get_if<TradePair>(&wish)) return pair;
    }
    return nullptr;
}
inline bool withdraws(const Wishes& wishes) {
    for (const auto& wish : wishes.list) {
        if (std::holds_alternative<Withdraw>(wish)) return true;
    }
    return false;
}

}  // namespace twinleg::strategy
