#pragma once
// What a command line of `run` comes to, with every file it names: one instance for each pair.

#include <optional>
#include <string>
#include <vector>

#include "app/environment.h"
#include "app/options.h"
#include "app/run_settings.h"

namespace twinleg::app {

// One pair with everything it trades by. The settings of Scope::shared are the same in all
// instances of a plan.
struct Instance {
    std::string name;  // of the configuration file; else the strategy's
    RunSettings settings;
    Environment environment;    // its keys: those of its accounts, where the file names some
    std::string first_account;  // of the configuration file; empty: the venue's usual names
    std::string second_account;
    std::vector<Effective> effective;
    std::string keystore_note;  // why the keystore was not opened, where that is no error
};

// Of one desk that no configuration file names.
Instance instance_of(std::string name, RunSettings settings, Environment environment);

struct RunPlan {
    std::vector<Instance> instances;  // one at least
};

struct PlanRequest {
    std::string command;   // "run maker-taker", for messages and --help
    std::string examples;  // below --help
    Environment environment;
    // False: a keystore whose passphrase is not at hand stays closed.
    bool ask_passphrase{true};
};

// Reads `arguments` (a strategy, flags, or --config FILE without or with a strategy), the
// environment, the env file and the configuration file. Nothing if --help was asked for and
// printed. Throws CannotStart.
std::optional<RunPlan> plan_run(const PlanRequest& request, const Arguments& arguments,
                                std::ostream& out);

}  // namespace twinleg::app
