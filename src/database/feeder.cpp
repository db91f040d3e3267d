#include "database/feeder.h"

#include <utility>

namespace twinleg::database {

Feeder::Feeder(std::filesystem::path journal, std::uint64_t number, RunFacts facts)
    : journal_(std::move(journal)), number_(number), facts_(std::move(facts)) {}

Result<void> Feeder::attach(Connection& connection) {
    const auto there = stored_of(connection, number_);
    if (!there) return std::unexpected(there.error());
    if (tail_ && there->through == stored_) return {};
    if (tail_ && !batch_.empty() && there->through == batch_.through) {
        // The answer to the last commit was lost, the commit was not.
        batch_.clear();
        stored_ = there->through;
        return {};
    }
    auto tail = store::JournalTail::open(journal_);
    if (!tail) return std::unexpected(tail.error());
    tail_ = std::make_unique<store::JournalTail>(std::move(*tail));
    reading_ = std::make_unique<Reading>(number_, facts_);
    reading_->skip_through(there->through);
    batch_ = {};
    stored_ = there->through;
    return {};
}

Result<bool> Feeder::read(std::uint64_t through, std::size_t most) {
    while (batch_.size() < most) {
        const auto record = tail_->next(through);
        if (!record) return std::unexpected(record.error());
        if (!*record) return false;
        if (const auto taken = reading_->on(**record, batch_); !taken && remark_.empty())
            remark_ = taken.error().message;
    }
    return true;
}

Result<void> Feeder::write(Connection& connection, bool complete) {
    if (auto written = database::write(connection, number_, batch_, complete); !written)
        return written;
    batch_.clear();
    stored_ = batch_.through;
    return {};
}

}  // namespace twinleg::database
