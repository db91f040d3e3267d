#include "database/sqlite.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <string>
#include <type_traits>
#include <utility>

#include "store/file.h"

namespace twinleg::database {
namespace {

struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Handle = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

constexpr std::size_t kMostPrepared = 256;

Errc code_of(int code) {
    switch (code & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Errc::conflict;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return Errc::corrupt;
        case SQLITE_ERROR:
        case SQLITE_MISUSE:
        case SQLITE_RANGE:
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
            return Errc::malformed;
        default:
            return Errc::io;
    }
}

std::string_view how_to_mend(int code) {
    switch (code & 0xFF) {
        case SQLITE_FULL:
            return "; make room on its disk";
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
            return "; make the file and its directory writable, or name another";
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "; another program is writing it";
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return "; move it away, and it is filled anew";
        default:
            return "";
    }
}

class Sqlite final : public Connection {
public:
    Sqlite(std::string shown, Handle handle, ConnectOptions options)
        : shown_(std::move(shown)), options_(std::move(options)), handle_(std::move(handle)) {
        sqlite3_busy_handler(
            handle_.get(),
            [](void* self, int times) { return static_cast<Sqlite*>(self)->wait_more(times); },
            this);
    }

    Result<void> script(std::string_view sql) override {
        const std::string text(sql);
        const int code = sqlite3_exec(handle_.get(), text.c_str(), nullptr, nullptr, nullptr);
        if (code != SQLITE_OK) return std::unexpected(error(code));
        return {};
    }

    Result<void> run(std::string_view sql, std::span<const Value> parameters) override {
        return query(sql, parameters, [](const Row&) { return true; });
    }

    Result<void> query(std::string_view sql, std::span<const Value> parameters,
                       const std::function<bool(const Row&)>& on_row) override {
        const auto prepared = prepare(sql);
        if (!prepared) return std::unexpected(prepared.error());
        sqlite3_stmt* statement = *prepared;
        int index = 0;
        for (const Value& value : parameters)
            bind(statement, ++index, value);
        Row row;
        int code = SQLITE_DONE;
        while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
            row.clear();
            for (int column = 0; column < sqlite3_column_count(statement); ++column)
                row.push_back(value_of(statement, column));
            if (!on_row(row)) break;
        }
        Result<void> outcome;
        if (code != SQLITE_DONE && code != SQLITE_ROW) outcome = std::unexpected(error(code));
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
        return outcome;
    }

    Result<void> begin() override { return script("BEGIN IMMEDIATE"); }
    Result<void> begin_exclusive() override { return begin(); }
    bool usable() const override { return true; }

private:
    // Another program is writing: asked again and again until it is done.
    int wait_more(int times) const {
        constexpr Duration kPause = milliseconds(2);
        if (kPause * times >= options_.patience || (options_.give_up && options_.give_up()))
            return 0;
        const timespec pause{.tv_sec = 0, .tv_nsec = kPause.ns};
        ::nanosleep(&pause, nullptr);
        return 1;
    }

    Error error(int code) const {
        return {code_of(code), fmt::format("database {}: {}{}", shown_,
                                           sqlite3_errmsg(handle_.get()), how_to_mend(code))};
    }

    Result<sqlite3_stmt*> prepare(std::string_view sql) {
        if (const auto found = prepared_.find(sql); found != prepared_.end())
            return found->second.get();
        sqlite3_stmt* made = nullptr;
        const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                            SQLITE_PREPARE_PERSISTENT, &made, nullptr);
        if (code != SQLITE_OK) return std::unexpected(error(code));
        if (prepared_.size() >= kMostPrepared) prepared_.clear();
        return prepared_.emplace(sql, Statement(made)).first->second.get();
    }

    // The texts live in the caller's values until the statement is done.
    static void bind(sqlite3_stmt* statement, int index, const Value& value) {
        std::visit(
            [&]<typename T>(const T& what) {
                if constexpr (std::is_same_v<T, std::monostate>)
                    sqlite3_bind_null(statement, index);
                else if constexpr (std::is_same_v<T, std::int64_t>)
                    sqlite3_bind_int64(statement, index, what);
                else if constexpr (std::is_same_v<T, double>)
                    sqlite3_bind_double(statement, index, what);
                else
                    sqlite3_bind_text64(statement, index, what.data(), what.size(), nullptr,
                                        SQLITE_UTF8);
            },
            value);
    }

    static Value value_of(sqlite3_stmt* statement, int column) {
        switch (sqlite3_column_type(statement, column)) {
            case SQLITE_INTEGER:
                return std::int64_t{sqlite3_column_int64(statement, column)};
            case SQLITE_FLOAT:
                return sqlite3_column_double(statement, column);
            case SQLITE_NULL:
                return std::monostate{};
            default: {
                const void* bytes = sqlite3_column_blob(statement, column);
                const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
                return bytes == nullptr ? std::string{}
                                        : std::string(static_cast<const char*>(bytes), size);
            }
        }
    }

    const std::string shown_;
    const ConnectOptions options_;
    Handle handle_;
    std::map<std::string, Statement, std::less<>> prepared_;
};

// Nobody else may read what is in it; its log and index take the file's mode over.
Result<void> make_private(const std::filesystem::path& file) {
    auto made = store::File::open(file, O_RDWR | O_CREAT);
    if (!made) return std::unexpected(made.error());
    if (::fchmod(made->get(), 0600) != 0)
        return std::unexpected(store::system_error("make private", file, errno));
    return {};
}

}  // namespace

Result<std::unique_ptr<Connection>> open_sqlite(const Target& target,
                                                const ConnectOptions& options) {
    std::error_code ignored;
    if (options.read_only && !std::filesystem::exists(target.file, ignored))
        return fail(Errc::missing,
                    fmt::format("database {}: there is no such file", target.file.string()));
    if (!options.read_only)
        if (auto made = make_private(target.file); !made) return std::unexpected(made.error());

    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(target.file.c_str(), &raw,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    Handle handle(raw);
    if (code != SQLITE_OK)
        return fail(code_of(code), fmt::format("database {}: {}{}", target.file.string(),
                                               raw == nullptr ? "no memory" : sqlite3_errmsg(raw),
                                               how_to_mend(code)));
    sqlite3_extended_result_codes(raw, 1);
    auto connection = std::make_unique<Sqlite>(target.shown(), std::move(handle), options);
    // What a power cut takes from the end of the write-ahead log is read from the journal again.
    const auto set = connection->script(options.read_only
                                            ? "PRAGMA query_only=ON"
                                            : "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
    if (!set) return std::unexpected(set.error());
    return connection;
}

}  // namespace twinleg::database
