#include "database/schema.h"

#include <fmt/format.h>

#include <array>

namespace twinleg::database {
namespace {

// BIGINT and DOUBLE PRECISION are what PostgreSQL calls them; SQLite takes them as INTEGER and
// REAL. Money is TEXT in both: every digit that it had.
constexpr std::string_view kFirst = R"(
CREATE TABLE journals (
    journal BIGINT PRIMARY KEY,
    stored BIGINT NOT NULL,
    complete INTEGER NOT NULL
);
CREATE TABLE runs (
    run BIGINT PRIMARY KEY,
    journal BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    position BIGINT NOT NULL,
    strategy TEXT NOT NULL,
    coin TEXT NOT NULL,
    first_instrument TEXT NOT NULL,
    second_instrument TEXT NOT NULL,
    mode TEXT,
    version TEXT,
    started_ns BIGINT,
    ended_ns BIGINT,
    settings TEXT NOT NULL
);
CREATE INDEX runs_by_desk ON runs (strategy, first_instrument, second_instrument);
CREATE TABLE spreads (
    run BIGINT NOT NULL,
    position BIGINT NOT NULL,
    item INTEGER NOT NULL,
    time_ns BIGINT NOT NULL,
    coin TEXT NOT NULL,
    mode TEXT NOT NULL,
    price_a TEXT NOT NULL,
    price_b TEXT NOT NULL,
    spread TEXT NOT NULL,
    mean DOUBLE PRECISION NOT NULL,
    stddev DOUBLE PRECISION NOT NULL,
    z DOUBLE PRECISION NOT NULL,
    samples BIGINT NOT NULL,
    long_threshold TEXT NOT NULL,
    short_threshold TEXT NOT NULL,
    signal TEXT NOT NULL,
    first_position TEXT NOT NULL,
    second_position TEXT NOT NULL,
    exposure TEXT NOT NULL,
    PRIMARY KEY (run, position, item)
);
CREATE INDEX spreads_by_coin ON spreads (coin, time_ns, position);
CREATE INDEX spreads_by_time ON spreads (time_ns);
CREATE TABLE signals (
    run BIGINT NOT NULL,
    position BIGINT NOT NULL,
    item INTEGER NOT NULL,
    time_ns BIGINT NOT NULL,
    coin TEXT NOT NULL,
    signal TEXT NOT NULL,
    mode TEXT NOT NULL,
    price_a TEXT NOT NULL,
    price_b TEXT NOT NULL,
    spread TEXT NOT NULL,
    z DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (run, position, item)
);
CREATE INDEX signals_by_time ON signals (time_ns);
CREATE TABLE orders (
    run BIGINT NOT NULL,
    position BIGINT NOT NULL,
    item INTEGER NOT NULL,
    time_ns BIGINT NOT NULL,
    instrument TEXT NOT NULL,
    client_order_id BIGINT NOT NULL,
    side TEXT NOT NULL,
    time_in_force TEXT NOT NULL,
    role TEXT NOT NULL,
    reduce_only INTEGER NOT NULL,
    price TEXT NOT NULL,
    quantity TEXT NOT NULL,
    valid_until_ns BIGINT,
    state TEXT NOT NULL,
    filled TEXT NOT NULL,
    average_price TEXT,
    venue_order_id TEXT,
    reason TEXT,
    updated BIGINT NOT NULL,
    updated_ns BIGINT NOT NULL,
    PRIMARY KEY (run, position, item)
);
CREATE INDEX orders_by_id ON orders (run, client_order_id);
CREATE INDEX orders_by_time ON orders (time_ns);
CREATE TABLE fills (
    run BIGINT NOT NULL,
    position BIGINT NOT NULL,
    item INTEGER NOT NULL,
    time_ns BIGINT NOT NULL,
    venue_time_ns BIGINT,
    instrument TEXT NOT NULL,
    fill_id TEXT NOT NULL,
    client_order_id BIGINT,
    venue_order_id TEXT,
    side TEXT NOT NULL,
    price TEXT NOT NULL,
    quantity TEXT NOT NULL,
    fee TEXT NOT NULL,
    fee_currency TEXT NOT NULL,
    liquidity TEXT NOT NULL,
    PRIMARY KEY (run, position, item)
);
CREATE INDEX fills_by_time ON fills (time_ns);
CREATE TABLE positions (
    run BIGINT NOT NULL,
    position BIGINT NOT NULL,
    item INTEGER NOT NULL,
    time_ns BIGINT NOT NULL,
    instrument TEXT NOT NULL,
    source TEXT NOT NULL,
    quantity TEXT NOT NULL,
    average_entry TEXT,
    mark TEXT,
    realised TEXT,
    unrealised TEXT,
    fees TEXT,
    funding TEXT,
    PRIMARY KEY (run, position, item)
);
CREATE INDEX positions_by_time ON positions (time_ns);
CREATE TABLE funding (
    run BIGINT NOT NULL,
    position BIGINT NOT NULL,
    item INTEGER NOT NULL,
    time_ns BIGINT NOT NULL,
    instrument TEXT NOT NULL,
    kind TEXT NOT NULL,
    payment_id TEXT,
    amount TEXT,
    rate TEXT,
    interval_ns BIGINT,
    due_ns BIGINT,
    PRIMARY KEY (run, position, item)
);
CREATE INDEX funding_by_time ON funding (time_ns);
CREATE TABLE risk_decisions (
    run BIGINT NOT NULL,
    position BIGINT NOT NULL,
    item INTEGER NOT NULL,
    time_ns BIGINT NOT NULL,
    decision TEXT NOT NULL,
    subject TEXT NOT NULL,
    role TEXT,
    latched INTEGER,
    why TEXT NOT NULL,
    PRIMARY KEY (run, position, item)
);
CREATE INDEX risk_decisions_by_time ON risk_decisions (time_ns);
CREATE TABLE pair_trades (
    run BIGINT NOT NULL,
    position BIGINT NOT NULL,
    item INTEGER NOT NULL,
    time_ns BIGINT NOT NULL,
    opened_ns BIGINT,
    pair BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    first_side TEXT NOT NULL,
    first_bought TEXT NOT NULL,
    first_sold TEXT NOT NULL,
    first_average_buy TEXT NOT NULL,
    first_average_sell TEXT NOT NULL,
    first_fee TEXT NOT NULL,
    first_position TEXT NOT NULL,
    second_bought TEXT NOT NULL,
    second_sold TEXT NOT NULL,
    second_average_buy TEXT NOT NULL,
    second_average_sell TEXT NOT NULL,
    second_fee TEXT NOT NULL,
    second_position TEXT NOT NULL,
    unhedged_ns BIGINT NOT NULL,
    took_ns BIGINT NOT NULL,
    pnl TEXT NOT NULL,
    PRIMARY KEY (run, position, item)
);
CREATE INDEX pair_trades_by_time ON pair_trades (time_ns);
CREATE TABLE events (
    run BIGINT NOT NULL,
    position BIGINT NOT NULL,
    item INTEGER NOT NULL,
    time_ns BIGINT NOT NULL,
    kind TEXT NOT NULL,
    severity TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (run, position, item)
);
CREATE INDEX events_by_time ON events (time_ns);
)";

constexpr std::array kMigrations{Migration{1, "what runs see and do", kFirst}};

constexpr std::array<std::string_view, 12> kRuns{
    "run",        "journal", "epoch",   "position",         "strategy",
    "coin",       "mode",    "version", "first_instrument", "second_instrument",
    "started_ns", "settings"};
constexpr std::array<std::string_view, 19> kSpreads{"run",     "position",       "item",
                                                    "time_ns", "coin",           "mode",
                                                    "price_a", "price_b",        "spread",
                                                    "mean",    "stddev",         "z",
                                                    "samples", "long_threshold", "short_threshold",
                                                    "signal",  "first_position", "second_position",
                                                    "exposure"};
constexpr std::array<std::string_view, 11> kSignals{"run",     "position", "item", "time_ns",
                                                    "coin",    "signal",   "mode", "price_a",
                                                    "price_b", "spread",   "z"};
constexpr std::array<std::string_view, 17> kOrders{
    "run",           "position", "item",        "time_ns", "instrument", "client_order_id", "side",
    "time_in_force", "role",     "reduce_only", "price",   "quantity",   "valid_until_ns",  "state",
    "filled",        "updated",  "updated_ns"};
constexpr std::array<std::string_view, 15> kFills{
    "run",     "position",        "item",           "time_ns", "venue_time_ns", "instrument",
    "fill_id", "client_order_id", "venue_order_id", "side",    "price",         "quantity",
    "fee",     "fee_currency",    "liquidity"};
constexpr std::array<std::string_view, 13> kPositions{
    "run",           "position", "item",     "time_ns",    "instrument", "source", "quantity",
    "average_entry", "mark",     "realised", "unrealised", "fees",       "funding"};
constexpr std::array<std::string_view, 11> kFunding{
    "run",        "position", "item", "time_ns",     "instrument", "kind",
    "payment_id", "amount",   "rate", "interval_ns", "due_ns"};
constexpr std::array<std::string_view, 9> kRisk{
    "run", "position", "item", "time_ns", "decision", "subject", "role", "latched", "why"};
constexpr std::array<std::string_view, 23> kPairTrades{"run",
                                                       "position",
                                                       "item",
                                                       "time_ns",
                                                       "opened_ns",
                                                       "pair",
                                                       "outcome",
                                                       "first_side",
                                                       "first_bought",
                                                       "first_sold",
                                                       "first_average_buy",
                                                       "first_average_sell",
                                                       "first_fee",
                                                       "first_position",
                                                       "second_bought",
                                                       "second_sold",
                                                       "second_average_buy",
                                                       "second_average_sell",
                                                       "second_fee",
                                                       "second_position",
                                                       "unhedged_ns",
                                                       "took_ns",
                                                       "pnl"};
constexpr std::array<std::string_view, 7> kEvents{"run",  "position", "item", "time_ns",
                                                  "kind", "severity", "text"};

constexpr std::array<Table, kTables> kAll{
    Table{"runs", kRuns},       Table{"spreads", kSpreads},     Table{"signals", kSignals},
    Table{"orders", kOrders},   Table{"fills", kFills},         Table{"positions", kPositions},
    Table{"funding", kFunding}, Table{"risk_decisions", kRisk}, Table{"pair_trades", kPairTrades},
    Table{"events", kEvents}};

constexpr std::string_view kBook =
    "CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, "
    "program TEXT NOT NULL, applied_ns BIGINT NOT NULL)";

Error newer(std::int64_t there, std::int64_t known) {
    return {Errc::unsupported,
            fmt::format("the database was written by a newer program: its schema is number {}, and "
                        "this one knows {}; run that program, or name another database",
                        there, known)};
}

// The number of the newest migration that was done; zero in an empty database.
Result<std::int64_t> done_so_far(Connection& connection) {
    const auto found = rows(connection, "SELECT MAX(number) FROM schema_migrations");
    if (!found) return std::unexpected(found.error());
    return found->empty() ? 0 : number_of(found->front().front());
}

Result<void> apply(Connection& connection, const Migration& step, std::string_view program,
                   Time now) {
    if (auto done = connection.script(step.sql); !done) return done;
    const Row row{step.number, text(step.name), text(program), now.ns};
    return connection.run(
        "INSERT INTO schema_migrations (number, name, program, applied_ns) VALUES ($1, $2, $3, $4)",
        row);
}

// In a transaction: what is done is read again there, for another program may have been quicker.
Result<bool> one_step(Connection& connection, std::string_view program, Time now,
                      std::span<const Migration> steps) {
    if (auto made = connection.script(kBook); !made) return std::unexpected(made.error());
    const auto there = done_so_far(connection);
    if (!there) return std::unexpected(there.error());
    const std::int64_t known = steps.empty() ? 0 : steps.back().number;
    if (*there > known) return std::unexpected(newer(*there, known));
    for (const Migration& step : steps) {
        if (step.number <= *there) continue;
        if (auto done = apply(connection, step, program, now); !done)
            return std::unexpected(done.error());
        return true;
    }
    return false;
}

}  // namespace

