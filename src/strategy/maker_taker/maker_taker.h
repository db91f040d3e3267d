#pragma once
// Rests on the first venue, hedges on the second (documents 000 and 001).

#include <map>
#include <memory>
#include <string>

#include "core/result.h"
#include "strategy/signal/drift.h"
#include "strategy/signal/spread_window.h"
#include "strategy/signal/thresholds.h"
#include "strategy/strategy.h"

namespace twinleg::strategy {

// long   when second.bid − first.ask > long_threshold:   post-only buy on first, a tick below its
// ask short  when first.bid − second.ask > short_threshold:  post-only sell on first, a tick above
// its bid
//
// Thresholds are fixed (001) or the mean of the last samples + offset (000). On top comes
// (latency_ms div 50) × tick of the first venue, and the differences are those predicted for the
// moment the order arrives: what both prices do in the latency is added at their present rates.
//
// A resting order is withdrawn when its signal is gone, when the best price has left it behind, or
// after the fill timeout; the next one is priced from the fresh book.
//
// What it tells is told when it samples, with statistics over the last samples, warm-up or not.
class MakerTaker final : public Strategy {
public:
    struct Settings {
        Quantity size{Quantity::from_raw(100'000)};            // coins; 0.001
        Quantity max_position{Quantity::from_raw(1'000'000)};  // coins at one venue; 0.01
        std::optional<Price> long_threshold;                   // one of them given: fixed
        std::optional<Price> short_threshold;
        Price threshold_offset{Price::from_units(10)};
        std::int64_t samples{100};
        Duration sample_interval{milliseconds(100)};
        Duration fill_timeout{seconds(5)};
        Duration retry_after{milliseconds(500)};
        std::int64_t max_reprices_per_minute{30};
        Duration tell_every{seconds(1)};  // what it sees; zero: each sample
    };
    static Result<std::unique_ptr<Strategy>> create(
        const std::map<std::string, std::string>& parameters);
    // Errors: missing, malformed, out_of_range, naming the parameter.
    static Result<Settings> read(const std::map<std::string, std::string>& parameters);
    explicit MakerTaker(Settings settings);

    std::string_view name() const override { return "maker-taker"; }
    void on_event(const Event& event, const View& view, Wishes& out) override;
    Duration check_interval() const override { return settings_.sample_interval; }
    // But `samples`, and whether thresholds are fixed or sampled.
    Result<void> reconfigure(const std::map<std::string, std::string>& parameters) override;

private:
    struct Resting {
        Side side;
        Price price;
        bool withdrawn{false};
    };
    void consider(const View& view, const struct Books& seen, const Differences& now,
                  const Differences& thresholds, Wishes& out);
    void watch(const struct Books& seen, const Differences& thresholds, Wishes& out);

    Settings settings_;
    Thresholds thresholds_;
    SpreadWindow spreads_;  // of the same samples, mid over mid
    Drift drift_first_;
    Drift drift_second_;
    std::optional<Resting> resting_;
    Time sampled_;
    Time told_;
    Time tried_;
    Time minute_;  // the minute the count below is of
    std::int64_t tries_{0};
};

}  // namespace twinleg::strategy
