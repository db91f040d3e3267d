#include "app/stop_signals.h"

#include <atomic>
#include <csignal>

#include "core/check.h"

namespace twinleg::app {

namespace {

// A signal handler can reach nothing but this, on whichever thread it runs.
std::atomic<int> signals_seen{0};
static_assert(std::atomic<int>::is_always_lock_free);
bool installed = false;
struct sigaction before_int{};
struct sigaction before_term{};

extern "C" void count_signal(int) {
    signals_seen.fetch_add(1);
}

}  // namespace

StopSignals::StopSignals() {
    CHECK(!installed);
    installed = true;
    signals_seen = 0;
    struct sigaction action{};
    action.sa_handler = count_signal;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, &before_int);
    sigaction(SIGTERM, &action, &before_term);
}

StopSignals::~StopSignals() {
    sigaction(SIGINT, &before_int, nullptr);
    sigaction(SIGTERM, &before_term, nullptr);
    installed = false;
}

int StopSignals::count() const {
    return signals_seen.load();
}

}  // namespace twinleg::app
