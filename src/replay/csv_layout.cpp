#include "replay/csv_layout.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "core/money.h"

namespace twinleg::replay {
namespace {

struct Header {
    std::array<std::string_view, kMaxColumns> names;
    std::size_t count{0};

    int find(std::string_view name) const {
        const auto end = names.begin() + static_cast<std::ptrdiff_t>(count);
        const auto at = std::find(names.begin(), end, name);
        return at == end ? -1 : static_cast<int>(at - names.begin());
    }
    bool has(std::string_view name) const { return find(name) >= 0; }
    bool starts(std::initializer_list<std::string_view> wanted) const {
        return count >= wanted.size() && std::equal(wanted.begin(), wanted.end(), names.begin());
    }
    // "bid_price_0" and "bid_qty_0", or "bid_1_price" and "bid_1_size".
    std::vector<CsvLayout::Pair> pairs(std::string_view side, std::string_view size_name,
                                       bool number_last) const {
        std::vector<CsvLayout::Pair> out;
        for (int i = number_last ? 0 : 1;; ++i) {
            const std::string number = std::to_string(i);
            const auto column = [&](std::string_view what) {
                const std::string name =
                    number_last ? std::string{side} + "_" + std::string{what} + "_" + number
                                : std::string{side} + "_" + number + "_" + std::string{what};
                return find(name);
            };
            const CsvLayout::Pair pair{column("price"), column(size_name)};
            if (pair.price < 0 || pair.size < 0) return out;
            out.push_back(pair);
        }
    }
};

bool all_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool numeric(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == 'e' || c == 'E' || c == '+';
    });
}

// Rows of QuantConnect's minute files have no header.
std::optional<CsvLayout> lean_layout(const Header& row) {
    CsvLayout out;
    out.header = false;
    out.columns = row.count;
    if (row.count == 2 && row.names[0].size() == 17 && all_digits(row.names[0].substr(0, 8)) &&
        row.names[0][8] == ' ' && numeric(row.names[1])) {
        out.form = "lean funding";
        out.shape = CsvShape::funding;
        out.clock = CsvClock::compact_date;
        out.price = 1;
        return out;
    }
    for (std::size_t i = 0; i < row.count; ++i) {
        if (!numeric(row.names[i])) return std::nullopt;
    }
    if (!all_digits(row.names[0]) || row.names[0].size() > 8) return std::nullopt;
    out.clock = CsvClock::day_ms;
    if (row.count == 11) {
        out.form = "lean minute quotes";
        out.shape = CsvShape::bar;
        out.bids = {{4, 5}};
        out.asks = {{9, 10}};
        return out;
    }
    if (row.count == 6) {
        out.form = "lean minute trades";
        out.shape = CsvShape::minute;
        out.price = 4;
        out.size = 5;
        return out;
    }
    return std::nullopt;
}