std::span<const Migration> migrations() {
    return kMigrations;
}

std::int64_t schema_version() {
    return kMigrations.back().number;
}

Result<void> migrate(Connection& connection, std::string_view program, Time now,
                     std::span<const Migration> steps) {
    while (true) {
        if (auto begun = connection.begin_exclusive(); !begun) return begun;
        const auto stepped = one_step(connection, program, now, steps);
        if (!stepped) {
            connection.rollback();
            return std::unexpected(stepped.error());
        }
        if (auto committed = connection.commit(); !committed) {
            connection.rollback();
            return committed;
        }
        if (!*stepped) return {};
    }
}

Result<void> check_schema(Connection& connection) {
    const auto there = done_so_far(connection);
    if (!there) {
        if (there.error().code == Errc::malformed)
            return fail(Errc::missing, "the database has no tables of this program yet");
        return std::unexpected(there.error());
    }
    if (*there > schema_version()) return std::unexpected(newer(*there, schema_version()));
    if (*there < schema_version())
        return fail(Errc::unsupported,
                    fmt::format("the database is of an older program (schema {}, this one has {}); "
                                "the next `twinleg run` with it brings it up to date",
                                *there, schema_version()));
    return {};
}

const Table& table(TableId id) {
    return kAll.at(static_cast<std::size_t>(id));
}

}  // namespace twinleg::database
