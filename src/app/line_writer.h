#pragma once
// Lines for a person, written by a thread of their own: a terminal that stands still (Ctrl+S, a
// full pipe) must not hold up a hedge.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <iosfwd>
#include <mutex>
#include <string>
#include <thread>

#include "app/lines.h"

namespace twinleg::app {

// Threads: any may write; one of its own, alive as long as the object, does the output.
class LineWriter final : public Lines {
public:
    // `out` must outlive it, and belongs to it meanwhile. Past `most` waiting lines new ones are
    // dropped, and one line says how many.
    explicit LineWriter(std::ostream& out, std::size_t most = 10'000);
    // Writes what is waiting.
    ~LineWriter() override;
    LineWriter(const LineWriter&) = delete;
    LineWriter& operator=(const LineWriter&) = delete;

    void write(std::string line) override;
    void flush() override;

private:
    void run();

    std::ostream& out_;
    const std::size_t most_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable idle_;
    std::deque<std::string> waiting_;
    std::uint64_t dropped_{0};
    bool writing_{false};
    bool ending_{false};
    std::thread thread_;
};

}  // namespace twinleg::app
