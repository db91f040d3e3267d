#include "database/postgres.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <array>
#include <charconv>
#include <chrono>
#include <map>
#include <string>
#include <type_traits>
#include <utility>

namespace twinleg::database {
namespace {

using Clock = std::chrono::steady_clock;

struct Finish {
    void operator()(PGconn* handle) const { PQfinish(handle); }
};
struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
};
struct FreeOptions {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Handle = std::unique_ptr<PGconn, Finish>;
using Answer = std::unique_ptr<PGresult, Clear>;

// Types of columns, from the server's catalog of built-in ones.
constexpr Oid kInt8 = 20, kInt2 = 21, kInt4 = 23, kFloat4 = 700, kFloat8 = 701, kNumeric = 1700;

// The key of the lock that programs hold while they change the schema.
constexpr std::int64_t kSchemaLock = 0x7477696e6c6567;

constexpr std::size_t kMostPrepared = 256;

// What libpq says comes in lines; people get one.
std::string one_line(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n' || c == '\t') {
            if (!out.empty() && out.back() != ' ') out += ' ';
        } else {
            out += c;
        }
    }
    while (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

Errc code_of(std::string_view state) {
    if (state.starts_with("28")) return Errc::unauthorised;
    if (state.starts_with("3D")) return Errc::missing;
    if (state.starts_with("08") || state.starts_with("57P")) return Errc::disconnected;
    if (state.starts_with("40") || state.starts_with("55")) return Errc::conflict;
    if (state.starts_with("53") || state.starts_with("58")) return Errc::io;
    if (state == "25006" || state == "42501") return Errc::io;  // read-only, not allowed
    return Errc::malformed;
}

std::string to_wire(double value) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return {digits.data(), end};
}

Value from_wire(const PGresult* result, int row, int column) {
    if (PQgetisnull(result, row, column) != 0) return std::monostate{};
    const char* bytes = PQgetvalue(result, row, column);
    const std::string_view digits(bytes,
                                  static_cast<std::size_t>(PQgetlength(result, row, column)));
    switch (PQftype(result, column)) {
        case kInt2:
        case kInt4:
        case kInt8:
        case kNumeric: {  // sums of whole numbers
            std::int64_t number = 0;
            const auto parsed =
                std::from_chars(digits.data(), digits.data() + digits.size(), number);
            if (parsed.ptr == digits.data() + digits.size()) return number;
            return std::string(digits);
        }
        case kFloat4:
        case kFloat8: {
            double real = 0;
            std::from_chars(digits.data(), digits.data() + digits.size(), real);
            return real;
        }
        default:
            return std::string(digits);
    }
}

class Postgres final : public Connection {
public:
    Postgres(std::string shown, std::string password, const ConnectOptions& options)
        : shown_(std::move(shown)), password_(std::move(password)), options_(options) {}

