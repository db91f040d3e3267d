#pragma once
// What a configuration that changed asks of a desk that runs.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "app/run_plan.h"
#include "engine/config.h"

namespace twinleg::app {

// The configuration's own text, by the name of each line.
using ConfigLines = std::map<std::string, std::string, std::less<>>;
ConfigLines lines_of(const engine::Config& config);

struct Change {
    std::string name;  // "risk.daily_loss" or "parameter.samples" of the engine; else "--mode"
    std::string before;
    std::string after;
    std::string
        refused;  // why the old value stays until the next start; empty: the engine is asked
};

// From what was read last to what is read now, in the order of the options. Limits and the
// strategy's parameters may change on the way; who trades what, where and with which keys may not.
// What somebody changed in the meantime by other ways stays, unless the file says something new.
// Pure. Throws CannotStart where the new settings could never trade; nothing is to be taken then.
std::vector<Change> changes_between(const Instance& before, const Instance& now,
                                    const engine::Config& running);

}  // namespace twinleg::app
