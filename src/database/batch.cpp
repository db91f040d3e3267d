#include "database/batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace twinleg::database {
namespace {

// Rows of one statement: powers of two, so that few texts are prepared.
constexpr std::size_t kMostRows = 64;

std::string insert_sql(const Table& table, std::size_t rows) {
    std::string sql =
        fmt::format("INSERT INTO {} ({}) VALUES ", table.name, fmt::join(table.columns, ", "));
    std::size_t parameter = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        sql += row == 0 ? "(" : ", (";
        for (std::size_t column = 0; column < table.columns.size(); ++column)
            sql += fmt::format("{}${}", column == 0 ? "" : ", ", ++parameter);
        sql += ')';
    }
    return sql + " ON CONFLICT DO NOTHING";
}

Result<void> insert(Connection& connection, const Table& table, const std::vector<Row>& rows) {
    Row parameters;
    for (std::size_t at = 0; at < rows.size();) {
        std::size_t count = kMostRows;
        while (count > rows.size() - at)
            count /= 2;
        parameters.clear();
        for (std::size_t i = 0; i < count; ++i)
            parameters.insert(parameters.end(), rows[at + i].begin(), rows[at + i].end());
        if (auto done = connection.run(insert_sql(table, count), parameters); !done) return done;
        at += count;
    }
    return {};
}

Result<void> write_all(Connection& connection, std::uint64_t journal, const Batch& batch,
                       bool complete) {
    for (std::size_t id = 0; id < kTables; ++id)
        if (auto done = insert(connection, table(static_cast<TableId>(id)), batch.rows[id]); !done)
            return done;
    for (const Update& update : batch.updates)
        if (auto done = connection.run(update.sql, update.parameters); !done) return done;
    return connection.run(
        "INSERT INTO journals (journal, stored, complete) VALUES ($1, $2, $3) "
        "ON CONFLICT (journal) DO UPDATE SET stored = excluded.stored, "
        "complete = excluded.complete",
        Row{static_cast<std::int64_t>(journal), static_cast<std::int64_t>(batch.through),
            std::int64_t{complete}});
}

}  // namespace

std::size_t Batch::size() const {
    std::size_t sum = updates.size();
    for (const auto& each : rows)
        sum += each.size();
    return sum;
}

void Batch::clear() {
    for (auto& each : rows)
        each.clear();
    updates.clear();
}

Result<Stored> stored_of(Connection& connection, std::uint64_t journal) {
    const auto found = rows(connection, "SELECT stored, complete FROM journals WHERE journal = $1",
                            Row{static_cast<std::int64_t>(journal)});
    if (!found) return std::unexpected(found.error());
    if (found->empty()) return Stored{};
    return Stored{static_cast<std::uint64_t>(number_of(found->front()[0])),
                  number_of(found->front()[1]) != 0};
}

Result<void> write(Connection& connection, std::uint64_t journal, const Batch& batch,
                   bool complete) {
    if (auto begun = connection.begin(); !begun) return begun;
    auto done = write_all(connection, journal, batch, complete);
    if (done) done = connection.commit();
    if (!done && connection.usable()) connection.rollback();
    return done;
}

}  // namespace twinleg::database