    Result<void> open(const std::string& url) {
        const auto by = deadline();
        handle_.reset(PQconnectStart(url.c_str()));
        if (handle_ == nullptr) return fail(Errc::io, "database: no memory for a connection");
        PostgresPollingStatusType want = PGRES_POLLING_WRITING;
        while (PQstatus(handle_.get()) != CONNECTION_BAD && want != PGRES_POLLING_OK) {
            if (auto waited = wait(want == PGRES_POLLING_WRITING ? POLLOUT : POLLIN, by); !waited)
                return waited;
            want = PQconnectPoll(handle_.get());
            if (want == PGRES_POLLING_FAILED) break;
        }
        if (PQstatus(handle_.get()) != CONNECTION_OK) {
            const std::string why = one_line(PQerrorMessage(handle_.get()));
            const bool refused = PQconnectionNeedsPassword(handle_.get()) != 0 ||
                                 PQconnectionUsedPassword(handle_.get()) != 0 ||
                                 why.find("authentication failed") != std::string::npos;
            usable_ = false;
            return fail(refused ? Errc::unauthorised : Errc::disconnected, said(why));
        }
        PQsetnonblocking(handle_.get(), 1);
        PQsetNoticeProcessor(handle_.get(), [](void*, const char*) {}, nullptr);
        constexpr int kOldest = 15'00'00;
        if (PQserverVersion(handle_.get()) < kOldest)
            return fail(Errc::unsupported,
                        said(fmt::format("PostgreSQL {} is too old; 15 or newer is needed",
                                         PQserverVersion(handle_.get()) / 10'000)));
        // Readers want the newest rows, in an index's order. A planner whose statistics are behind
        // a long catch-up would rather sort a whole table.
        return script(options_.read_only
                          ? "SET application_name='twinleg'; SET default_transaction_read_only=on; "
                            "SET enable_sort=off; SET enable_incremental_sort=off; "
                            "SET enable_bitmapscan=off"
                          : "SET application_name='twinleg'");
    }

    Result<void> script(std::string_view sql) override {
        const std::string text(sql);
        if (PQsendQuery(handle_.get(), text.c_str()) == 0) return std::unexpected(broken());
        return collect([](const PGresult*) { return true; });
    }

    Result<void> run(std::string_view sql, std::span<const Value> parameters) override {
        return query(sql, parameters, [](const Row&) { return true; });
    }

    Result<void> query(std::string_view sql, std::span<const Value> parameters,
                       const std::function<bool(const Row&)>& on_row) override {
        const auto name = prepare(sql);
        if (!name) return std::unexpected(name.error());
        std::vector<std::string> texts;
        texts.reserve(parameters.size());
        std::vector<const char*> pointers;
        pointers.reserve(parameters.size());
        for (const Value& value : parameters)
            pointers.push_back(to_text(value, texts));
        if (PQsendQueryPrepared(handle_.get(), name->c_str(), static_cast<int>(pointers.size()),
                                pointers.data(), nullptr, nullptr, 0) == 0)
            return std::unexpected(broken());
        PQsetSingleRowMode(handle_.get());
        bool wanted = true;
        Row row;
        return collect([&](const PGresult* result) {
            for (int i = 0; wanted && i < PQntuples(result); ++i) {
                row.clear();
                for (int column = 0; column < PQnfields(result); ++column)
                    row.push_back(from_wire(result, i, column));
                wanted = on_row(row);
            }
            return true;
        });
    }

    Result<void> begin() override { return script("BEGIN"); }
    Result<void> begin_exclusive() override {
        return script(fmt::format("BEGIN; SELECT pg_advisory_xact_lock({})", kSchemaLock));
    }
    bool usable() const override { return usable_; }

private:
    Clock::time_point deadline() const {
        return Clock::now() + std::chrono::nanoseconds(options_.patience.ns);
    }

    // Without the password, however it got there.
    std::string said(const std::string& what) const {
        return fmt::format("database {}: {}", shown_, without(what, password_));
    }

    Error broken() {
        usable_ = PQstatus(handle_.get()) == CONNECTION_OK;
        return {usable_ ? Errc::malformed : Errc::disconnected,
                said(one_line(PQerrorMessage(handle_.get())))};
    }

    Result<void> wait(short events, Clock::time_point by) {
        constexpr int kLook = 20;  // ms between two looks at give_up
        while (true) {
            pollfd entry{.fd = PQsocket(handle_.get()), .events = events, .revents = 0};
            const int ready = ::poll(&entry, 1, kLook);
            if (ready > 0) return {};
            const bool given_up = options_.give_up && options_.give_up();
            if (given_up || Clock::now() >= by) {
                usable_ = false;
                return fail(Errc::timed_out,
                            said(given_up ? "no answer before the end"
                                          : "no answer in time; is the server reachable?"));
            }
        }
    }

    // Sends what waits, and hands out what comes until the statement is done.
    template <typename OnResult>
    Result<void> collect(OnResult on_result) {
        auto by = deadline();
        for (int left = 1; (left = PQflush(handle_.get())) != 0;) {
            if (left < 0) return std::unexpected(broken());
            if (auto waited = wait(POLLIN | POLLOUT, by); !waited) return waited;
            if (PQconsumeInput(handle_.get()) == 0) return std::unexpected(broken());
        }
        Result<void> outcome;
        while (true) {
            while (PQisBusy(handle_.get()) != 0) {
                if (auto waited = wait(POLLIN, by); !waited) return waited;
                if (PQconsumeInput(handle_.get()) == 0) return std::unexpected(broken());
                by = deadline();  // it is at it
            }
            const Answer result(PQgetResult(handle_.get()));
            if (result == nullptr) break;
            const auto status = PQresultStatus(result.get());
            if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) {
                if (outcome) outcome = std::unexpected(refused(result.get()));
            } else {
                (void)on_result(result.get());
            }
        }
        if (PQstatus(handle_.get()) != CONNECTION_OK) {
            usable_ = false;
            if (outcome) outcome = std::unexpected(broken());
        }
        return outcome;
    }

    Error refused(const PGresult* result) {
        const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        if (PQstatus(handle_.get()) != CONNECTION_OK) usable_ = false;
        const Errc code = state == nullptr ? Errc::disconnected : code_of(state);
        if (code == Errc::disconnected) usable_ = false;
        return {code, said(one_line(PQresultErrorMessage(result)))};
    }

    Result<std::string> prepare(std::string_view sql) {
        if (const auto found = prepared_.find(sql); found != prepared_.end()) return found->second;
        if (prepared_.size() >= kMostPrepared) {
            if (auto done = script("DEALLOCATE ALL"); !done) return std::unexpected(done.error());
            prepared_.clear();
        }
        std::string name = fmt::format("s{}", ++count_);
        const std::string text(sql);
        if (PQsendPrepare(handle_.get(), name.c_str(), text.c_str(), 0, nullptr) == 0)
            return std::unexpected(broken());
        if (auto done = collect([](const PGresult*) { return true; }); !done)
            return std::unexpected(done.error());
        prepared_.emplace(text, name);
        return name;
    }

    static const char* to_text(const Value& value, std::vector<std::string>& texts) {
        return std::visit(
            [&]<typename T>(const T& what) -> const char* {
                if constexpr (std::is_same_v<T, std::monostate>)
                    return nullptr;
                else if constexpr (std::is_same_v<T, std::int64_t>)
                    return texts.emplace_back(std::to_string(what)).c_str();
                else if constexpr (std::is_same_v<T, double>)
                    return texts.emplace_back(to_wire(what)).c_str();
                else
                    return what.c_str();
            },
            value);
    }

    std::string shown_;
    std::string password_;
    ConnectOptions options_;
    Handle handle_;
    std::map<std::string, std::string, std::less<>> prepared_;
    std::uint64_t count_{0};
    bool usable_{true};
};

// The password as libpq reads it: what stands %-coded in the URL is decoded here.
Result<std::string> password_in(const Target& target) {
    char* why = nullptr;
    const std::unique_ptr<PQconninfoOption, FreeOptions> parsed(
        PQconninfoParse(target.url.c_str(), &why));
    PQfreemem(why);  // it repeats pieces of the URL
    if (parsed == nullptr)
        return fail(Errc::malformed, fmt::format("database {}: the URL cannot be read; e.g. "
                                                 "postgresql://twinleg@localhost:5432/twinleg",
                                                 target.shown()));
    for (const auto* option = parsed.get(); option->keyword != nullptr; ++option)
        if (std::string_view(option->keyword) == "password" && option->val != nullptr)
            return std::string(option->val);
    return std::string{};
}

}  // namespace

Result<std::unique_ptr<Connection>> open_postgres(const Target& target,
                                                  const ConnectOptions& options) {
    auto password = password_in(target);
    if (!password) return std::unexpected(password.error());
    auto connection = std::make_unique<Postgres>(target.shown(), std::move(*password), options);
    if (auto opened = connection->open(target.url); !opened) return std::unexpected(opened.error());
    return connection;
}

}  // namespace twinleg::database
