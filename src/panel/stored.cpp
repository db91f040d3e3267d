#include "panel/stored.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "panel/json.h"

namespace twinleg::panel {

namespace {

using database::Row;
using database::Value;

struct Columns {
    std::string_view table;
    std::string_view names;  // commas between
};
constexpr std::array kColumns{
    Columns{"orders",
            "run,position,item,time_ns,instrument,client_order_id,side,time_in_force,role,"
            "reduce_only,price,quantity,valid_until_ns,state,filled,average_price,venue_order_id,"
            "reason,updated,updated_ns"},
    Columns{"fills",
            "run,position,item,time_ns,venue_time_ns,instrument,fill_id,client_order_id,"
            "venue_order_id,side,price,quantity,fee,fee_currency,liquidity"},
    Columns{"events", "run,position,item,time_ns,kind,severity,text"},
    Columns{"pair_trades",
            "run,position,item,time_ns,opened_ns,pair,outcome,first_side,first_bought,first_sold,"
            "first_average_buy,first_average_sell,first_fee,first_position,second_bought,"
            "second_sold,second_average_buy,second_average_sell,second_fee,second_position,"
            "unhedged_ns,took_ns,pnl"},
    Columns{"positions",
            "run,position,item,time_ns,instrument,source,quantity,average_entry,mark,realised,"
            "unrealised,fees,funding"},
};
constexpr std::string_view kSpreadColumns =
    "time_ns,price_a,price_b,spread,mean,stddev,z,samples,long_threshold,short_threshold,signal,"
    "mode";

std::string_view columns_of(std::string_view table) {
    return std::ranges::find(kColumns, table, &Columns::table)->names;
}

std::vector<std::string_view> split(std::string_view names) {
    std::vector<std::string_view> out;
    while (!names.empty()) {
        const auto name = names.substr(0, names.find(','));
        out.push_back(name);
        names.remove_prefix(std::min(names.size(), name.size() + 1));
    }
    return out;
}

void value_text(JsonWriter& json, std::string_view name, const Value& value) {
    json.key(name);
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        if (name == "run")
            json.value(std::to_string(*number));
        else if (name == "reduce_only")
            json.value(*number != 0);
        else
            json.value(*number);
    } else if (const auto* real = std::get_if<double>(&value)) {
        json.raw(number_text(*real));
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        json.value(*text);
    } else {
        json.null();
    }
}

std::string row_text(const std::vector<std::string_view>& names, const Row& row) {
    JsonWriter json;
    json.object();
    for (std::size_t n = 0; n < names.size() && n < row.size(); ++n)
        value_text(json, names[n], row[n]);
    return json.end_object().text();
}

std::string array_text(const std::vector<std::string>& items) {
    return fmt::format("[{}]", fmt::join(items, ","));
}

// Conditions joined by AND, with their values in the order `$1`, `$2`, ….
class Where {
public:
    void add(std::string_view condition, Value value) {
        values_.push_back(std::move(value));
        conditions_.push_back(fmt::format(fmt::runtime(condition), values_.size()));
    }
    // `run + 0`: the index by time leads, not the one by run.
    void of(const Whose& whose) {
        if (whose.coin.empty()) return;
        values_.push_back(database::text(whose.coin));
        auto runs =
            fmt::format("run + 0 IN (SELECT run FROM runs WHERE coin = ${}", values_.size());
        if (!whose.first.empty()) {
            values_.push_back(database::text(whose.first));
            runs += fmt::format(" AND first_instrument = ${}", values_.size());
            values_.push_back(database::text(whose.second));
            runs += fmt::format(" AND second_instrument = ${}", values_.size());
        }
        conditions_.push_back(runs + ")");
    }
    std::string text() const {
        return conditions_.empty() ? std::string{}
                                   : fmt::format(" WHERE {}", fmt::join(conditions_, " AND "));
    }
    std::size_t add_value(Value value) {
        values_.push_back(std::move(value));
        return values_.size();
    }
    std::span<const Value> values() const { return values_; }

private:
    std::vector<std::string> conditions_;
    Row values_;
};

struct Timed {
    std::int64_t time;
    std::size_t place;  // among all that were read
    std::string text;
};

Result<void> read_rows(database::Connection& connection, const Whose& whose, const Which& which,
                       std::vector<Timed>& out) {
    const auto names = split(columns_of(which.table));
    const auto at = static_cast<std::size_t>(std::ranges::find(names, std::string_view{"time_ns"}) -
                                             names.begin());
    Where where;
    if (which.before) where.add("time_ns < ${}", *which.before);
    if (which.from) where.add("time_ns >= ${}", *which.from);
    where.of(whose);
    for (const auto& [column, value] : which.equal)
        where.add(column + " = ${}", database::text(value));
    const auto conditions = where.text();
    const auto sql =
        fmt::format("SELECT {} FROM {}{} ORDER BY time_ns DESC, position DESC, item DESC LIMIT ${}",
                    columns_of(which.table), which.table, conditions, where.add_value(which.limit));
    return connection.query(sql, where.values(), [&](const Row& row) {
        out.push_back({database::number_of(row[at]), out.size(), row_text(names, row)});
        return true;
    });
}

// The desk that spoke last of that coin, where the instruments are not named.
Result<Whose> desk_of(database::Connection& connection, Whose whose) {
    if (!whose.first.empty()) return whose;
    Where where;
    if (!whose.coin.empty()) where.add("coin = ${}", database::text(whose.coin));
    const auto found = database::rows(
        connection,
        fmt::format("SELECT r.coin, r.first_instrument, r.second_instrument FROM (SELECT run FROM "
                    "spreads{} ORDER BY time_ns DESC, position DESC LIMIT 1) s JOIN runs r ON "
                    "r.run = s.run",
                    where.text()),
        where.values());
    if (!found) return std::unexpected{found.error()};
    if (!found->empty()) {
        whose.coin = database::text_of(found->front()[0]);
        whose.first = database::text_of(found->front()[1]);
        whose.second = database::text_of(found->front()[2]);
    }
    return whose;
}

// Keeps of each part of a span its least and its greatest spread, where there are more than
// `points` rows; else all.
class Thinner {
public:
    Thinner(std::int64_t from, std::int64_t to, std::int64_t points)
        : from_(from),
          width_(
              std::max<std::int64_t>(1, (to - from) / std::max<std::int64_t>(1, points / 2) + 1)),
          points_(static_cast<std::size_t>(points)) {}

