#include "replay/csv_reader.h"

#include <algorithm>

#include "replay/csv_name.h"
#include "replay/csv_row.h"
#include "replay/decimal.h"
#include "replay/lines.h"

namespace twinleg::replay {
namespace {

// A quarter of an hour: clocks that drift do not do that, time zones do.
constexpr std::int64_t kZoneJump = 900'000'000'000;
constexpr std::int64_t kHour = 3'600'000'000'000;

class CsvReader final : public Reader {
public:
    CsvReader(LineReader lines, const std::string& path, InstrumentId instrument)
        : lines_(std::move(lines)), instrument_(instrument) {
        file_ = path;
    }

    // Looks at the first lines. Errors: unsupported.
    Result<void> begin(std::vector<std::pair<std::uint64_t, std::int64_t>> zones) {
        zones_ = std::move(zones);
        const auto first = lines_.next();
        const auto layout = first ? layout_of(*first) : std::nullopt;
        if (!layout) return fail(Errc::unsupported, file_ + ": is of no form we know");
        layout_ = *layout;
        ++stats_.frames;
        if (layout_.header) {
            ++stats_.skipped;
        } else {
            waiting_ = std::string{*first} + "\n";
        }
        if (layout_.clock == CsvClock::day_ms) {
            const auto day = day_in_name(file_);
            if (!day) {
                return fail(Errc::missing, file_ +
                                               ": its times count from midnight, and its name "
                                               "has no day (YYYYMMDD)");
            }
            day_ = *day;
        } else if (layout_.clock == CsvClock::time_of_day) {
            day_ = *day_ns(1970, 1, 2);
            stats_.warnings.add("day", file_ + ": has times without a day; put on 1970-01-02");
        }
        return {};
    }

    double progress() const override {
        const auto size = lines_.bytes().size();
        return size == 0
                   ? 1.0
                   : static_cast<double>(lines_.bytes().position()) / static_cast<double>(size);
    }

    bool next(Event& event) override {
        if (!waiting_.empty()) {
            const std::string first = std::exchange(waiting_, {});
            row_.text = std::string_view{first}.substr(0, first.size() - 1);
            if (take(event)) return true;
        }
        while (const auto line = lines_.next()) {
            ++stats_.frames;
            row_.text = *line;
            if (take(event)) return true;
        }
        if (lines_.error()) fail_at(lines_.number() + 1, *lines_.error());
        return false;
    }

private:
    bool take(Event& event) {
        const auto done = read(event);
        if (!done) fail_at(lines_.number(), done.error());
        if (done && *done) return true;
        ++stats_.skipped;
        return false;
    }

    // Whether the row means an event.
    Result<bool> read(Event& event) {
        if (layout_.shape == CsvShape::latency) return latency(event);
        row_.count = split_row(row_.text, row_.fields);
        if (row_.count > layout_.columns ||
            row_.count + layout_.optional_columns < layout_.columns) {
            return fail(Errc::malformed, "has " + std::to_string(row_.count) + " fields, not " +
                                             std::to_string(layout_.columns) + ": \"" +
                                             std::string{row_.text.substr(0, 60)} + "\"");
        }
        if (!straightened_) {
            straightened_ = true;
            if (straighten(layout_, row_.text)) {
                stats_.warnings.add("columns",
                                    file_ +
                                        ": the column names lie: bids and asks alternate "
                                        "(bid 1, ask 1, bid 2, …); read by their prices");
            }
        }
        const auto ns = parse_clock(row_.at(layout_.time), layout_.clock);
        if (!ns) return std::unexpected{ns.error()};
        // A bar is known when its minute is over.
        const std::int64_t late = layout_.clock == CsvClock::day_ms ? 60'000'000'000 : 0;
        const auto received = in_utc(*ns + day_ + late);
        venue_time_ = {};
        if (row_.has(layout_.venue_ms)) {
            const auto venue = parse_clock(row_.at(layout_.venue_ms), CsvClock::milliseconds);
            if (!venue) return std::unexpected{venue.error()};
            venue_time_ = {*venue};
        }
        const auto told = what(event);
        if (!told || !*told) return told;
        event.time = stamp(received);
        event.more = false;
        return true;
    }

    std::int64_t in_utc(std::int64_t ns) {
        const std::uint64_t line = lines_.number();
        for (const auto& [last_line, offset] : zones_) {
            if (line > last_line) continue;
            stats_.warnings.add("zone", file_ + ": rows up to line " + std::to_string(last_line) +
                                            " are in local time (UTC+" +
                                            std::to_string(offset / kHour) +
                                            " h), the rows behind them in UTC; put right");
            return ns - offset;
        }
        return ns;
    }