std::optional<CsvLayout> named_layout(const Header& h) {
    CsvLayout out;
    out.columns = h.count;
    out.venue_ms = h.find("exchange_timestamp");
    out.price = h.find("price");
    out.size = h.find("size");
    out.side = h.find("side");
    out.contract = h.find("contract_id");

    if (h.starts({"timestamp", "bid_price", "bid_size", "ask_price", "ask_size"})) {
        out.form = "lighter prices";
        out.venue = "lighter";
        out.shape = CsvShape::quote;
        out.clock = CsvClock::iso;
        out.bids = {{1, 2}};
        out.asks = {{3, 4}};
        out.contract = h.find("market_id");
        out.optional_columns = h.count - 5;
        return out;
    }
    if (h.starts({"timestamp", "price", "size", "side", "trade_id", "usd_amount"})) {
        out.form = "lighter trades";
        out.venue = "lighter";
        out.shape = CsvShape::trade;
        out.clock = CsvClock::iso;
        out.sequence = 4;
        return out;
    }
    if (h.starts({"timestamp", "bid_1_price", "bid_1_size"})) {
        out.form = "edgex depth";
        out.venue = "edgex";
        out.shape = CsvShape::book;
        out.bids = h.pairs("bid", "size", false);
        out.asks = h.pairs("ask", "size", false);
        if (out.bids.empty() || out.asks.empty()) return std::nullopt;
        return out;
    }
    if (h.starts({"timestamp", "contract_id", "price", "size", "side"})) {
        out.venue = "edgex";
        out.form = h.has("ticketId") ? "edgex trades" : "edgex tickers";
        out.shape = h.has("ticketId") ? CsvShape::trade : CsvShape::side;
        return out;
    }
    if (h.count > 2 && h.names[0].starts_with("unix_timestamp")) {
        out.venue = "aster";
        out.clock = h.names[0] == "unix_timestamp_ms" ? CsvClock::milliseconds : CsvClock::seconds;
        if (h.names[1] == "lastUpdateId") {
            out.form = "aster orderbook";
            out.shape = CsvShape::book;
            out.sequence = 1;
            out.bids = h.pairs("bid", "qty", true);
            out.asks = h.pairs("ask", "qty", true);
            // "bid_price_0": side, what, number.
            if (out.bids.empty() || out.asks.empty()) return std::nullopt;
            return out;
        }
        if (h.names[1] == "bid" && h.names[2] == "ask") {
            out.form = "aster prices";
            out.shape = CsvShape::quote;
            out.bids = {{1, -1}};
            out.asks = {{2, -1}};
            return out;
        }
        return std::nullopt;
    }
    if (h.starts({"id", "unix_timestamp_ms", "side", "price", "quantity"})) {
        out.form = "aster trades";
        out.venue = "aster";
        out.shape = CsvShape::trade;
        out.clock = CsvClock::milliseconds;
        out.time = 1;
        out.venue_ms = 1;
        out.sequence = 0;
        out.size = 4;
        return out;
    }
    if (h.starts({"timestamp", "sequence", "exchange_timestamp", "bid_price_0"})) {
        out.form = "hyperliquid orderbooks";
        out.venue = "hyperliquid";
        out.shape = CsvShape::book;
        out.sequence = 1;
        out.bids = h.pairs("bid", "size", true);
        out.asks = h.pairs("ask", "size", true);
        if (out.bids.empty() || out.asks.empty()) return std::nullopt;
        return out;
    }
    if (h.starts({"timestamp", "price", "size", "side"}) && h.has("exchange_timestamp")) {
        out.venue = "hyperliquid";
        out.sequence = h.find("trade_id");
        // Prices and trades have the same columns where trades have no id: the rows tell.
        out.form = out.sequence >= 0 ? "hyperliquid trades" : "hyperliquid prices";
        out.shape = out.sequence >= 0 ? CsvShape::trade : CsvShape::side;
        return out;
    }
    if (h.starts({"timestamp_us", "type", "hl_side", "hl_px", "hl_sz"})) {
        out.form = "hyperliquid maker fills of a bot";
        out.venue = "hyperliquid";
        out.shape = CsvShape::trade;
        out.clock = CsvClock::microseconds;
        out.side = 2;
        out.price = 3;
        out.size = 4;
        out.sequence = h.find("hl_oid");
        return out;
    }
    return std::nullopt;
}

// Digits of a part of a date or time; -1 if they are none.
int number_in(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size() || !all_digits(text.substr(at, count))) return -1;
    int out = 0;
    for (const char c : text.substr(at, count))
        out = out * 10 + (c - '0');
    return out;
}

// "HH:MM:SS[.fraction]" as nanoseconds since midnight.
std::optional<std::int64_t> time_of_day(std::string_view text) {
    const int hour = number_in(text, 0, 2);
    const int minute = number_in(text, 3, 2);
    const int second = number_in(text, 6, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 ||
        text[2] != ':' || text[5] != ':') {
        return std::nullopt;
    }
    std::int64_t ns = 0;
    if (text.size() > 8) {
        const std::string_view fraction = text.substr(9);
        if (text[8] != '.' || !all_digits(fraction) || fraction.size() > 9) return std::nullopt;
        ns = number_in(fraction, 0, fraction.size());
        for (std::size_t i = fraction.size(); i < 9; ++i)
            ns *= 10;
    }
    return ((hour * 60LL + minute) * 60 + second) * 1'000'000'000 + ns;
}

}  // namespace

std::optional<std::int64_t> day_ns(int year, int month, int day) {
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok() || year < 1970 || year > 2200) return std::nullopt;
    return std::chrono::sys_days{date}.time_since_epoch().count() * 86'400'000'000'000;
}

std::size_t split_row(std::string_view row, std::span<std::string_view> out) {
    std::size_t count = 0;
    const char* at = row.data();
    const char* const end = at + row.size();
    for (;;) {
        const char* start = at;
        while (at < end && *at != ',')
            ++at;
        if (count < out.size()) out[count] = {start, static_cast<std::size_t>(at - start)};
        ++count;
        if (at == end) return count;
        ++at;
    }
}

