#pragma once
// A real PostgreSQL server on a socket in a directory of its own; no port, no other server touched.

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace twinleg::test {

class PostgresServer {
public:
    // Makes a cluster and starts it. Where that cannot be, why_not() says so.
    PostgresServer();
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    const std::string& why_not() const { return why_not_; }

    // The URL of tables of its own, none yet.
    std::string fresh_database();
    std::string url(const std::string& database, const std::string& user = "twinleg",
                    const std::string& password = "") const;

    void start();
    // At once, as if its machine had lost power. Connections break.
    void kill();
    // Stops it in its place: connections hang.
    void freeze();
    void thaw();

    // Runs SQL as the superuser; false if it was refused.
    bool sql(const std::string& text);
    // What is asked for the password of users other than the superuser, from now on.
    void demand_passwords();

private:
    std::string make_cluster();

    std::filesystem::path directory_;
    std::string programs_;  // where initdb and postgres are
    uid_t user_{0};
    gid_t group_{0};
    pid_t server_{-1};
    int databases_{0};
    std::string why_not_;
};

// One for all tests of a program.
PostgresServer& shared_server();

}  // namespace twinleg::test
