#include "database/export.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "database/words.h"
#include "store/daily_logs.h"

namespace twinleg::database {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kDay = 86'400'000'000'000;

// Gone with what is in it.
class Folder {
public:
    static Result<Folder> make() {
        std::string pattern =
            (fs::temp_directory_path() / ("twinleg-export-" + std::string(6, 'X'))).string();
        if (::mkdtemp(pattern.data()) == nullptr)
            return std::unexpected(store::system_error("create", pattern, errno));
        return Folder(pattern);
    }
    Folder(Folder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    Folder& operator=(Folder&&) = delete;
    ~Folder() {
        std::error_code ignored;
        if (!path_.empty()) fs::remove_all(path_, ignored);
    }
    const fs::path& path() const { return path_; }

private:
    explicit Folder(fs::path path) : path_(std::move(path)) {}
    fs::path path_;
};

// Columns of one row, one after the other; the first that is not what it should be is remembered.
class Columns {
public:
    explicit Columns(const Row& row) : row_(row) {}

    std::int64_t number() { return number_of(row_[at_++]); }
    double real() { return real_of(row_[at_++]); }
    const std::string& word() { return text_of(row_[at_++]); }
    Price price() { return take(parse_price(word())); }
    Quantity quantity() { return take(parse_quantity(word())); }
    Notional notional() { return take(parse_notional(word())); }
    Base base() { return take(parse_base(word())); }

    const std::optional<Error>& error() const { return error_; }

private:
    template <typename T>
    T take(Result<T> parsed) {
        if (parsed) return *parsed;
        if (!error_) error_ = Error{Errc::corrupt, "database: " + parsed.error().message};
        return {};
    }

    const Row& row_;
    std::size_t at_{0};
    std::optional<Error> error_;
};

// The log files that the runs of each desk would have written.
class Files {
public:
    explicit Files(fs::path directory) : directory_(std::move(directory)) {}

    // Of the desk that the next four columns name.
    store::DailyLogs& of(Columns& columns) {
        const std::string strategy = columns.word();
        const std::string coin = columns.word();
        const std::string first = venue(columns.word());
        const std::string second = venue(columns.word());
        auto& logs = logs_[strategy + ' ' + coin + ' ' + first + ' ' + second];
        if (!logs)
            logs = std::make_unique<store::DailyLogs>(
                directory_, store::log_names(strategy, coin, first, second), strategy, first,
                second);
        return *logs;
    }

    Result<void> flush() {
        for (const auto& [desk, logs] : logs_)
            if (auto done = logs->flush(); !done) return done;
        return {};
    }

private:
    static std::string venue(const std::string& instrument) {
        return instrument.substr(0, instrument.find(':'));
    }

