#pragma once
// An engine that has nothing to do but read books: what benches step.

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "app/catalog.h"
#include "core/check.h"
#include "engine/engine.h"
#include "runtime/loop.h"

namespace twinleg::app {

inline engine::Config quiet_config(const std::string& strategy) {
    engine::Config config;
    for (std::uint8_t n = 0; n < 2; ++n) {
        exec::VenueTraits venue;
        venue.id = {n};
        venue.name = n == 0 ? "edgex" : "lighter";
        config.venues.push_back(venue);
        engine::InstrumentConfig listed;
        Instrument& i = listed.instrument;
        i.id = {n};
        i.venue = {n};
        i.venue_name = venue.name;
        i.symbol = "BTC";
        i.base = "BTC";
        i.quote = "USDC";
        i.tick = Price::from_raw(1'000'000'000);
        i.lot = Quantity::from_raw(100'000);
        listed.book.sequence = book::SequenceRule::next_last;
        listed.book.tick = i.tick;
        config.instruments.push_back(listed);
    }
    config.exec.pair_quantity = Quantity::from_raw(100'000);
    config.strategy = strategy;
    config.parameters["size"] = "0.001";
    if (strategy == "market-spread") config.parameters["long_threshold"] = "50";
    if (strategy == "market-spread") config.parameters["short_threshold"] = "50";
    return config;
}

// An engine behind venues that are flat and answer at once, up to ACTIVE.
class Quiet {
public:
    explicit Quiet(const std::string& strategy) {
        auto made = make_engine(quiet_config(strategy));
        CHECK(made.has_value());
        engine_ = std::move(*made);
        give(Started{1});
        for (std::uint8_t n = 0; n < 2; ++n) {
            give(StreamStatus{{n}, Stream::market, true});
            give(StreamStatus{{n}, Stream::account, true});
            std::vector<Level> bids;
            std::vector<Level> asks;
            for (std::int64_t level = 0; level < 20; ++level) {
                const Quantity quantity = Quantity::from_raw(50'000'000);
                bids.push_back({Price::from_units(60'000 - level), quantity});
                asks.push_back({Price::from_units(60'001 + level), quantity});
            }
            give(BookSnapshot{.instrument = {n}, .sequence = 1, .bids = bids, .asks = asks});
            sequences_[n] = 1;
        }
        for (int tries = 0; engine_->mode() != Mode::active && tries < 1'000; ++tries) {
            now_ = now_ + milliseconds(10);
            give(Timer{});
        }
        CHECK(engine_->mode() == Mode::active);
    }

    // One changed level, a little behind the best or at it, on both venues in turn. Told to
    // `recorder` first, if there is one.
    void tick(std::uint64_t n, runtime::Recorder* recorder = nullptr) {
        const auto venue = static_cast<std::uint8_t>(n % 2);
        const std::int64_t depth = static_cast<std::int64_t>(n / 2 % 5);
        const Level level{
            Price::from_units(60'000 - depth),
            Quantity::from_raw(10'000'000 + static_cast<std::int64_t>(n % 7) * 100'000)};
        const std::uint64_t sequence = ++sequences_[venue];
        now_ = now_ + microseconds(20);
        out_.clear();
        const Event event{.time = now_,
                          .what = BookDelta{.instrument = {venue},
                                            .first = sequence,
                                            .last = sequence,
                                            .previous = sequence - 1,
                                            .bids = {&level, 1}}};
        if (recorder != nullptr) CHECK(recorder->append(event).has_value());
        engine_->step(event, out_);
    }

    // What timers ask for between repetitions is answered, so that no question grows old.
    void breathe() {
        give(Timer{});
        CHECK(engine_->mode() == Mode::active && !engine_->counters().orders.sent);
    }

private:
    template <typename What>
    void give(What what) {
        Commands commands;
        engine_->step({.time = now_, .what = what}, commands);
        for (const Command& command : commands) {
            if (const auto* all = std::get_if<CancelAll>(&command)) {
                give(CancelAllAnswer{head(all->venue, all->request)});
            } else if (const auto* ask = std::get_if<Ask>(&command)) {
                answer(*ask);
            }
        }
    }
    AnswerHead head(VenueId venue, RequestId request) const { return {venue, request, true, now_}; }
    void answer(const Ask& ask) {
        now_ = now_ + microseconds(1);
        const AnswerHead h = head(ask.venue, ask.request);
        if (ask.what == Question::open_orders) give(OpenOrdersAnswer{h, {}});
        if (ask.what == Question::fills) give(FillsAnswer{h, ask.since, now_, {}});
        if (ask.what == Question::positions) give(PositionsAnswer{h, {}});
        if (ask.what == Question::balance) {
            give(BalanceAnswer{h, Notional::from_units(10'000), Notional::from_units(10'000)});
        }
    }

    std::unique_ptr<engine::Engine> engine_;
    Commands out_;
    Time now_{seconds(1'700'000'000).ns};
    std::array<std::uint64_t, 2> sequences_{};
};

}  // namespace twinleg::app