    void add(const Row& row) {
        if (!thins_ && whole_.size() < points_) return whole_.push_back(row);
        thins_ = true;
        for (const auto& each : std::exchange(whole_, {}))
            thin(each);
        thin(row);
    }
    std::vector<std::string> finish() {
        for (const auto& row : whole_)
            out_.push_back(row_text(names_, row));
        flush();
        return std::move(out_);
    }

private:
    void thin(const Row& row) {
        const auto part = (database::number_of(row[0]) - from_) / width_;
        if (part != part_) flush();
        part_ = part;
        // A statistic: which of them is drawn. What is told is the text itself.
        const double spread = std::strtod(database::text_of(row[3]).c_str(), nullptr);
        if (!any_ || spread < low_) {
            low_ = spread;
            least_ = row;
        }
        if (!any_ || spread > high_) {
            high_ = spread;
            greatest_ = row;
        }
        any_ = true;
    }
    void flush() {
        if (!any_) return;
        any_ = false;
        const bool same = least_ == greatest_;
        const bool in_order = database::number_of(least_[0]) <= database::number_of(greatest_[0]);
        out_.push_back(row_text(names_, in_order ? least_ : greatest_));
        if (!same) out_.push_back(row_text(names_, in_order ? greatest_ : least_));
    }

    const std::int64_t from_;
    const std::int64_t width_;
    const std::size_t points_;
    bool thins_{false};
    std::vector<Row> whole_;
    const std::vector<std::string_view> names_ = split(kSpreadColumns);
    std::int64_t part_{-1};
    bool any_{false};
    double low_{0}, high_{0};
    Row least_, greatest_;
    std::vector<std::string> out_;
};

Result<std::vector<std::string>> spreads_of(database::Connection& connection, const Whose& whose,
                                            std::int64_t from, std::int64_t to,
                                            std::int64_t points) {
    Where where;
    if (!whose.coin.empty()) where.add("coin = ${}", database::text(whose.coin));
    where.add("time_ns >= ${}", from);
    where.add("time_ns < ${}", to);
    where.of(whose);
    Thinner thinner(from, to, points);
    const auto done =
        connection.query(fmt::format("SELECT {} FROM spreads{} ORDER BY time_ns, position",
                                     kSpreadColumns, where.text()),
                         where.values(), [&](const Row& row) {
                             thinner.add(row);
                             return true;
                         });
    if (!done) return std::unexpected{done.error()};
    return thinner.finish();
}

Result<std::pair<std::int64_t, std::int64_t>> bounds_of(database::Connection& connection,
                                                        const Whose& whose) {
    std::array<std::int64_t, 2> ends{};
    for (const std::size_t n : {0U, 1U}) {
        Where where;
        if (!whose.coin.empty()) where.add("coin = ${}", database::text(whose.coin));
        where.of(whose);
        const auto found =
            database::rows(connection,
                           fmt::format("SELECT time_ns FROM spreads{} ORDER BY time_ns {} LIMIT 1",
                                       where.text(), n == 0 ? "ASC" : "DESC"),
                           where.values());
        if (!found) return std::unexpected{found.error()};
        if (!found->empty()) ends[n] = database::number_of(found->front()[0]);
    }
    return std::pair{ends[0], ends[1]};
}

}  // namespace

