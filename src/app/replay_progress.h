#pragma once
// How far a long reading is, on a terminal only.

#include <chrono>
#include <cstdint>
#include <iostream>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

namespace twinleg::app {

class ReplayProgress {
public:
    ReplayProgress(std::ostream& err, std::string what)
        : err_(err),
          what_(std::move(what)),
          shown_(&err == &std::cerr && ::isatty(STDERR_FILENO) != 0),
          start_(std::chrono::steady_clock::now()),
          next_(start_ + std::chrono::milliseconds(300)) {}

    // `look` answers (share done, events); it is called now and then only.
    template <typename Look>
    void step(Look&& look) {
        if (!shown_ || (++steps_ & 0xFFF) != 0) return;
        const auto now = std::chrono::steady_clock::now();
        if (now < next_) return;
        next_ = now + std::chrono::milliseconds(300);
        const auto [share, events] = look();
        err_ << fmt::format("\r{} {:3.0f} %  {} events  {:.1f} million a second ", what_,
                            share * 100, events, static_cast<double>(events) / seconds() / 1e6)
             << std::flush;
        wrote_ = true;
    }
    // The line is gone.
    void end() {
        if (wrote_) err_ << "\r\x1b[K" << std::flush;
        wrote_ = false;
    }
    double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }

private:
    std::ostream& err_;
    std::string what_;
    bool shown_;
    bool wrote_{false};
    std::uint64_t steps_{0};
    std::chrono::steady_clock::time_point start_;
    std::chrono::steady_clock::time_point next_;
};

}  // namespace twinleg::app
