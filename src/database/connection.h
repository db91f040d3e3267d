#pragma once
// The door to a database: statements in, rows out. SQLite and PostgreSQL stand behind it, and
// speak the part of SQL that both know.

#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "core/result.h"
#include "core/time.h"
#include "database/target.h"
#include "database/value.h"

namespace twinleg::database {

struct ConnectOptions {
    bool read_only{false};            // a file that is not there is then missing, not made
    Duration patience{seconds(10)};   // for one statement, or for the connection
    std::function<bool()> give_up{};  // asked while waiting: true ends it
};

// Parameters are `$1`, `$2`, …, each used for the first time in this order.
//
// Errors of every call: disconnected (the connection is of no use any more: open another),
// timed_out (likewise), io (disk full, read-only, damaged), conflict (another writer had it for
// longer than our patience), malformed (the statement). No message holds a password.
//
// Threads: one at a time.
class Connection {
public:
    virtual ~Connection() = default;

    // Statements without parameters, one after the other.
    virtual Result<void> script(std::string_view sql) = 0;
    // One statement that answers nothing. Prepared once for each text.
    virtual Result<void> run(std::string_view sql, std::span<const Value> parameters) = 0;
    // One that answers rows; `on_row` ends it with false.
    virtual Result<void> query(std::string_view sql, std::span<const Value> parameters,
                               const std::function<bool(const Row&)>& on_row) = 0;

    // A transaction that keeps other writers out from its beginning.
    virtual Result<void> begin() = 0;
    // The same, and other programs that change the schema at the same time wait.
    virtual Result<void> begin_exclusive() = 0;
    Result<void> commit() { return script("COMMIT"); }
    void rollback() { (void)script("ROLLBACK"); }

    // False once an error has made it of no use.
    virtual bool usable() const = 0;
};

// Errors: as above; unauthorised (name or password), missing (no such file, database or server).
Result<std::unique_ptr<Connection>> connect(const Target& target,
                                            const ConnectOptions& options = {});

// All rows at once.
Result<std::vector<Row>> rows(Connection& connection, std::string_view sql,
                              std::span<const Value> parameters = {});

}  // namespace twinleg::database
