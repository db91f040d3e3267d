#pragma once
// Keeps a database a reading of the journal that is being written.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/result.h"
#include "database/connection.h"
#include "database/feeder.h"
#include "database/target.h"

namespace twinleg::database {

struct WriterOptions {
    Target target;
    std::string mode;        // sim, paper, testnet, live
    std::string version;     // of the program
    std::uint32_t epoch{1};  // of this process; 1: its journal is new
    std::size_t batch_rows{2000};
    Duration flush_every{milliseconds(250)};
    Duration retry_first{milliseconds(100)};
    Duration retry_most{seconds(5)};
    Duration patience{seconds(10)};  // with one statement
    // A sentence for a person when trouble begins, and when it is over. Called from the writer's
    // thread.
    std::function<void(std::string)> say;
};

struct WriterStatus {
    std::uint64_t stored{0};   // the journal's records that are in the database
    std::uint64_t behind{0};   // those that are not yet
    std::uint64_t thinned{0};  // evaluations and refusals that became no row of their own
    bool connected{false};
    std::string trouble;  // why nothing is written now; empty while all is well
};

// The engine's thread has nothing to do with it: the journal is the queue. While the database is
// away its thread waits, and reads on from the journal afterwards; what a dead process left unread
// is read by the next one.
//
// Threads: a thread of its own does all of it; the functions may be called by any.
class Writer {
public:
    // `journal` is the directory of the segments; `appended` tells how many records are in them by
    // now, and is called from the writer's thread until close() has returned.
    //
    // Errors: unsupported (the database is of a newer program, or a server too old), malformed (an
    // URL that cannot be read). Anything else is trouble that may pass: it is told, and the thread
    // tries again.
    static Result<std::unique_ptr<Writer>> start(const std::filesystem::path& journal,
                                                 std::function<std::uint64_t()> appended,
                                                 WriterOptions options);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    WriterStatus status() const;

    // Writes what is in the journal by now, at most `within`, and ends the thread.
    // Errors: timed_out, saying how many records wait for the next start, and why.
    Result<void> close(Duration within = seconds(5));

private:
    Writer(std::filesystem::path journal, std::function<std::uint64_t()> appended,
           WriterOptions options);

    void run();
    bool turn();
    Result<void> connect(Duration patience);
    Result<bool> begin_feeder();
    Result<void> finish_dead_journals();
    Result<void> follow(bool& idle);
    void note(const Result<void>& outcome);
    bool past_the_end() const;
    void pause(Duration span);

    const std::filesystem::path journal_;
    const std::function<std::uint64_t()> appended_;
    const WriterOptions options_;

    // The thread's.
    std::unique_ptr<Connection> connection_;
    std::optional<Feeder> feeder_;
    bool dead_journals_done_{false};
    Duration retry_{};
    std::int64_t flushed_ns_{0};  // steady clock
    bool complete_{false};

    std::string remark_;  // of the feeder, told already

    std::atomic<bool> ending_{false};
    std::atomic<std::int64_t> end_by_ns_{INT64_MAX};  // steady clock
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    WriterStatus status_;
    std::thread thread_;
};

}  // namespace twinleg::database
