// The server of these tests, and that it is one.

#include "tests/database/postgres_server.h"

#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <vector>

#include "database/connection.h"

namespace twinleg::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin/";

// A program of PostgreSQL as the user that may run it; its words go to `log`.
pid_t begin(uid_t user, gid_t group, const std::string& log, std::vector<std::string> words) {
    std::vector<char*> pointers;
    for (auto& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0) return child;
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    if (::getuid() == 0 &&
        (::setgroups(1, &group) != 0 || ::setgid(group) != 0 || ::setuid(user) != 0))
        ::_exit(126);
    if (::chdir("/") != 0) ::_exit(126);
    ::execv(pointers[0], pointers.data());
    ::_exit(127);
}

int wait_for(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string text_of(const fs::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

PostgresServer::PostgresServer() : programs_(kPrograms), user_(::getuid()), group_(::getgid()) {
    why_not_ = make_cluster();
    if (why_not_.empty()) start();
}

PostgresServer::~PostgresServer() {
    if (server_ > 0) {
        ::kill(server_, SIGCONT);
        kill();
    }
    std::error_code ignored;
    if (!directory_.empty()) fs::remove_all(directory_, ignored);
}

std::string PostgresServer::make_cluster() {
    std::error_code ignored;
    if (!fs::exists(programs_ + "initdb", ignored))
        return "skipped: no PostgreSQL 15 here (package postgresql-15)";
    if (user_ == 0) {
        // It refuses to run as root.
        const passwd* other = ::getpwnam("postgres");
        if (other == nullptr) other = ::getpwnam("nobody");
        if (other == nullptr) return "skipped: no user to run PostgreSQL as";
        user_ = other->pw_uid;
        group_ = other->pw_gid;
    }
    std::string pattern = "/tmp/twinleg-pg-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) return "skipped: no directory for a server";
    directory_ = pattern;
    if (::getuid() == 0 && ::chown(pattern.c_str(), user_, group_) != 0)
        return "skipped: the directory cannot be given to the user of PostgreSQL";
    const std::string log = (directory_ / "log").string();
    const int code =
        wait_for(begin(user_, group_, log,
                       {programs_ + "initdb", "-D", (directory_ / "data").string(), "-U", "twinleg",
                        "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"}));
    if (code != 0)
        return "skipped: initdb ended with " + std::to_string(code) + ": " + text_of(log);
    return {};
}

void PostgresServer::start() {
    server_ = begin(user_, group_, (directory_ / "log").string(),
                    {programs_ + "postgres", "-D", (directory_ / "data").string(), "-k",
                     directory_.string(), "-c", "listen_addresses=", "-c", "fsync=off", "-c",
                     "shared_buffers=16MB", "-c", "max_connections=20"});
    // Ready when it lets somebody in.
    const auto target = *database::parse_target(url("postgres"));
    while (!database::connect(target)) {
        if (::waitpid(server_, nullptr, WNOHANG) == server_) {
            server_ = -1;
            why_not_ = "skipped: the server ended: " + text_of(directory_ / "log");
            return;
        }
        ::poll(nullptr, 0, 10);
    }
}

void PostgresServer::kill() {
    if (server_ <= 0) return;
    ::kill(server_, SIGQUIT);
    wait_for(server_);
    server_ = -1;
}

void PostgresServer::freeze() {
    // The server's own process and those of its connections.
    std::ifstream children("/proc/" + std::to_string(server_) + "/task/" + std::to_string(server_) +
                           "/children");
    ::kill(server_, SIGSTOP);
    for (pid_t child = 0; children >> child;)
        ::kill(child, SIGSTOP);
}

void PostgresServer::thaw() {
    std::ifstream children("/proc/" + std::to_string(server_) + "/task/" + std::to_string(server_) +
                           "/children");
    for (pid_t child = 0; children >> child;)
        ::kill(child, SIGCONT);
    ::kill(server_, SIGCONT);
}

bool PostgresServer::sql(const std::string& text) {
    auto connection = database::connect(*database::parse_target(url("postgres")));
    return connection && (*connection)->script(text).has_value();
}

std::string PostgresServer::fresh_database() {
    // A schema is made in milliseconds, a database in seconds.
    const std::string name = "s" + std::to_string(++databases_);
    sql("CREATE SCHEMA " + name);
    return url("postgres") + "&options=-csearch_path%3D" + name;
}

std::string PostgresServer::url(const std::string& name, const std::string& user,
                                const std::string& password) const {
    return "postgresql://" + user + (password.empty() ? "" : ":" + password) + "@/" + name +
           "?host=" + directory_.string();
}

void PostgresServer::demand_passwords() {
    std::ofstream(directory_ / "data" / "pg_hba.conf")
        << "local all twinleg trust\nlocal all all scram-sha-256\n";
    sql("SELECT pg_reload_conf()");
}

PostgresServer& shared_server() {
    static PostgresServer server;
    return server;
}

namespace {

TEST(PostgresServer, LetsThoseInWhoKnowThePassword) {
    auto& server = shared_server();
    if (!server.why_not().empty()) GTEST_SKIP() << server.why_not();
    ASSERT_TRUE(server.sql("CREATE ROLE guest LOGIN PASSWORD 'geheim/1'"));
    server.demand_passwords();

    const auto in =
        database::connect(*database::parse_target(server.url("postgres", "guest", "geheim%2F1")));
    const auto out =
        database::connect(*database::parse_target(server.url("postgres", "guest", "wrong%2F7")));

    EXPECT_TRUE(in) << in.error().message;
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().code, Errc::unauthorised) << out.error().message;
    EXPECT_EQ(out.error().message.find("wrong"), std::string::npos) << out.error().message;
}

}  // namespace
}  // namespace twinleg::test
