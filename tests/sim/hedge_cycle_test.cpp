// Whole numbers of the simulation with hedge-cycle: its rounds, its faults, its restarts.
// TWINLEG_HEDGE_NUMBERS=1000 for a longer look.

#include "strategy/hedge_cycle/hedge_cycle.h"

#include <cstdlib>
#include <set>

#include <gtest/gtest.h>

#include "sim/soak/number_run.h"
#include "store/codec.h"

namespace twinleg::sim {
namespace {

std::uint64_t numbers() {
    const char* wanted = std::getenv("TWINLEG_HEDGE_NUMBERS");
    return wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 12;
}

Result<std::unique_ptr<strategy::Strategy>> make(const engine::Config& config) {
    return strategy::HedgeCycle::create(config.parameters);
}

TEST(HedgeCycleNumbers, HoldEveryPropertyAndTradeAllTheWhile) {
    std::uint64_t pairs = 0;
    std::uint64_t rounds = 0;
    std::set<std::string> endings;
    std::array<std::vector<std::int64_t>, kProfiles> unhedged_ms;
    for (std::uint64_t number = 1; number <= numbers(); ++number) {
        const auto scenario =
            scenario_of(number, {.strategy = "hedge-cycle", .lasts = minutes(10)});

        const auto result = run_number(scenario, make);

        if (result.violation) {
            ADD_FAILURE() << "number " << number << ", " << name(scenario.profile) << ": "
                          << result.violation->property << ": " << result.violation->what;
            continue;
        }
        pairs += result.pair_trades;
        for (const Duration span : result.unhedged)
            unhedged_ms[static_cast<std::size_t>(scenario.profile)].push_back(span.ns / 1'000'000);
        for (const auto& record : result.journal.records()) {
            if (record.event) continue;
            const auto command = store::CommandDecoder::decode(result.journal.bytes(record));
            const auto* notice = command ? std::get_if<Notice>(&*command) : nullptr;
            if (notice == nullptr) continue;
            for (const auto* said : {"Hold time expired", "Take profit:", "Stop loss:",
                                     "Rolling back", "[MARKET] Order not filled"}) {
                if (notice->text.starts_with(said)) endings.insert(said);
            }
            rounds += notice->text.starts_with("=== Cross-Exchange Hedge Positions Closed");
        }
    }
    for (std::size_t i = 0; i < kProfiles; ++i) {
        auto& all = unhedged_ms[i];
        std::ranges::sort(all);
        if (all.empty()) continue;
        std::printf("%.*s: %zu excursions, p50 %lld ms, p99 %lld ms, longest %lld ms\n",
                    static_cast<int>(name(static_cast<Profile>(i)).size()),
                    name(static_cast<Profile>(i)).data(), all.size(),
                    static_cast<long long>(all[all.size() / 2]),
                    static_cast<long long>(all[all.size() * 99 / 100]),
                    static_cast<long long>(all.back()));
    }
    std::printf("%llu pair trades, %llu whole rounds\n", static_cast<unsigned long long>(pairs),
                static_cast<unsigned long long>(rounds));
    EXPECT_GT(pairs, numbers() * 10);
    EXPECT_GT(rounds, numbers() * 4);
    EXPECT_EQ(endings.size(), 5u) << "these numbers do not test much";
}

TEST(HedgeCycleNumbers, AreTheSameBytesAgain) {
    const auto scenario = scenario_of(
        4, {.strategy = "hedge-cycle", .profile = Profile::crashes, .lasts = minutes(3)});

    const auto one = run_number(scenario, make);
    const auto two = run_number(scenario, make);

    ASSERT_FALSE(one.violation) << one.violation->what;
    ASSERT_EQ(one.journal.records().size(), two.journal.records().size());
    for (std::size_t i = 0; i < one.journal.records().size(); ++i) {
        EXPECT_TRUE(std::ranges::equal(one.journal.bytes(one.journal.records()[i]),
                                       two.journal.bytes(two.journal.records()[i])));
    }
}

}  // namespace
}  // namespace twinleg::sim
