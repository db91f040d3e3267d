#include "store/daily_logs.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace twinleg::store {
namespace {

std::string_view word(Severity severity) {
    switch (severity) {
        case Severity::info:
            return "INFO";
        case Severity::warning:
            return "WARNING";
        case Severity::error:
            return "ERROR";
    }
    return "INFO";
}

// What the leg traded at: the average of the side it was to take, or of the other if only that
// filled; zero if nothing did.
Price price_of(const LegResult& leg, Side side) {
    const Price wanted = side == Side::buy ? leg.average_buy : leg.average_sell;
    if (!wanted.is_zero()) return wanted;
    return side == Side::buy ? leg.average_sell : leg.average_buy;
}

std::string or_empty(Price price) {
    return price.is_zero() ? std::string{} : to_text(price);
}

std::string level_text(const Level& level) {
    if (level.quantity.is_zero()) return ",";
    return to_text(level.price) + "," + to_text(level.quantity);
}

std::string difference(const Level& sold, const Level& bought) {
    if (sold.quantity.is_zero() || bought.quantity.is_zero()) return {};
    return to_text(sold.price - bought.price);
}

}  // namespace

LogNames log_names(std::string_view strategy, std::string_view ticker, std::string_view first_venue,
                   std::string_view second_venue, std::string_view account) {
    if (strategy == "market-spread")
        return {.trades = fmt::format("trades_{}_{{date}}.csv", ticker),
                .bbo = fmt::format("bbo_{}_{{date}}.csv", ticker),
                .snapshots = {},
                .summary = {},
                .activity = fmt::format("{}_{}_{}.log", first_venue, second_venue, ticker)};
    LogNames names{.trades = "trades_{date}.csv",
                   .bbo = "bbo_{date}.csv",
                   .snapshots = "snapshots_{date}.csv",
                   .summary = "summary_{date}.json",
                   .activity = {}};
    if (strategy == "hedge-cycle")
        names.activity = account.empty()
                             ? fmt::format("cross_hedge_{}_activity.log", ticker)
                             : fmt::format("cross_hedge_{}_{}_activity.log", ticker, account);
    return names;
}

DailyLogs::DailyLogs(std::filesystem::path directory, const LogNames& names, std::string strategy,
                     std::string first_venue, std::string second_venue, Zone zone)
    : strategy_(std::move(strategy)),
      first_(std::move(first_venue)),
      second_(std::move(second_venue)),
      swapped_(second_ == "edgex" && first_ != "edgex"),
      zone_(zone) {
    const std::string& a = swapped_ ? second_ : first_;
    const std::string& b = swapped_ ? first_ : second_;
    const auto open = [&](std::optional<LogFile>& file, const std::string& name,
                          std::string header) {
        if (!name.empty()) file.emplace(directory, name, std::move(header), zone);
    };
    open(trades_, names.trades,
         fmt::format("timestamp,direction,{0}_price,{1}_price,quantity,spread,latency_ms,pnl,"
                     "{0}_position,{1}_position",
                     a, b));
    open(bbo_, names.bbo,
         fmt::format("timestamp,{0}_bid,{0}_bid_quantity,{0}_ask,{0}_ask_quantity,{1}_bid,"
                     "{1}_bid_quantity,{1}_ask,{1}_ask_quantity,long_spread,short_spread",
                     a, b));
    open(snapshots_, names.snapshots,
         fmt::format("timestamp,mode,price_a,price_b,spread,mean,stddev,z,samples,long_threshold,"
                     "short_threshold,signal,{}_position,{}_position,exposure",
                     a, b));
    open(activity_, names.activity, "");
    if (!names.summary.empty()) summary_.emplace(directory, names.summary, strategy_, a, b, zone);
}

DailyLogs::~DailyLogs() {
    (void)flush();
}

