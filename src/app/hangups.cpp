#include "app/hangups.h"

#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

#include "core/check.h"

namespace twinleg::app {

namespace {

// A signal handler can reach nothing but this, on whichever thread it runs.
std::atomic<int> hangups_seen{0};
static_assert(std::atomic<int>::is_always_lock_free);
bool installed = false;
struct sigaction before{};

extern "C" void count_hangup(int) {
    hangups_seen.fetch_add(1);
}

}  // namespace

Hangups::Hangups() : had_terminal_(::isatty(STDERR_FILENO) != 0) {
    CHECK(!installed);
    installed = true;
    hangups_seen = 0;
    struct sigaction action{};
    action.sa_handler = count_hangup;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    sigaction(SIGHUP, &action, &before);
}

Hangups::~Hangups() {
    sigaction(SIGHUP, &before, nullptr);
    installed = false;
}

int Hangups::count() const {
    return hangups_seen.load();
}

bool Hangups::terminal_gone() const {
    termios ignored{};
    return had_terminal_ && ::tcgetattr(STDERR_FILENO, &ignored) != 0;
}

}  // namespace twinleg::app
