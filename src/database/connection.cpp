#include "database/connection.h"

#include "database/postgres.h"
#include "database/sqlite.h"

namespace twinleg::database {

Result<std::unique_ptr<Connection>> connect(const Target& target, const ConnectOptions& options) {
    switch (target.kind) {
        case Target::Kind::none:
            break;
        case Target::Kind::sqlite:
            return open_sqlite(target, options);
        case Target::Kind::postgres:
            return open_postgres(target, options);
    }
    return fail(Errc::missing, "database: none is named");
}

Result<std::vector<Row>> rows(Connection& connection, std::string_view sql,
                              std::span<const Value> parameters) {
    std::vector<Row> out;
    const auto done = connection.query(sql, parameters, [&](const Row& row) {
        out.push_back(row);
        return true;
    });
    if (!done) return std::unexpected(done.error());
    return out;
}

}  // namespace twinleg::database
