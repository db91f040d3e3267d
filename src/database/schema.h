#pragma once
// The tables, and how an older database becomes today's.

#include <cstdint>
#include <span>
#include <string_view>

#include "core/result.h"
#include "database/connection.h"

namespace twinleg::database {

// One step. Never changed once it has been in a release: another is added behind it.
struct Migration {
    std::int64_t number;  // 1, 2, 3, …
    std::string_view name;
    std::string_view sql;
};
std::span<const Migration> migrations();

// The number of the newest.
std::int64_t schema_version();

// Brings the database up to `steps`, each in a transaction of its own, and does nothing where it
// is there already. Two programs may do it at the same time.
// Errors: unsupported, if a newer program has been here; those of Connection.
Result<void> migrate(Connection& connection, std::string_view program, Time now,
                     std::span<const Migration> steps = migrations());

// Whether this program can read it. Errors: unsupported, if it is newer, or older (the message
// says how to mend it); missing, if there are no tables of ours.
Result<void> check_schema(Connection& connection);

// A table that rows are only ever added to; `columns` in the order of its values.
struct Table {
    std::string_view name;
    std::span<const std::string_view> columns;
};

// What a run does, one table each; their rows have the key (run, position, item): the journal's
// record that tells it, and which of the things it tells. Writing one twice changes nothing.
enum class TableId : std::uint8_t {
    runs,
    spreads,
    signals,
    orders,
    fills,
    positions,
    funding,
    risk_decisions,
    pair_trades,
    events,
};
inline constexpr std::size_t kTables = 10;
const Table& table(TableId id);

}  // namespace twinleg::database
