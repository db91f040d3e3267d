#pragma once
// A second process that outlives the first: if the desk's process dies with orders resting, nobody
// would cancel them at a venue that has no dead man's switch.

#include <filesystem>
#include <functional>
#include <string_view>

#include "core/time.h"

namespace twinleg::app {

// Forks. The child holds no socket and does nothing while this process lives. If this process ends
// without stand_down() (killed, crashed), the child waits `grace` for a restart to take the data
// directory, and otherwise runs `cancel_everything` while it holds that directory itself. What it
// does is told in DATA/watchdog.log; it ends with it.
//
// Must be made before any thread. Threads: the one that made it.
class Watchdog {
public:
    // Throws CannotStart if there can be none.
    Watchdog(const std::filesystem::path& data, Duration grace,
             const std::function<void()>& cancel_everything);
    // Without stand_down() before it, the child goes to work.
    ~Watchdog();
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

    // Nothing is open any more: the child ends.
    void stand_down();

private:
    int pipe_{-1};
    int child_{-1};
};

// While a watchdog of an earlier life holds `data` (it cancels what that left behind), waits for it
// to be done: both would need the same nonces. `say` is told once. Ends early when `interrupted`.
void wait_for_watchdog(const std::filesystem::path& data,
                       const std::function<void(std::string_view)>& say,
                       const std::function<bool()>& interrupted);

}  // namespace twinleg::app