Result<std::string> rows_text(const Archive::Open& open, const std::vector<Whose>& whose,
                              const Which& which) {
    std::vector<Timed> rows;
    for (const auto& each : whose) {
        const auto connection = open(each.store);
        if (!connection) return std::unexpected{connection.error()};
        if (const auto read = read_rows(**connection, each, which, rows); !read)
            return std::unexpected{read.error()};
    }
    if (whose.size() > 1)
        std::ranges::sort(rows, [](const Timed& a, const Timed& b) {
            return a.time != b.time ? a.time > b.time : a.place < b.place;
        });
    std::vector<std::string> texts;
    for (auto& row : rows) {
        if (static_cast<std::int64_t>(texts.size()) == which.limit) break;
        texts.push_back(std::move(row.text));
    }
    return array_text(texts);
}

Result<std::string> spreads_text(const Archive::Open& open, const Whose& whose, std::int64_t limit,
                                 std::optional<std::int64_t> before) {
    const auto connection = open(whose.store);
    if (!connection) return std::unexpected{connection.error()};
    const auto desk = desk_of(**connection, whose);
    if (!desk) return std::unexpected{desk.error()};
    Where where;
    if (!desk->coin.empty()) where.add("coin = ${}", database::text(desk->coin));
    if (before) where.add("time_ns < ${}", *before);
    where.of(*desk);
    const auto names = split(kSpreadColumns);
    const auto conditions = where.text();
    std::vector<std::string> texts;
    const auto sql =
        fmt::format("SELECT {} FROM spreads{} ORDER BY time_ns DESC, position DESC LIMIT ${}",
                    kSpreadColumns, conditions, where.add_value(limit));
    const auto done = (*connection)->query(sql, where.values(), [&](const Row& row) {
        texts.push_back(row_text(names, row));
        return true;
    });
    if (!done) return std::unexpected{done.error()};
    std::ranges::reverse(texts);
    return array_text(texts);
}

Result<std::string> spreads_between(const Archive::Open& open, const Whose& whose,
                                    std::int64_t from, std::int64_t to, std::int64_t points) {
    const auto connection = open(whose.store);
    if (!connection) return std::unexpected{connection.error()};
    const auto desk = desk_of(**connection, whose);
    if (!desk) return std::unexpected{desk.error()};
    const auto found = spreads_of(**connection, *desk, from, to, points);
    if (!found) return std::unexpected{found.error()};
    return array_text(*found);
}

Result<std::string> history_text(const Archive::Open& open, const Whose& whose,
                                 std::optional<std::int64_t> at, std::int64_t span_ms) {
    constexpr std::int64_t kPoints = 2000;
    constexpr std::int64_t kRows = 2000;
    const auto connection = open(whose.store);
    if (!connection) return std::unexpected{connection.error()};
    const auto desk = desk_of(**connection, whose);
    if (!desk) return std::unexpected{desk.error()};
    const auto bounds = bounds_of(**connection, *desk);
    if (!bounds) return std::unexpected{bounds.error()};
    // At the newest, the span lies before it; else around the moment.
    const auto span = span_ms * 1'000'000;
    const auto to = at ? *at + span / 2 : bounds->second + 1;
    const auto from = to - span;
    const auto spreads = spreads_of(**connection, *desk, from, to, kPoints);
    if (!spreads) return std::unexpected{spreads.error()};
    JsonWriter json;
    json.object().field("from_ns", from).field("to_ns", to);
    json.field("first_ns", bounds->first).field("last_ns", bounds->second);
    json.key("spreads").raw(array_text(*spreads));
    for (const std::string_view table : {"pair_trades", "orders", "fills", "events", "positions"}) {
        const auto rows =
            rows_text(open, {*desk},
                      {.table = std::string{table}, .limit = kRows, .from = from, .before = to});
        if (!rows) return std::unexpected{rows.error()};
        json.key(table).raw(*rows);
    }
    return json.end_object().text();
}

}  // namespace twinleg::panel
