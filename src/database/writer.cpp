#include "database/writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "database/journal_number.h"
#include "database/schema.h"

namespace twinleg::database {
namespace {

constexpr Duration kAtTheStart = seconds(3);      // a server may keep the desk waiting so long
constexpr Duration kPoll = milliseconds(20);      // how often a quiet journal is looked at
constexpr Duration kMarkEvery = seconds(5);       // how often it is noted that nothing came
constexpr std::size_t kRowsOfDeadJournal = 2000;  // at a time

std::int64_t steady_ns() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

Time wall() {
    return {std::chrono::duration_cast<std::chrono::nanoseconds>(
                std::chrono::system_clock::now().time_since_epoch())
                .count()};
}

// A person must mend it, and no waiting helps.
bool is_final(Errc code) {
    return code == Errc::unsupported || code == Errc::malformed;
}

std::vector<std::filesystem::path> journals_beside(const std::filesystem::path& journal) {
    std::vector<std::filesystem::path> found;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(journal.parent_path(), failed))
        if (entry.path().filename().string().starts_with("journal") && entry.path() != journal)
            found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
}

}  // namespace

Result<std::unique_ptr<Writer>> Writer::start(const std::filesystem::path& journal,
                                              std::function<std::uint64_t()> appended,
                                              WriterOptions options) {
    std::unique_ptr<Writer> writer(new Writer(journal, std::move(appended), std::move(options)));
    const auto connected = writer->connect(std::min(writer->options_.patience, kAtTheStart));
    if (!connected && is_final(connected.error().code)) return std::unexpected(connected.error());
    writer->note(connected);
    writer->thread_ = std::thread([raw = writer.get()] { raw->run(); });
    return writer;
}

Writer::Writer(std::filesystem::path journal, std::function<std::uint64_t()> appended,
               WriterOptions options)
    : journal_(std::move(journal)),
      appended_(std::move(appended)),
      options_(std::move(options)),
      retry_(options_.retry_first) {}

Writer::~Writer() {
    (void)close(Duration{});
}

bool Writer::past_the_end() const {
    return ending_.load(std::memory_order_acquire) &&
           steady_ns() >= end_by_ns_.load(std::memory_order_acquire);
}

Result<void> Writer::connect(Duration patience) {
    auto connection = database::connect(
        options_.target, {.patience = patience, .give_up = [this] { return past_the_end(); }});
    if (!connection) return std::unexpected(connection.error());
    if (auto migrated = migrate(**connection, options_.version, wall()); !migrated) return migrated;
    if (feeder_)
        if (auto attached = feeder_->attach(**connection); !attached) return attached;
    connection_ = std::move(*connection);
    return {};
}

// False: the journal has not begun yet.
Result<bool> Writer::begin_feeder() {
    if (feeder_) return true;
    const auto found = journal_number(journal_, appended_());
    if (!found) return std::unexpected(found.error());
    if (!*found) return false;
    std::uint64_t number = **found;
    // A new journal, and its number is taken: the same simulation was run before.
    while (options_.epoch == 1) {
        const auto taken = rows(*connection_, "SELECT journal FROM journals WHERE journal = $1",
                                Row{static_cast<std::int64_t>(number)});
        if (!taken) return std::unexpected(taken.error());
        if (taken->empty()) break;
        number = number % kMostJournalNumber + 1;
    }
    Feeder feeder(journal_, number, RunFacts{options_.mode, options_.version, options_.epoch});
    if (const auto attached = feeder.attach(*connection_); !attached)
        return std::unexpected(attached.error());
    feeder_.emplace(std::move(feeder));
    return true;
}

// Those of the same directory that this database knows, and not to their end: their processes were
// killed, and their journals put aside.
Result<void> Writer::finish_dead_journals() {
    for (const auto& path : journals_beside(journal_)) {
        const auto number = journal_number(path, UINT64_MAX);
        if (!number || !*number || **number == feeder_->number()) continue;
        const auto there = stored_of(*connection_, **number);
        if (!there) return std::unexpected(there.error());
        if (there->through == 0 || there->complete) continue;

        Feeder dead(path, **number, RunFacts{.mode = {}, .version = {}, .epoch = UINT32_MAX});
        // A journal that cannot be read is left alone: it is nobody's any more.
        const auto attached = dead.attach(*connection_);
        if (!attached && !connection_->usable()) return attached;
        bool more = attached.has_value();
        while (more && !past_the_end()) {
            const auto read = dead.read(UINT64_MAX, kRowsOfDeadJournal);
            more = read.value_or(false);
            if (auto written = dead.write(*connection_, !more); !written) return written;
        }
    }
    return {};
}