void DailyLogs::write(const TradeRow& row) {
    TradeRow turned = row;
    if (swapped_) {
        std::swap(turned.first, turned.second);
        turned.first_side = opposite(row.first_side);
    }
    if (trades_) {
        const Price a = price_of(turned.first, turned.first_side);
        const Price b = price_of(turned.second, opposite(turned.first_side));
        const bool both = !a.is_zero() && !b.is_zero();
        note(trades_->write(
            row.time,
            fmt::format("{},{},{},{},{},{},{},{},{},{}", zone_.stamp(row.time),
                        turned.first_side == Side::buy ? "long" : "short", or_empty(a), or_empty(b),
                        to_text(std::max(turned.first.bought, turned.first.sold)),
                        both ? to_text(b - a) : "", row.unhedged.ns / 1'000'000, to_text(row.pnl),
                        to_text(turned.first.position), to_text(turned.second.position))));
    }
    if (summary_) summarise(turned);
}

void DailyLogs::summarise(const TradeRow& row) {
    auto summary = summary_->at(row.time);
    if (!summary) return note(std::unexpected(summary.error()));
    Summary& day = **summary;
    day.best_pnl = day.trades == 0 ? row.pnl : std::max(day.best_pnl, row.pnl);
    day.worst_pnl = day.trades == 0 ? row.pnl : std::min(day.worst_pnl, row.pnl);
    ++day.trades;
    day.completed += row.outcome == PairOutcome::completed ? 1U : 0U;
    day.rolled_back += row.outcome == PairOutcome::rolled_back ? 1U : 0U;
    day.failed += row.outcome == PairOutcome::failed ? 1U : 0U;
    day.volume_base += row.first.bought + row.first.sold;
    day.pnl += row.pnl;
    day.winning += row.pnl.is_positive() ? 1U : 0U;
    day.fees_first += row.first.fee;
    day.fees_second += row.second.fee;
    const std::int64_t latency = row.unhedged.ns / 1'000'000;
    day.latency_ms_max = std::max(day.latency_ms_max, latency);
    day.latency_ms_sum += latency;
    if (day.first_trade.empty()) day.first_trade = zone_.stamp(row.time);
    day.last_trade = zone_.stamp(row.time);
}

void DailyLogs::write(const BboRow& row) {
    if (!bbo_) return;
    BboRow turned = row;
    if (swapped_) {
        std::swap(turned.first_bid, turned.second_bid);
        std::swap(turned.first_ask, turned.second_ask);
    }
    note(bbo_->write(
        row.time,
        fmt::format("{},{},{},{},{},{},{}", zone_.stamp(row.time), level_text(turned.first_bid),
                    level_text(turned.first_ask), level_text(turned.second_bid),
                    level_text(turned.second_ask), difference(turned.second_bid, turned.first_ask),
                    difference(turned.first_bid, turned.second_ask))));
}

void DailyLogs::write(const SnapshotRow& row) {
    if (!snapshots_) return;
    const Evaluated& seen = row.evaluated;
    note(snapshots_->write(
        row.time, fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}", zone_.stamp(row.time),
                              name(row.mode), to_text(seen.price_a), to_text(seen.price_b),
                              to_text(seen.spread), seen.mean, seen.stddev, seen.z, seen.samples,
                              to_text(seen.long_threshold), to_text(seen.short_threshold),
                              static_cast<int>(seen.signal),
                              to_text(swapped_ ? row.second_position : row.first_position),
                              to_text(swapped_ ? row.first_position : row.second_position),
                              to_text(row.exposure))));
}

void DailyLogs::write(Time time, Severity severity, std::string_view text) {
    if (!activity_) return;
    std::string line = fmt::format("{} {:<7} {}", zone_.stamp(time), word(severity), text);
    std::ranges::replace(line, '\n', ' ');
    note(activity_->write(time, line));
}

void DailyLogs::note(Result<void> outcome) {
    if (!outcome && !error_) error_ = outcome.error();
}

Result<void> DailyLogs::flush() {
    for (auto* file : {&trades_, &bbo_, &snapshots_, &activity_})
        if (*file) note((*file)->flush());
    if (summary_) note(summary_->flush());
    if (!error_) return {};
    return std::unexpected(*std::exchange(error_, std::nullopt));
}

std::uint64_t DailyLogs::dropped() const {
    std::uint64_t sum = 0;
    for (const auto* file : {&trades_, &bbo_, &snapshots_, &activity_})
        if (*file) sum += (*file)->dropped();
    return sum;
}

}  // namespace twinleg::store
