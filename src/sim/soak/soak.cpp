#include "sim/soak/soak.h"

#include <fmt/format.h>

#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <thread>

#include "core/json_writer.h"

namespace twinleg::sim {
namespace {

// A broken CHECK ends the process; somebody must still learn in which number.
thread_local std::uint64_t running_number = 0;

extern "C" void on_abort(int) {
    char text[64];
    const auto end =
        fmt::format_to_n(text, sizeof text, "soak: number {} broke a CHECK\n", running_number);
    [[maybe_unused]] const auto written =
        ::write(STDERR_FILENO, text, static_cast<std::size_t>(end.out - text));
    std::_Exit(6);
}

std::string write_trace(const std::filesystem::path& folder, const NumberResult& result,
                        const Scenario& scenario) {
    std::error_code ignored;
    std::filesystem::create_directories(folder, ignored);
    const auto path = folder / fmt::format("number-{}.txt", result.number);
    std::ofstream file{path};
    file << "# number " << result.number << ", " << name(scenario.profile) << ", "
         << scenario.engine.strategy << "\n# " << result.violation->property << " after "
         << (result.violation->time - scenario.world.start).ns / 1'000'000
         << " ms: " << result.violation->what << "\n";
    for (const engine::InstrumentConfig& listed : scenario.engine.instruments) {
        const Instrument& it = listed.instrument;
        file << "# " << it.spec() << (it.kind == ContractKind::inverse ? " inverse" : "")
             << " tick " << to_text(it.tick) << " lot " << to_text(it.lot) << " minimum "
             << to_text(it.min_quantity) << ", " << to_text(it.min_notional)
             << (it.reduce_only_below_minimum ? ", not reduce-only" : "") << "\n";
    }
    for (const std::string& line : result.trace)
        file << line << "\n";
    return path.string();
}

std::int64_t at_share(const std::vector<std::int64_t>& sorted, std::size_t per_mille) {
    if (sorted.empty()) return 0;
    return sorted[std::min(sorted.size() - 1, sorted.size() * per_mille / 1000)];
}

}  // namespace

SoakSummary run_soak(const SoakOptions& options, const StrategyMaker& make,
                     const std::function<void(const std::string&)>& say) {
    std::signal(SIGABRT, on_abort);
    SoakSummary summary;
    std::mutex mutex;
    std::atomic<std::uint64_t> next{0};
    std::atomic<bool> enough{false};
    const std::uint64_t count = options.only.empty() ? options.numbers : options.only.size();

    const auto work = [&] {
        for (;;) {
            const std::uint64_t i = next.fetch_add(1);
            if (i >= count || enough) return;
            const std::uint64_t number = options.only.empty() ? options.from + i : options.only[i];
            running_number = number;
            const Scenario scenario = scenario_of(number, options.choice);
            const NumberResult result = run_number(scenario, make);

            const std::lock_guard lock{mutex};
            ++summary.numbers;
            summary.virtual_time = summary.virtual_time + result.virtual_time;
            summary.pair_trades += result.pair_trades;
            summary.orders += result.orders;
            summary.events += result.events;
            summary.worsenings += result.worsenings;
            summary.halts += result.halts;
            summary.faults.add(result.faults);
            const auto profile = static_cast<std::size_t>(scenario.profile);
            std::int64_t longest = 0;
            for (const Duration took : result.unhedged) {
                summary.unhedged_ms[profile].push_back(took.ns / 1'000'000);
                longest = std::max(longest, took.ns / 1'000'000);
            }
            summary.longest_ms[profile].push_back(longest);
            if (!result.violation) continue;
            ++summary.violations;
            const std::string trace = write_trace(options.traces, result, scenario);
            JsonWriter line;
            line.object()
                .field("number", result.number)
                .field("property", result.violation->property)
                .field("time_ms", (result.violation->time - scenario.world.start).ns / 1'000'000)
                .field("what", result.violation->what)
                .field("trace", trace)
                .end_object();
            say(line.text());
            if (options.stop_at_first) enough = true;
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < std::max(1u, options.jobs); ++i)
        threads.emplace_back(work);
    work();
    for (std::thread& thread : threads)
        thread.join();
    for (auto& times : summary.unhedged_ms)
        std::ranges::sort(times);
    for (auto& times : summary.longest_ms)
        std::ranges::sort(times);
    return summary;
}

std::string to_json(const SoakSummary& summary) {
    const std::int64_t tenths = summary.virtual_time.ns / seconds(360).ns;
    JsonWriter json;
    json.object()
        .field("numbers", summary.numbers)
        .field("violations", summary.violations)
        .key("virtual_hours")
        .raw(fmt::format("{}.{}", tenths / 10, tenths % 10))
        .field("pair_trades", summary.pair_trades)
        .field("orders", summary.orders)
        .field("events", summary.events)
        .field("worsenings", summary.worsenings)
        .field("halts", summary.halts)
        .key("faults")
        .object();
    for (std::size_t i = 0; i < kFaults; ++i)
        json.field(name(static_cast<Fault>(i)), summary.faults.by_fault[i]);
    json.end_object().key("unhedged_ms").object();
    for (std::size_t i = 0; i < kProfiles; ++i) {
        const auto& all = summary.unhedged_ms[i];
        const auto& longest = summary.longest_ms[i];
        if (longest.empty()) continue;
        json.key(name(static_cast<Profile>(i)))
            .object()
            .field("runs", longest.size())
            .field("times", all.size())
            .field("p50", at_share(all, 500))
            .field("p99", at_share(all, 990))
            .field("longest_p50", at_share(longest, 500))
            .field("longest_p99", at_share(longest, 990))
            .field("max", longest.back())
            .end_object();
    }
    json.end_object().end_object();
    return json.text();
}

}  // namespace twinleg::sim
