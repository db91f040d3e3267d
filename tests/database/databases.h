#pragma once
// Databases of a test's own: files in a directory, and a PostgreSQL server that lives as long as
// the test's program.

#include <gtest/gtest.h>

#include <string>

#include "database/target.h"
#include "tests/database/postgres_server.h"
#include "tests/support/temp_dir.h"

namespace twinleg::database {

enum class Kind { sqlite, postgres };

inline std::string kind_name(const ::testing::TestParamInfo<Kind>& info) {
    return info.param == Kind::sqlite ? "Sqlite" : "Postgres";
}

class Databases {
public:
    // Why there can be none of this kind here; empty if there can.
    std::string cannot(Kind kind) const {
        return kind == Kind::sqlite ? std::string{} : test::shared_server().why_not();
    }
    // An empty one.
    Target fresh(Kind kind) {
        if (kind == Kind::sqlite)
            return sqlite_file(dir_ / ("arb" + std::to_string(++count_) + ".db"));
        return *parse_target(test::shared_server().fresh_database());
    }
    const support::TempDir& dir() const { return dir_; }

private:
    support::TempDir dir_;
    int count_{0};
};

}  // namespace twinleg::database