    Result<bool> what(Event& event) {
        switch (layout_.shape) {
            case CsvShape::book:
                return book(event);
            case CsvShape::quote:
            case CsvShape::bar:
                return quote(event, layout_.bids[0], layout_.asks[0]);
            case CsvShape::side:
                return one_side(event);
            case CsvShape::trade:
                return trade(event);
            case CsvShape::minute:
                return minute(event);
            case CsvShape::funding:
                return funding(event);
            case CsvShape::latency:
                return false;
        }
        return false;
    }

    Result<bool> book(Event& event) {
        bids_.clear();
        asks_.clear();
        for (const bool bid : {true, false}) {
            auto& out = bid ? bids_ : asks_;
            for (const auto columns : bid ? layout_.bids : layout_.asks) {
                if (!row_.has(columns.price) || !row_.has(columns.size)) continue;
                const auto level = read_level(row_, columns);
                if (!level) return std::unexpected{level.error()};
                out.push_back(*level);
            }
        }
        const auto by_price = [](const Level& a, const Level& b) { return a.price < b.price; };
        const auto bid = std::max_element(bids_.begin(), bids_.end(), by_price);
        const auto ask = std::min_element(asks_.begin(), asks_.end(), by_price);
        if (bid != bids_.end() && ask != asks_.end() && bid->price >= ask->price) {
            return crossed(bid->price, ask->price);
        }
        std::uint64_t sequence = 0;
        if (row_.has(layout_.sequence)) {
            if (const auto done = integer(layout_.sequence, "sequence", sequence); !done) {
                return std::unexpected{done.error()};
            }
        }
        stats_.events += bids_.size() + asks_.size();
        event.what = BookSnapshot{instrument_, sequence, venue_time_, bids_, asks_};
        return true;
    }

    Result<bool> quote(Event& event, CsvLayout::Pair bid_columns, CsvLayout::Pair ask_columns) {
        const auto bid = read_level(row_, bid_columns);
        if (!bid) return std::unexpected{bid.error()};
        const auto ask = read_level(row_, ask_columns);
        if (!ask) return std::unexpected{ask.error()};
        if (bid->price >= ask->price) return crossed(bid->price, ask->price);
        ++stats_.events;
        event.what = Quote{instrument_, 0, venue_time_, *bid, *ask};
        return true;
    }

    Result<bool> one_side(Event& event) {
        const std::string_view side = row_.at(layout_.side);
        if (side == "buy" || side == "sell") return trade(event);
        if (side == "last") return false;
        if (side != "bid" && side != "ask") {
            return fail(Errc::malformed, "side: \"" + std::string{side} + "\" is not bid or ask");
        }
        auto level = read_level(row_, {layout_.price, layout_.size});
        if (!level) return std::unexpected{level.error()};
        if (level->quantity.is_zero() && layout_.venue == "edgex") {
            level->quantity = Quantity::from_units(1);  // its tickers have no sizes
        }
        (side == "bid" ? quote_.bid : quote_.ask) = *level;
        if (quote_.bid.quantity.is_zero() || quote_.ask.quantity.is_zero()) return false;
        // One side moved through the other, whose row follows.
        if (quote_.bid.price >= quote_.ask.price) return false;
        ++stats_.events;
        quote_.instrument = instrument_;
        quote_.venue_time = venue_time_;
        event.what = quote_;
        return true;
    }

    Result<bool> trade(Event& event) {
        PublicTrade out;
        out.instrument = instrument_;
        out.venue_time = venue_time_;
        const auto level = read_level(row_, {layout_.price, layout_.size});
        if (!level) return std::unexpected{level.error()};
        if (!level->price.is_positive() || !level->quantity.is_positive()) {
            return fail(Errc::out_of_range, "price, size: a trade of " + to_text(level->quantity) +
                                                " at " + to_text(level->price));
        }
        out.price = level->price;
        out.quantity = level->quantity;
        const std::string_view side = row_.at(layout_.side);
        if (side == "buy" || side == "sell") {
            out.taker_side = side == "buy" ? Side::buy : Side::sell;
        } else if (side == "B" || side == "S") {
            out.taker_side = side == "B" ? Side::sell : Side::buy;  // the bot's own, as maker
        } else {
            return fail(Errc::malformed, "side: \"" + std::string{side} + "\" is not buy or sell");
        }
        out.id = lines_.number();
        if (row_.has(layout_.sequence)) {
            if (const auto done = integer(layout_.sequence, "id", out.id); !done) {
                return std::unexpected{done.error()};
            }
        }
        ++stats_.events;
        event.what = out;
        return true;
    }

    // A minute's trades as one, at its last price; the side is guessed from where the price went.
    Result<bool> minute(Event& event) {
        const auto open = parse_decimal<Price>(row_.at(1), "open");
        if (!open) return std::unexpected{open.error()};
        const auto level = read_level(row_, {layout_.price, layout_.size});
        if (!level) return std::unexpected{level.error()};
        if (!level->quantity.is_positive()) return false;
        ++stats_.events;
        event.what = PublicTrade{
            instrument_,  lines_.number(), {},
            level->price, level->quantity, level->price >= *open ? Side::buy : Side::sell};
        return true;
    }

