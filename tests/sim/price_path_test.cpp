// Prices that go 40 % up or down while both venues hold positions at leverage: the desk reduces
// them on both sides before either venue liquidates. Without that it is liquidated, in the same
// numbers.

#include <algorithm>
#include <array>
#include <optional>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "sim/soak/number_run.h"
#include "store/codec.h"
#include "strategy/hedge_cycle/hedge_cycle.h"
#include "strategy/maker_taker/maker_taker.h"
#include "strategy/market_spread/market_spread.h"
#include "strategy/zscore/zscore.h"

namespace twinleg::sim {
namespace {

constexpr std::uint64_t kNumbers = 6;  // of each strategy, each way

Result<std::unique_ptr<strategy::Strategy>> make(const engine::Config& config) {
    if (config.strategy == "hedge-cycle") return strategy::HedgeCycle::create(config.parameters);
    if (config.strategy == "maker-taker") return strategy::MakerTaker::create(config.parameters);
    if (config.strategy == "zscore") return strategy::ZScore::create(config.parameters);
    return strategy::MarketSpread::create(config.parameters);
}

struct Road {
    std::string name;
    std::string strategy;
    Ratio by;

    friend void PrintTo(const Road& road, std::ostream* out) { *out << road.name; }
};

// A minute to open in, then four for the whole way, at venues that lend about eight times what the
// account has. Nothing where the number has an inverse contract: its coins change with the price,
// and so would every bound.
std::optional<Scenario> scenario_on(const Road& road, std::uint64_t number) {
    Scenario out = scenario_of(
        number, {.strategy = road.strategy, .profile = Profile::none, .lasts = minutes(6)});
    for (const SimVenueConfig& venue : out.world.venues)
        if (venue.instruments.front().kind == ContractKind::inverse) return std::nullopt;
    out.kills = false;
    out.engine.exec.loss_per_hour = {};
    out.engine.risk.daily_loss = {};
    out.world.flow.walk = 1'200;
    out.world.flow.thin = false;
    out.world.flow.path = {seconds(60), minutes(4), road.by};

    // What it may come to hold at one venue, and the share of it that the account has.
    const Price start = out.world.flow.start;
    const Instrument& leg = out.world.venues.front().instruments.front();
    Notional held =
        leg.notional(leg.quantity_toward_zero(out.engine.risk.max_position, start), start);
    Ratio share = basis_points(1'250);
    auto& parameters = out.engine.parameters;
    if (road.strategy == "zscore") {
        held = Notional::from_raw(parse_notional(parameters["max_gross_notional_usd"])->raw() / 2);
        parameters["lookback_secs"] = "10";
        parameters["enter_z"] = "1";
        parameters["stop_z"] = "1000";
        parameters["min_hold_secs"] = "3600";
        parameters["min_liquidity_usd"] = "0";
        parameters["max_slippage_bps"] = "30";
        parameters["cost_check"] = "off";
        parameters["opening"] = "slices";
        parameters["entry"] = "together";
        parameters["trading"] = "auto";
    }
    if (road.strategy == "hedge-cycle") {
        // One pair that is held all the way. It opens nothing that it has not twice the margin for.
        parameters["hold_ms"] = "3600000";
        parameters["take_profit"] = parameters["stop_loss"] = "1000";
        held = *parse_notional(parameters["margin"]);
        share = basis_points(20'500);
    }
    for (SimVenueConfig& venue : out.world.venues)
        venue.collateral = scale_toward_zero(held, share);
    return out;
}

struct Seen {
    std::uint64_t liquidations{0};
    std::uint64_t reductions{0};
    std::uint64_t pair_trades{0};
};

class Roads : public testing::TestWithParam<Road> {
protected:
    static Seen run(Scenario scenario, bool guarded) {
        if (!guarded) {
            scenario.engine.risk.min_liquidation_distance = {};
            scenario.bounds.sound = false;
        }
        const NumberResult result = run_number(scenario, make);
        if (guarded && result.violation)
            ADD_FAILURE() << result.violation->property << ": " << result.violation->what;
        Seen seen{.liquidations = result.faults.of(Fault::liquidation),
                  .pair_trades = result.pair_trades};
        for (const auto& record : result.journal.records()) {
            if (record.event) continue;
            const auto command = store::CommandDecoder::decode(result.journal.bytes(record));
            const auto* notice = command ? std::get_if<Notice>(&*command) : nullptr;
            if (notice != nullptr && notice->text.find("near to liquidating") != std::string::npos)
                ++seen.reductions;
        }
        return seen;
    }
};

TEST_P(Roads, AreSurvivedOnBothVenuesAndNotWithoutTheGuard) {
    Seen with, without;
    std::uint64_t numbers = 0;
    for (std::uint64_t number = 1; numbers < kNumbers; ++number) {
        const auto scenario = scenario_on(GetParam(), number);
        if (!scenario) continue;
        SCOPED_TRACE(number);
        ++numbers;
        const Seen guarded = run(*scenario, true);
        const Seen bare = run(*scenario, false);

        EXPECT_EQ(guarded.liquidations, 0u);
        with.pair_trades += guarded.pair_trades;
        with.reductions += guarded.reductions;
        without.liquidations += bare.liquidations;
    }
    EXPECT_GE(with.pair_trades, kNumbers) << "these numbers hold nothing";
    if (GetParam().strategy == "hedge-cycle") {
        EXPECT_EQ(without.liquidations, 0u) << "twice the margin outlasts 40 %";
        return;
    }
    EXPECT_GT(with.reductions, 0u);
    EXPECT_GE(without.liquidations, kNumbers / 2) << "these numbers do not test much";
}

std::vector<Road> roads() {
    std::vector<Road> all;
    for (const std::string strategy : {"maker-taker", "market-spread", "zscore", "hedge-cycle"}) {
        std::string name = strategy;
        std::ranges::replace(name, '-', '_');
        all.push_back({name + "_up", strategy, basis_points(4'000)});
        all.push_back({name + "_down", strategy, basis_points(-4'000)});
    }
    return all;
}

INSTANTIATE_TEST_SUITE_P(Of40Percent, Roads, testing::ValuesIn(roads()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace twinleg::sim
