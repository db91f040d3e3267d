#include <algorithm>
#include <charconv>
#include <fstream>
#include <ostream>
#include <thread>

#include "app/catalog.h"
#include "app/commands.h"
#include "app/options.h"
#include "sim/soak/soak.h"

namespace twinleg::app {

namespace {

// The numbers of a file: one a line, what stands behind it and behind # is for people.
std::vector<std::uint64_t> numbers_in(const std::filesystem::path& path) {
    std::ifstream file{path};
    if (!file) throw CannotStart(kUnreadable, path.string() + " cannot be read");
    std::vector<std::uint64_t> numbers;
    for (std::string line; std::getline(file, line);) {
        std::uint64_t number = 0;
        const auto read = std::from_chars(line.data(), line.data() + line.size(), number);
        if (read.ec == std::errc{}) numbers.push_back(number);
    }
    return numbers;
}

}  // namespace

int run_soak(const Arguments& arguments, std::ostream& out, std::ostream&) {
    sim::SoakOptions soak;
    soak.jobs = 1;
    std::uint64_t jobs = 1;
    std::uint64_t minutes_each = 10;
    std::string mix = "drawn";
    std::string strategy = "drawn";
    std::optional<std::filesystem::path> file;
    Options options(
        "soak",
        "Simulates the whole engine, faults and all: every number is a world of its own, and the "
        "same number is always the same.",
        "  twinleg soak --numbers 100000 --jobs 2\n"
        "  twinleg soak --from 4711 --numbers 1 --strategy maker-taker\n"
        "  twinleg soak --file tests/numbers.txt\n");
    options.add("--from", &soak.from, "the first number");
    options.add("--numbers", &soak.numbers, "how many");
    options.add("--file", &file, "the numbers of this file instead, one a line");
    options.add("--jobs", &jobs, "threads");
    options.add("--virtual-minutes", &minutes_each, "of trading, each number");
    options.add("--strategy", &strategy,
                "random-pairs, or a strategy of `twinleg run`, in every number");
    options.choice("--mix", mix,
                   {"drawn", "none", "latencies", "faults", "crashes", "frozen", "person"},
                   "what goes wrong, in every number");
    options.add("--traces", &soak.traces, "folder for the traces of violations");
    options.add("--stop-at-first", &soak.stop_at_first, "stop at the first violation");
    if (!options.parse(arguments, out)) return kDone;

    soak.jobs = static_cast<unsigned>(std::clamp<std::uint64_t>(jobs, 1, 256));
    soak.choice.lasts = minutes(static_cast<std::int64_t>(minutes_each));
    if (mix != "drawn") soak.choice.profile = sim::profile_named(mix).value();
    if (strategy != "drawn") {
        if (strategy != "random-pairs" && find_strategy(strategy) == nullptr) {
            throw CannotStart(kBadUsage, "--strategy: there is no strategy `" + strategy + "`",
                              "there are random-pairs and those that `twinleg run` lists");
        }
        soak.choice.strategy = strategy;
    }
    if (file) soak.only = numbers_in(*file);

    const sim::SoakSummary summary = sim::run_soak(
        soak, make_strategy, [&](const std::string& line) { out << line << std::endl; });
    out << sim::to_json(summary) << std::endl;
    return summary.violations == 0 ? kDone : kBroken;
}

}  // namespace twinleg::app