    Result<bool> funding(Event& event) {
        const auto rate = parse_ratio(row_.at(layout_.price), "rate");
        if (!rate) return std::unexpected{rate.error()};
        ++stats_.events;
        event.what = FundingRate{instrument_, *rate, seconds(8 * 3600), {}};
        return true;
    }

    // "[engine] 05:17:16.605 perf cancel oid=… cancel_send_to_ack_ms=309.69 …"
    Result<bool> latency(Event& event) {
        const auto field = [&](std::string_view name) -> std::optional<std::string_view> {
            const auto at = row_.text.find(name);
            if (at == std::string_view::npos) return std::nullopt;
            const auto rest = row_.text.substr(at + name.size());
            return rest.substr(0, rest.find(' '));
        };
        if (row_.text.size() < 22) return fail(Errc::malformed, "is no line of a latency trace");
        const auto ns = parse_clock(row_.text.substr(9, 12), layout_.clock);
        if (!ns) return std::unexpected{ns.error()};
        LatencyMeasured measured;
        auto ms = field(" hedge_total_ms=");
        measured.stage = ms ? Stage::hedge : Stage::order_ack;
        if (!ms) ms = field(" cancel_send_to_ack_ms=");
        if (!ms) return false;
        const auto value = parse_price(*ms, "ms");
        if (!value) return std::unexpected{value.error()};
        measured.delay = {value->raw() / 10'000};  // 10^-10 ms → ns
        event.time = stamp(*ns + day_);
        event.more = false;
        event.what = measured;
        ++stats_.events;
        return true;
    }

    Result<void> integer(int column, std::string_view field, std::uint64_t& out) const {
        const auto number = parse_quantity(row_.at(column), field);
        // Larger ids than a Quantity holds: digits are all they need to be.
        std::uint64_t value = 0;
        for (const char c : row_.at(column)) {
            if (c < '0' || c > '9') {
                return number ? fail(Errc::malformed, std::string{field} + ": \"" +
                                                          std::string{row_.at(column)} +
                                                          "\" is not a whole number")
                              : std::unexpected{number.error()};
            }
            value = value * 10 + static_cast<std::uint64_t>(c - '0');
        }
        out = value;
        return {};
    }

    static std::unexpected<Error> crossed(Price bid, Price ask) {
        return fail(Errc::crossed, "bid, ask: the snapshot is crossed: bid " + to_text(bid) +
                                       ", ask " + to_text(ask));
    }

    LineReader lines_;
    InstrumentId instrument_;
    CsvLayout layout_;
    std::string waiting_;
    CsvRow row_;
    bool straightened_{false};
    std::int64_t day_{0};
    Time venue_time_;
    Quote quote_;
    std::vector<Level> bids_, asks_;
    // Last line of a stretch of local time, and its offset from UTC.
    std::vector<std::pair<std::uint64_t, std::int64_t>> zones_;
};

// Collectors that wrote local time until somebody told them: the clock leaps back by hours while
// the rows go on. A pass of its own, because the first rows are the wrong ones.
Result<std::vector<std::pair<std::uint64_t, std::int64_t>>> find_zones(const std::string& path) {
    std::vector<std::pair<std::uint64_t, std::int64_t>> out;
    auto bytes = open_bytes(path);
    if (!bytes) return std::unexpected{bytes.error()};
    LineReader lines{std::move(*bytes)};
    const auto header = lines.next();
    const auto layout = header ? layout_of(*header) : std::nullopt;
    if (!layout || layout->clock != CsvClock::iso) return out;
    std::int64_t last = 0;
    std::uint64_t last_line = 0;
    while (const auto line = lines.next()) {
        const auto ns = parse_clock(line->substr(0, line->find(',')), layout->clock);
        if (!ns) continue;
        if (*ns < last - kZoneJump) {
            out.emplace_back(last_line, (last - *ns + kHour - 1) / kHour * kHour);
        }
        last = *ns;
        last_line = lines.number();
    }
    return out;
}

}  // namespace

Result<std::unique_ptr<Reader>> read_csv(const std::string& path, InstrumentId instrument) {
    auto zones = find_zones(path);
    if (!zones) return std::unexpected{zones.error()};
    auto bytes = open_bytes(path);
    if (!bytes) return std::unexpected{bytes.error()};
    auto reader = std::make_unique<CsvReader>(LineReader{std::move(*bytes)}, path, instrument);
    if (auto done = reader->begin(std::move(*zones)); !done) return std::unexpected{done.error()};
    return reader;
}

}  // namespace twinleg::replay
