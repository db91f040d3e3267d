#pragma once
// Questions to the store, answered by a thread of their own.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/result.h"
#include "database/connection.h"

namespace twinleg::panel {

// One question at a time, in the order asked; no more than `most` wait.
//
// Threads: ask() and drop() by any; the work is done on the archive's own, and `done` is called
// there.
class Archive {
public:
    explicit Archive(std::size_t most = 64);
    ~Archive();
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;

    // A connection for reading, kept for the next question; the errors of database::connect().
    using Open = std::function<Result<database::Connection*>(const database::Target&)>;
    using Work = std::function<Result<std::string>(const Open& open)>;
    using Done = std::move_only_function<void(Result<std::string>)>;

    // False, and nothing is called, if too many wait.
    bool ask(Work work, Done done);

private:
    struct Question {
        Work work;
        Done done;
    };

    void run();
    Result<database::Connection*> open(const database::Target& target);

    const std::size_t most_;
    std::map<std::string, std::unique_ptr<database::Connection>> connections_;  // the thread's
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Question> questions_;
    bool ending_{false};
    std::thread thread_;
};

}  // namespace twinleg::panel