std::optional<CsvLayout> layout_of(std::string_view first_line) {
    if (first_line.starts_with("[engine] ") &&
        first_line.find(" perf ") != std::string_view::npos) {
        CsvLayout out;
        out.form = "latency trace";
        out.venue = "hyperliquid";
        out.shape = CsvShape::latency;
        out.clock = CsvClock::time_of_day;
        out.header = false;
        return out;
    }
    Header header;
    header.count = split_row(first_line, header.names);
    if (header.count > kMaxColumns || header.count < 2) return std::nullopt;
    if (auto out = lean_layout(header)) return out;
    return named_layout(header);
}

bool straighten(CsvLayout& layout, std::string_view row) {
    if (layout.form != "edgex depth") return false;
    std::array<std::string_view, kMaxColumns> fields;
    if (split_row(row, fields) < 5) return false;
    const auto first = parse_price(fields[1]);
    const auto second = parse_price(fields[3]);
    if (!first || !second || *second <= *first) return false;
    std::vector<CsvLayout::Pair> bids;
    std::vector<CsvLayout::Pair> asks;
    for (int column = 1; column + 1 < static_cast<int>(layout.columns); column += 2) {
        (column % 4 == 1 ? bids : asks).push_back({column, column + 1});
    }
    layout.bids = std::move(bids);
    layout.asks = std::move(asks);
    return true;
}

Result<std::int64_t> parse_clock(std::string_view text, CsvClock clock) {
    const auto malformed = [&] {
        return fail(Errc::malformed, "timestamp: \"" + std::string{text.substr(0, 40)} +
                                         "\" is not a time of this form");
    };
    const auto scaled = [&](std::int64_t per_unit) -> Result<std::int64_t> {
        // Ten places of a Price are more than a nanosecond of seconds needs; later ones are cut.
        std::string_view cut = text;
        if (const auto point = cut.find('.');
            point != std::string_view::npos && cut.size() > point + 10) {
            cut = cut.substr(0, point + 10);
        }
        std::int64_t whole = 0;
        const auto [at, code] = std::from_chars(cut.data(), cut.data() + cut.size(), whole);
        if (code != std::errc{} || whole <= 0 || whole > INT64_MAX / per_unit) return malformed();
        std::int64_t ns = whole * per_unit;
        if (at != cut.data() + cut.size()) {
            if (*at != '.') return malformed();
            std::int64_t unit = per_unit;
            for (const char* c = at + 1; c != cut.data() + cut.size(); ++c) {
                if (*c < '0' || *c > '9') return malformed();
                unit /= 10;
                ns += unit * (*c - '0');
            }
        }
        return ns;
    };

    switch (clock) {
        case CsvClock::seconds:
            return scaled(1'000'000'000);
        case CsvClock::milliseconds:
            return scaled(1'000'000);
        case CsvClock::microseconds:
            return scaled(1'000);
        case CsvClock::day_ms: {
            std::int64_t ms = 0;
            const auto [at, code] = std::from_chars(text.data(), text.data() + text.size(), ms);
            if (code != std::errc{} || at != text.data() + text.size() || ms < 0 ||
                ms > 86'400'000) {
                return malformed();
            }
            return ms * 1'000'000;
        }
        case CsvClock::iso: {
            if (text.size() < 19 || text[4] != '-' || text[7] != '-' ||
                (text[10] != 'T' && text[10] != ' ')) {
                return malformed();
            }
            const auto day =
                day_ns(number_in(text, 0, 4), number_in(text, 5, 2), number_in(text, 8, 2));
            const auto time = time_of_day(text.substr(11));
            if (!day || !time) return malformed();
            return *day + *time;
        }
        case CsvClock::compact_date: {
            if (text.size() < 17 || text[8] != ' ') return malformed();
            const auto day =
                day_ns(number_in(text, 0, 4), number_in(text, 4, 2), number_in(text, 6, 2));
            const auto time = time_of_day(text.substr(9));
            if (!day || !time) return malformed();
            return *day + *time;
        }
        case CsvClock::time_of_day: {
            const auto time = text.size() < 8 ? std::nullopt : time_of_day(text);
            if (!time) return malformed();
            return *time;
        }
    }
    return malformed();
}

}  // namespace twinleg::replay
