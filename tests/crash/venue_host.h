#pragma once
// The simulated venues in a process of their own: they live on whatever becomes of the engine.

#include <filesystem>
#include <string>

#include "sim/soak/scenario.h"
#include "store/file.h"

namespace twinleg::crash {

struct HostPlan {
    // An engine is asked to stop so long after its start.
    Duration first_stop{seconds(15)};
    Duration later_stop{seconds(5)};
    std::uint64_t number{0};  // fixes how long each engine stays dead
};

// A socket that engines can connect to from now on.
store::File listen_at(const std::filesystem::path& socket);

// Serves one engine after the other until one says that it is done, then holds the venues' own
// books against what must be: no open order, no position, nothing sent twice, and the engine's
// books the same. Writes what is wrong to `verdict`, one line each; a good end writes "good", then
// how many engines died with legs or orders open.
void serve(const sim::Scenario& scenario, const HostPlan& plan, store::File listening,
           const std::filesystem::path& verdict);

}  // namespace twinleg::crash
