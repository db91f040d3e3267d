// The log files of a whole run, held against what the engine said.

#include <gtest/gtest.h>

#include <algorithm>

#include "runtime/log_observer.h"
#include "sim/world.h"
#include "tests/crash/engine_process.h"
#include "tests/support/temp_dir.h"

namespace twinleg::crash {
namespace {

class PairCounter final : public runtime::Observer {
public:
    void on_step(const Event&, std::span<const Command> commands, const engine::Engine&) override {
        for (const Command& command : commands) {
            const auto* closed = std::get_if<PairClosed>(&command);
            if (closed != nullptr && closed->outcome != PairOutcome::nothing) {
                ++pairs;
                pnl += closed->pnl;
            }
        }
    }
    std::size_t pairs{0};
    Notional pnl;
};

std::vector<std::string> rows_of(const std::filesystem::path& path) {
    std::ifstream in(path);
    std::vector<std::string> rows;
    for (std::string row; std::getline(in, row);)
        rows.push_back(row);
    return rows;
}

TEST(DeskLogs, HaveARowForEveryPairTradeAndTheirSumInTheSummary) {
    support::TempDir dir;
    const auto scenario = sim::scenario_of(
        7, {.strategy = "random-pairs", .profile = sim::Profile::none, .lasts = minutes(2)});
    sim::World world(scenario.world);
    const auto engine = *factory_of(scenario)(scenario.engine);
    runtime::DeskLogs logs(engine->config(), {.directory = dir.path(), .ticker = "BTC"});
    PairCounter counter;
    runtime::Loop loop(*engine, world, world, nullptr);
    loop.observe(logs.observer());
    loop.observe(counter);
    world.engine_starts(1);
    world.ask(Operator::stop, world.now() + minutes(2));

    while (loop.turn()) {
    }
    ASSERT_TRUE(logs.close());

    ASSERT_GT(counter.pairs, 10u);
    const auto trades = rows_of(dir / "trades_20231114.csv");
    ASSERT_EQ(trades.size(), counter.pairs + 1);
    for (const std::string& row : trades)
        EXPECT_EQ(std::ranges::count(row, ','), 9) << row;
    const std::string summary = support::read_file(dir / "summary_20231114.json");
    EXPECT_NE(summary.find("\"trades\":" + std::to_string(counter.pairs) + ","), std::string::npos);
    EXPECT_NE(summary.find("\"pnl\":\"" + to_text(counter.pnl) + "\""), std::string::npos);
    const auto bbo = rows_of(dir / "bbo_20231114.csv");
    EXPECT_GT(bbo.size(), 100u);
    for (const std::string& row : bbo)
        EXPECT_EQ(std::ranges::count(row, ','), 10) << row;
}

}  // namespace
}  // namespace twinleg::crash
