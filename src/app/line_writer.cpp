#include "app/line_writer.h"

#include <ostream>
#include <utility>

namespace twinleg::app {

LineWriter::LineWriter(std::ostream& out, std::size_t most)
    : out_(out), most_(most), thread_([this] { run(); }) {}

LineWriter::~LineWriter() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void LineWriter::write(std::string line) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= most_) {
            ++dropped_;
            return;
        }
        waiting_.push_back(std::move(line));
    }
    wake_.notify_one();
}

void LineWriter::flush() {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return waiting_.empty() && !writing_; });
}

void LineWriter::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        auto lines = std::exchange(waiting_, {});
        const auto dropped = std::exchange(dropped_, 0);
        writing_ = true;
        lock.unlock();
        for (const auto& line : lines)
            out_ << line << '\n';
        if (dropped > 0) out_ << "(" << dropped << " lines were dropped here)\n";
        out_.flush();
        lock.lock();
        writing_ = false;
        if (waiting_.empty()) idle_.notify_all();
    }
}

}  // namespace twinleg::app
