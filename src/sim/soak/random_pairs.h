#pragma once
// A strategy that asks for pair trades at random moments, of all plans: not to earn, but to bring
// the executor into every corner.

#include <cstdint>
#include <vector>

#include "sim/prng.h"
#include "strategy/strategy.h"

namespace twinleg::sim {

struct RandomPairsConfig {
    InstrumentId first;
    InstrumentId second;
    Quantity step;  // of the first instrument: pair trades are multiples of it
    Quantity most;  // the largest pair trade; five times that is the largest position
    std::vector<strategy::Plan> plans;
    Duration pause{seconds(4)};  // mean time between two wishes
    std::uint64_t number{1};     // fixes the draws; they depend on nothing else but the events
};

class RandomPairs final : public strategy::Strategy {
public:
    explicit RandomPairs(RandomPairsConfig config);
    std::string_view name() const override { return "random-pairs"; }
    void on_event(const Event& event, const strategy::View& view, strategy::Wishes& out) override;
    Duration check_interval() const override { return milliseconds(500); }

private:
    void wish(const strategy::View& view, strategy::Wishes& out);

    RandomPairsConfig config_;
    Prng prng_;
    Time next_;
    bool resting_{false};
};

}  // namespace twinleg::sim