Result<void> Writer::follow(bool& idle) {
    const auto begun = begin_feeder();
    if (!begun) return std::unexpected(begun.error());
    if (!*begun) {
        complete_ = ending_.load(std::memory_order_acquire);
        return {};
    }
    if (!dead_journals_done_)
        if (auto done = finish_dead_journals(); !done) return done;
    dead_journals_done_ = true;

    // In this order: what was appended before the end was asked for is seen.
    const bool ending = ending_.load(std::memory_order_acquire);
    const auto read = feeder_->read(appended_(), options_.batch_rows);
    if (!read) return std::unexpected(read.error());
    const Duration since{steady_ns() - flushed_ns_};
    const bool rows = feeder_->waiting() > 0;
    const bool new_records = feeder_->read_through() > feeder_->stored_through();
    const bool last = ending && !*read && !complete_;

    if (*read || last || (rows && since >= options_.flush_every) ||
        (new_records && since >= kMarkEvery)) {
        if (auto written = feeder_->write(*connection_, last); !written) return written;
        flushed_ns_ = steady_ns();
        complete_ = last;
    }
    idle = !*read;
    return {};
}

// False: it is over.
bool Writer::turn() {
    bool idle = true;
    Result<void> outcome;
    if (connection_ == nullptr) outcome = connect(options_.patience);
    if (outcome) outcome = follow(idle);
    note(outcome);

    if (complete_ || past_the_end()) return false;
    if (outcome) {
        retry_ = options_.retry_first;
        if (idle) pause(kPoll);
        return true;
    }
    // What failed may have left the connection as it should not be.
    connection_.reset();
    pause(retry_);
    retry_ = std::min(retry_ * 2, options_.retry_most);
    return true;
}

void Writer::run() {
    while (turn()) {
    }
    connection_.reset();
}

void Writer::note(const Result<void>& outcome) {
    std::string told;
    const std::uint64_t appended = appended_();
    {
        const std::scoped_lock hold(mutex_);
        if (outcome && !status_.trouble.empty())
            told = fmt::format("database: {} is written again", options_.target.shown());
        if (!outcome && status_.trouble.empty())
            told = fmt::format(
                "{}; trading goes on, and what is missing is read from the journal later",
                outcome.error().message);
        status_.trouble = outcome ? std::string{} : outcome.error().message;
        status_.connected = connection_ != nullptr && outcome;
        if (feeder_) {
            status_.stored = feeder_->stored_through();
            status_.thinned = feeder_->thinned();
        }
        status_.behind = appended - std::min(appended, status_.stored);
    }
    if (!told.empty() && options_.say) options_.say(std::move(told));
    if (feeder_ && remark_ != feeder_->remark()) {
        remark_ = feeder_->remark();
        if (options_.say) options_.say("database: passed over: " + remark_);
    }
}

void Writer::pause(Duration span) {
    std::unique_lock hold(mutex_);
    const bool was_ending = ending_;
    wake_.wait_for(hold, std::chrono::nanoseconds(span.ns),
                   [&] { return ending_ && (!was_ending || past_the_end()); });
}

WriterStatus Writer::status() const {
    const std::scoped_lock hold(mutex_);
    return status_;
}

Result<void> Writer::close(Duration within) {
    if (thread_.joinable()) {
        end_by_ns_.store(steady_ns() + within.ns, std::memory_order_release);
        {
            const std::scoped_lock hold(mutex_);
            ending_.store(true, std::memory_order_release);
        }
        wake_.notify_all();
        thread_.join();
    }
    const auto status = this->status();
    if (complete_) return {};
    return fail(Errc::timed_out,
                fmt::format("{} records of the journal are not in the database{}{}; the next start "
                            "reads them",
                            status.behind, status.trouble.empty() ? "" : ": ", status.trouble));
}

}  // namespace twinleg::database
