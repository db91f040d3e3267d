#include "app/watchdog.h"

#include <csignal>
#include <cstring>
#include <exception>
#include <fstream>
#include <iostream>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/command.h"
#include "store/lock.h"

namespace twinleg::app {

namespace {

constexpr char kStandDown = 'k';
constexpr const char* kName = "twinleg-watch";  // as the system lists it; 15 letters at most

// Whether `data` is locked, and by a watchdog. The lock is asked first: the name of a dead process
// can stay in the system's list for long.
bool held_by_watchdog(const std::filesystem::path& data) {
    if (store::DirectoryLock::take(data)) return false;
    std::string pid;
    std::ifstream(data / "lock") >> pid;
    std::string name;
    std::getline(std::ifstream("/proc/" + pid + "/comm"), name);
    return !pid.empty() && name == kName;
}

// What was said on standard error before is not this process's to say on.
void speak_into(const std::filesystem::path& log) {
    const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const int nothing = ::open("/dev/null", O_RDWR);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(file >= 0 ? file : nothing, STDOUT_FILENO);
    ::dup2(file >= 0 ? file : nothing, STDERR_FILENO);
    if (file > STDERR_FILENO) ::close(file);
    if (nothing > STDERR_FILENO) ::close(nothing);
}

// True if the desk's process died, false if it said goodbye.
bool wait_for_death(int pipe) {
    char word = 0;
    ssize_t got = 0;
    do {
        got = ::read(pipe, &word, 1);
    } while (got < 0 && errno == EINTR);
    return !(got == 1 && word == kStandDown);
}

// The data directory, unless a restart took it within `grace`.
std::optional<store::DirectoryLock> take_over(const std::filesystem::path& data, Duration grace) {
    ::poll(nullptr, 0, static_cast<int>(grace.ns / 1'000'000));
    auto lock = store::DirectoryLock::take(data);
    if (!lock) return std::nullopt;
    return std::move(*lock);
}

[[noreturn]] void watch(int pipe, const std::filesystem::path& data, Duration grace,
                        const std::function<void()>& cancel_everything) {
    ::setsid();  // Ctrl+C is for the desk, not for us
    ::prctl(PR_SET_NAME, kName);
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGTERM, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);
    speak_into(data / "watchdog.log");
    if (!wait_for_death(pipe)) ::_exit(0);
    try {
        const auto lock = take_over(data, grace);
        if (!lock) {
            std::cerr << "the desk died and was started again; nothing to do\n";
        } else {
            std::cerr << "the desk died and nobody started it again: cancelling every order\n";
            cancel_everything();
        }
    } catch (const std::exception& problem) {
        std::cerr << "cannot cancel: " << problem.what() << '\n';
    }
    ::_exit(0);
}

}  // namespace

Watchdog::Watchdog(const std::filesystem::path& data, Duration grace,
                   const std::function<void()>& cancel_everything) {
    std::error_code ignored;
    std::filesystem::create_directories(data, ignored);
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw CannotStart(kBadUsage,
                          fmt::format("cannot make the watchdog: {}", std::strerror(errno)));
    child_ = ::fork();
    if (child_ == 0) {
        ::close(ends[1]);
        watch(ends[0], data, grace, cancel_everything);
    }
    ::close(ends[0]);
    pipe_ = ends[1];
    if (child_ < 0) {
        ::close(pipe_);
        throw CannotStart(kBadUsage,
                          fmt::format("cannot make the watchdog: {}", std::strerror(errno)));
    }
}

void Watchdog::stand_down() {
    if (pipe_ < 0) return;
    // A child that is gone already has nothing left to be told.
    std::signal(SIGPIPE, SIG_IGN);
    [[maybe_unused]] const auto told = ::write(pipe_, &kStandDown, 1);
    ::close(pipe_);
    pipe_ = -1;
    ::waitpid(child_, nullptr, 0);
}

void wait_for_watchdog(const std::filesystem::path& data,
                       const std::function<void(std::string_view)>& say,
                       const std::function<bool()>& interrupted) {
    constexpr int kLookMs = 100;
    bool told = false;
    while (held_by_watchdog(data) && !interrupted()) {
        if (!told) say("the watchdog of the last run is cancelling its orders; waiting for it");
        told = true;
        ::poll(nullptr, 0, kLookMs);
    }
}

Watchdog::~Watchdog() {
    if (pipe_ >= 0) ::close(pipe_);
}

}  // namespace twinleg::app
