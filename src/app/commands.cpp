#include "app/commands.h"

#include <algorithm>
#include <exception>
#include <ostream>

#include <fmt/format.h>

#include "app/nearest.h"
#include "app/version.h"

namespace twinleg::app {

namespace {

// A new command: its function in commands.h, its file command_<name>.cpp, and one line here.
constexpr Entry kCommands[] = {
    {"demo", "trade two simulated venues, nothing to set up", run_demo},
    {"run", "one strategy on two venues", run_run},
    {"record", "raw frames of venues to compressed files", run_record},
    {"replay", "the same engine over recordings, with a report", run_replay},
    {"journal", "show or verify what a run wrote down", run_journal},
    {"bench", "how fast this machine is at it", run_bench},
    {"convert", "recordings to our compact form", run_convert},
    {"check", "keys, permissions, balances, clock and fees at each venue", run_check},
    {"config", "the settings a run would have, and where each comes from", run_config},
    {"decode", "frames of a venue to events, one JSON line each", run_decode},
    {"flatten", "close everything that two accounts hold, now", run_flatten},
    {"export", "the log files of the last days as JSON, for analysis", run_export},
    {"health", "whether a running Twinleg is well, by its panel", run_health},
    {"panel", "the panel over what runs have stored", run_panel},
    {"keys", "public keys from private ones; an encrypted store for them", run_keys},
    {"sign", "sign JSON lines: hashes and signatures of every venue", run_sign},
    {"sim", "only the simulated venues: an offline exchange for any client", run_sim},
    {"soak", "simulate the whole engine by the thousand, faults and all", run_soak},
    {"sweep", "a grid of parameters over recordings, one CSV row a point", run_sweep},
    {"venues", "what each venue can do", run_venues},
};

constexpr std::string_view kExamples = R"(
examples:
  twinleg demo
  twinleg demo --duration 60s --number 1 --report report.json
  twinleg run maker-taker --mode sim -t BTC -s 0.01 -f 5 -m 0.1 -l 10 -sh 10
  twinleg run market-spread --mode sim --ticker BTC --size 0.001

`twinleg COMMAND --help` explains a command with examples.
)";

void print_help(std::ostream& out) {
    out << "Twinleg trades one coin on two perpetual venues: one leg here, the opposite leg "
           "there.\n\n"
           "usage: twinleg COMMAND [OPTIONS]\n\ncommands:\n";
    for (const auto& entry : commands())
        out << fmt::format("  {:<10} {}\n", entry.name, entry.summary);
    out << kExamples;
}

int run_entry(const Entry& entry, const Arguments& arguments, std::ostream& out,
              std::ostream& err) {
    try {
        return entry.run(arguments, out, err);
    } catch (const CannotStart& problem) {
        err << "twinleg " << entry.name << ": " << problem.what() << '\n';
        if (!problem.mend().empty()) err << "  " << problem.mend() << '\n';
        return problem.code();
    } catch (const std::exception& problem) {
        err << "twinleg " << entry.name << ": " << problem.what() << '\n';
        return kBadUsage;
    }
}

}  // namespace

std::span<const Entry> commands() {
    return kCommands;
}

int dispatch(const Arguments& words, std::ostream& out, std::ostream& err) {
    if (words.empty()) {
        print_help(err);
        return kBadUsage;
    }
    const auto& first = words.front();
    if (first == "--version" || first == "version") {
        out << "twinleg " << kVersion << '\n';
        return kDone;
    }
    if (first == "--help" || first == "-h" || first == "help") {
        print_help(out);
        return kDone;
    }
    const auto found = std::ranges::find(commands(), first, &Entry::name);
    if (found == commands().end()) {
        std::vector<std::string> names;
        for (const auto& entry : commands())
            names.emplace_back(entry.name);
        err << fmt::format("twinleg: there is no command `{}`{}\n", first,
                           did_you_mean(first, names))
            << "  `twinleg --help` lists them.\n";
        return kBadUsage;
    }
    return run_entry(*found, Arguments(words.begin() + 1, words.end()), out, err);
}

}  // namespace twinleg::app
