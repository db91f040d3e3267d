#pragma once
// Brings a database up to where a journal is.

#include <cstdint>
#include <filesystem>
#include <memory>

#include "core/result.h"
#include "database/batch.h"
#include "database/reading.h"
#include "store/journal_tail.h"

namespace twinleg::database {

// One journal on its way into a database. It holds no more than a batch: what the database does not
// take stays in the journal.
//
// Threads: one.
class Feeder {
public:
    // `number`: the journal's, see journal_number.h.
    Feeder(std::filesystem::path journal, std::uint64_t number, RunFacts facts);

    // Begins, or goes on after a connection was lost: asks the database what it has, and reads the
    // journal from its beginning where that is not what was left there.
    // Errors: those of Connection; of the journal: missing, corrupt, unsupported, io.
    Result<void> attach(Connection& connection);

    // Reads on until there are `most` rows, or the record `through`. False: it is there.
    // Errors: of the journal. A record that cannot be read is passed over, and told in remarks().
    Result<bool> read(std::uint64_t through, std::size_t most);

    // Takes what was read into the database. Errors: those of Connection; it is then still here.
    Result<void> write(Connection& connection, bool complete = false);

    std::size_t waiting() const { return batch_.size(); }
    // The last record read, and the last one of which all is in the database.
    std::uint64_t read_through() const { return batch_.through; }
    std::uint64_t stored_through() const { return stored_; }
    std::uint64_t thinned() const { return reading_ ? reading_->thinned() : 0; }
    std::uint64_t number() const { return number_; }
    // The first record that could not be read; empty if all could.
    const std::string& remark() const { return remark_; }

private:
    std::filesystem::path journal_;
    std::uint64_t number_;
    RunFacts facts_;
    std::unique_ptr<store::JournalTail> tail_;
    std::unique_ptr<Reading> reading_;
    Batch batch_;
    std::uint64_t stored_{0};
    std::string remark_;
};

}  // namespace twinleg::database
