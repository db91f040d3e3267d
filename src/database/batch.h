#pragma once
// Rows on their way into the database: what one transaction holds.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "database/connection.h"
#include "database/schema.h"

namespace twinleg::database {

// A row that is there already learns something. Done again it changes nothing.
struct Update {
    std::string_view sql;
    Row parameters;
};

struct Batch {
    std::array<std::vector<Row>, kTables> rows;
    std::vector<Update> updates;  // in the journal's order, after the rows
    std::uint64_t through{0};     // the journal's last record that is in it

    void add(TableId id, Row row) { rows[static_cast<std::size_t>(id)].push_back(std::move(row)); }
    std::size_t size() const;
    bool empty() const { return size() == 0; }
    void clear();
};

// How far the journal has been stored.
struct Stored {
    std::uint64_t through{0};
    bool complete{false};  // its writer ended, and everything of it is here
};
Result<Stored> stored_of(Connection& connection, std::uint64_t journal);

// Takes all of it into the database, or nothing, and notes how far the journal is stored.
Result<void> write(Connection& connection, std::uint64_t journal, const Batch& batch,
                   bool complete = false);

}  // namespace twinleg::database
