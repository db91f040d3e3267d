#include "app/bench_zscore.h"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/check.h"
#include "sim/prng.h"
#include "strategy/signal/rolling_window.h"

namespace twinleg::app {

namespace {

constexpr std::size_t kSteps = 1'000;  // in one repetition
constexpr Duration kApart = milliseconds(2);

void tell(std::ostream& out, std::string_view what, std::vector<double> ns) {
    std::ranges::sort(ns);
    out << fmt::format(
               R"({{"bench":"zscore","case":"{}","median_ns":{:.1f},"p99_ns":{:.1f},"min_ns":{:.1f},"repetitions":{}}})",
               what, ns[ns.size() / 2], ns[(ns.size() * 99 + 99) / 100 - 1], ns.front(), ns.size())
        << std::endl;
}

}  // namespace

void bench_zscore(std::ostream& out, unsigned repetitions) {
    using Clock = std::chrono::steady_clock;
    sim::Prng prng = sim::Prng::stream(1, 1);
    std::vector<Price> spreads;  // as they come, in ticks of 0.1
    std::int64_t level = -70;
    for (int i = 0; i < 1 << 16; ++i) {
        level += prng.between(-3, 3) - level / 64;
        spreads.push_back(Price::from_raw(level * 1'000'000'000));
    }
    strategy::RollingWindow window{seconds(900)};
    Time now{seconds(1'700'000'000).ns};
    std::size_t n = 0;
    const auto add = [&] {
        now = now + kApart;
        window.add(now, spreads[n++ & 0xFFFF]);
    };
    for (int i = 0; i < 460'000; ++i)
        add();

    const auto measure = [&](std::string_view what, std::size_t steps, const auto& step) {
        std::vector<double> ns;
        double sum = 0;
        for (unsigned r = 0; r < repetitions; ++r) {
            const auto begun = Clock::now();
            for (std::size_t s = 0; s < steps; ++s)
                sum += step();
            const std::chrono::duration<double, std::nano> took = Clock::now() - begun;
            ns.push_back(took.count() / static_cast<double>(steps));
        }
        CHECK(sum == sum);
        tell(out, what, std::move(ns));
    };
    const auto what = fmt::format("update with {} samples in 900 s", window.samples());
    measure(what, kSteps, [&] {
        add();
        return window.statistics().z;
    });
    measure("half-life", kSteps, [&] {
        const auto half = window.half_life();
        return half ? static_cast<double>(half->ns) : 0.0;
    });
}

}  // namespace twinleg::app
