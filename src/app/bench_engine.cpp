#include "app/bench_engine.h"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "app/bench_quiet.h"

namespace twinleg::app {

namespace {

constexpr std::size_t kSteps = 1'000;  // in one repetition

}  // namespace

void bench_engine(std::ostream& out, unsigned repetitions) {
    using Clock = std::chrono::steady_clock;
    for (const std::string strategy : {"market-spread", "maker-taker"}) {
        Quiet quiet{strategy};
        std::vector<double> ns;
        std::uint64_t n = 0;
        for (unsigned r = 0; r < repetitions; ++r) {
            quiet.breathe();
            const auto begun = Clock::now();
            for (std::size_t s = 0; s < kSteps; ++s)
                quiet.tick(n++);
            const std::chrono::duration<double, std::nano> took = Clock::now() - begun;
            ns.push_back(took.count() / kSteps);
        }
        std::ranges::sort(ns);
        out << fmt::format(
                   R"({{"bench":"engine","case":"step without a signal, {}","median_ns":{:.1f},"p99_ns":{:.1f},"min_ns":{:.1f},"repetitions":{}}})",
                   strategy, ns[ns.size() / 2], ns[(ns.size() * 99 + 99) / 100 - 1], ns.front(),
                   ns.size())
            << std::endl;
    }
}

}  // namespace twinleg::app