    fs::path directory_;
    std::map<std::string, std::unique_ptr<store::DailyLogs>> logs_;
};

constexpr std::string_view kDesk = "r.strategy, r.coin, r.first_instrument, r.second_instrument";

store::TradeRow trade_of(Columns& columns) {
    store::TradeRow row;
    row.time = {columns.number()};
    row.outcome = outcome_of(columns.word());
    row.first_side = columns.word() == "sell" ? Side::sell : Side::buy;
    for (LegResult* leg : {&row.first, &row.second}) {
        leg->bought = columns.quantity();
        leg->sold = columns.quantity();
        leg->average_buy = columns.price();
        leg->average_sell = columns.price();
        leg->fee = columns.notional();
        leg->position = columns.quantity();
    }
    row.unhedged = {columns.number()};
    row.pnl = columns.notional();
    return row;
}

store::SnapshotRow snapshot_of(Columns& columns) {
    store::SnapshotRow row;
    row.time = {columns.number()};
    row.mode = mode_of(columns.word());
    row.evaluated.price_a = columns.price();
    row.evaluated.price_b = columns.price();
    row.evaluated.spread = columns.price();
    row.evaluated.mean = columns.real();
    row.evaluated.stddev = columns.real();
    row.evaluated.z = columns.real();
    row.evaluated.samples = static_cast<std::uint32_t>(columns.number());
    row.evaluated.long_threshold = columns.price();
    row.evaluated.short_threshold = columns.price();
    row.evaluated.signal = signal_of(columns.word());
    row.first_position = columns.quantity();
    row.second_position = columns.quantity();
    row.exposure = columns.base();
    return row;
}

// Every row of the statement, made by `make`, into its desk's files.
template <typename Make>
Result<void> write(Connection& connection, const std::string& sql, std::int64_t since, Files& files,
                   Make make) {
    std::optional<Error> wrong;
    const auto done = connection.query(sql, Row{since}, [&](const Row& row) {
        Columns columns(row);
        auto& logs = files.of(columns);
        const auto made = make(columns);
        wrong = columns.error();
        if (!wrong) logs.write(made);
        return !wrong;
    });
    if (!done) return done;
    if (wrong) return std::unexpected(*wrong);
    return files.flush();
}

Result<std::int64_t> newest(Connection& connection) {
    std::int64_t time = 0;
    for (const auto* sql :
         {"SELECT MAX(time_ns) FROM pair_trades", "SELECT MAX(time_ns) FROM spreads"}) {
        const auto found = rows(connection, sql);
        if (!found) return std::unexpected(found.error());
        time = std::max(time, number_of(found->front().front()));
    }
    if (time == 0)
        return fail(Errc::missing, "the database has no trade and no snapshot of any day");
    return time;
}

void link_bbo(const fs::path& from, const fs::path& to) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(from, ignored))
        if (entry.path().filename().string().starts_with("bbo_"))
            fs::create_symlink(fs::absolute(entry.path(), ignored), to / entry.path().filename(),
                               ignored);
}

}  // namespace

Result<store::ExportCounts> export_for_analysis(Connection& connection, int days,
                                                const std::optional<fs::path>& bbo_logs,
                                                std::ostream& out) {
    if (days < 1 || days > 100'000)
        return fail(Errc::out_of_range, fmt::format("days: {} is not from 1 to 100000", days));
    const auto last = newest(connection);
    if (!last) return std::unexpected(last.error());
    const std::int64_t since = (*last / kDay - (days - 1)) * kDay;

    const auto folder = Folder::make();
    if (!folder) return std::unexpected(folder.error());
    Files files(folder->path());
    const auto trades = write(
        connection,
        fmt::format("SELECT {}, t.time_ns, t.outcome, t.first_side, t.first_bought, t.first_sold, "
                    "t.first_average_buy, t.first_average_sell, t.first_fee, t.first_position, "
                    "t.second_bought, t.second_sold, t.second_average_buy, t.second_average_sell, "
                    "t.second_fee, t.second_position, t.unhedged_ns, t.pnl "
                    "FROM pair_trades t JOIN runs r ON r.run = t.run "
                    "WHERE t.time_ns >= $1 AND t.outcome <> 'nothing' "
                    "ORDER BY t.time_ns, t.run, t.position",
                    kDesk),
        since, files, trade_of);
    if (!trades) return std::unexpected(trades.error());
    const auto snapshots = write(
        connection,
        fmt::format("SELECT {}, s.time_ns, s.mode, s.price_a, s.price_b, s.spread, s.mean, "
                    "s.stddev, s.z, s.samples, s.long_threshold, s.short_threshold, s.signal, "
                    "s.first_position, s.second_position, s.exposure "
                    "FROM spreads s JOIN runs r ON r.run = s.run WHERE s.time_ns >= $1 "
                    "ORDER BY s.time_ns, s.run, s.position",
                    kDesk),
        since, files, snapshot_of);
    if (!snapshots) return std::unexpected(snapshots.error());
    if (bbo_logs) link_bbo(*bbo_logs, folder->path());
    auto counts = store::export_for_analysis(folder->path(), days, bbo_logs.has_value(), out);
    // The folder's name means nothing to anybody.
    if (!counts && counts.error().code == Errc::missing)
        return fail(Errc::missing, "the database has no trade and no snapshot of these days");
    return counts;
}

}  // namespace twinleg::database
