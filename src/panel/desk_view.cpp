#include "panel/desk_view.h"
#include "runtime/recovery.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "database/queries.h"
#include "database/words.h"
#include "panel/json.h"
#include "panel/stage_counts.h"

namespace twinleg::panel {

namespace {

constexpr Duration kLatencyEvery = seconds(1);
constexpr Duration kBooksFresh = milliseconds(200);
constexpr Duration kTurnsWithin = seconds(5);

enum : std::size_t {
    kState,
    kQuotes,
    kSpread,
    kOutlook,
    kPositions,
    kExposure,
    kPnl,
    kAccounts,
    kRisk,
    kCounts,
    kLatency,
    kMembers
};
constexpr std::array<std::string_view, kMembers> kNames{
    "state", "quotes",   "spread", "outlook", "positions", "exposure",
    "pnl",   "accounts", "risk",   "counts",  "latency"};

std::int64_t ms(Duration span) {
    return span.ns / 1'000'000;
}

void causes_fields(JsonWriter& json, const Causes& causes) {
    json.field("total", causes.total()).field("trading", causes.trading);
    json.field("fees", causes.fees).field("funding", causes.funding);
}

std::string state_text(const DeskView& view) {
    const auto& f = view.figures();
    JsonWriter json;
    json.object().field("mode", name(f.mode)).field("latched", f.latched).field("why", f.why);
    json.field("paused", f.paused).field("trading", view.trading());
    json.field("since_ns", f.since.ns);
    json.field("trouble", f.stalled ? "the journal cannot be written" : "");
    return json.end_object().text();
}

std::string quotes_text(const DeskView& view) {
    const auto& f = view.figures();
    JsonWriter json;
    json.array();
    for (std::size_t n = 0; n < f.quotes.size(); ++n) {
        const auto& quote = f.quotes[n];
        json.object().field("instrument", view.instrument(n)).field("ready", quote.ready);
        json.key("age_ms");
        quote.updated.known() ? json.value(ms(view.age_of(quote.updated))) : json.null();
        price_field(json, "bid", quote.bid);
        price_field(json, "ask", quote.ask);
        price_field(json, "last", quote.last);
        price_field(json, "mark", quote.mark);
        price_field(json, "index", quote.index);
        json.field("funding_rate", quote.funding_rate);
        json.field("funding_interval_ms", ms(quote.funding_interval)).end_object();
    }
    return json.end_array().text();
}

std::string outlook_text(const DeskFigures& f) {
    if (!f.outlook) return "null";
    const auto& o = *f.outlook;
    JsonWriter json;
    json.object().field("automatic", o.automatic).field("warm", o.warm);
    json.field("half_life_ms", ms(o.half_life)).field("exit_in_ms", ms(o.exit_in));
    json.field("quantity", o.quantity).field("gain", o.gain).field("cost", o.cost);
    return json.end_object().text();
}

std::string exposure_text(const DeskFigures& f) {
    const bool unhedged = f.unhedged_since.known();
    JsonWriter json;
    json.object().field("coins", f.exposure).field("dust", f.dust).field("unhedged", unhedged);
    json.field("unhedged_ms", unhedged ? ms(f.time - f.unhedged_since) : 0).end_object();
    return json.text();
}

std::string pnl_text(const DeskView& view) {
    const auto& f = view.figures();
    std::map<std::string_view, Causes> by_venue;
    for (std::size_t n = 0; n < f.positions.size(); ++n) {
        auto& sum = by_venue[view.config().instruments[n].instrument.venue_name];
        sum.trading += f.positions[n].pnl.trading;
        sum.fees += f.positions[n].pnl.fees;
        sum.funding += f.positions[n].pnl.funding;
    }
    JsonWriter json;
    json.object();
    causes_fields(json, f.pnl);
    json.key("by_venue").object();
    for (const auto& [venue, causes] : by_venue) {
        json.key(venue).object();
        causes_fields(json, causes);
        json.end_object();
    }
    json.end_object().key("day").object();
    causes_fields(json, f.pnl_day);
    return json.end_object().end_object().text();
}

std::string accounts_text(const DeskView& view) {
    const auto& f = view.figures();
    JsonWriter json;
    json.array();
    for (std::size_t n = 0; n < f.accounts.size(); ++n) {
        const auto& a = f.accounts[n];
        if (!a.known) continue;
        json.object().field("venue", view.venue(n)).field("equity", a.equity);
        json.field("free_collateral", a.free_collateral).field("read_ns", a.read.ns).end_object();
    }
    return json.end_array().text();
}

std::string risk_text(const DeskFigures& f) {
    JsonWriter json;
    json.object().key("refused").object();
    for (const auto& [check, count] : f.counts.refused)
        json.field(check, count);
    json.end_object().field("breaker_trips", f.counts.breaker_trips).field("halts", f.counts.halts);
    json.key("last_refused");
    if (f.last_refused.time.known()) {
        json.object().field("time_ns", f.last_refused.time.ns);
        json.field("check", f.last_refused.check).field("why", f.last_refused.why).end_object();
    } else {
        json.null();
    }
    return json.end_object().text();
}

std::string counts_text(const CountFigures& c) {
    JsonWriter json;
    json.object().key("orders").object().field("sent", c.sent).field("accepted", c.accepted);
    json.field("rejected", c.rejected).field("cancelled", c.cancelled).field("expired", c.expired);
    json.field("unknown_resolved", c.unknown_resolved).end_object();
    json.key("fills").object().field("count", c.fills).field("maker", c.maker);
    json.field("taker", c.taker).field("volume_base", c.volume_base);
    json.field("volume_quote", c.volume_quote).end_object();
    json.key("pair_trades").object().field("completed", c.completed);
    json.field("rolled_back", c.rolled_back).field("failed", c.failed);
    json.field("nothing", c.nothing).end_object();
    json.field("book_gaps", c.book_gaps).field("resyncs", c.resyncs);
    return json.end_object().text();
}

std::string latency_text(const runtime::Latencies& latencies) {
    JsonWriter json;
    json.object();
    for (std::size_t n = 0; n < runtime::kLatencyStages; ++n) {
        const auto stage = static_cast<runtime::LatencyStage>(n);
        const auto figures = latencies.figures(stage);
        json.key(name(stage)).object().field("p50_us", figures.p50_us);
        json.field("p99_us", figures.p99_us).field("max_us", figures.max_us);
        json.field("count", figures.count).end_object();
    }
    return json.end_object().text();
}

void side_text(JsonWriter& json, const std::vector<Level>& levels, std::size_t depth) {
    json.array();
    for (std::size_t n = 0; n < std::min(depth, levels.size()); ++n) {
        json.array().value(levels[n].price);
        json.value(levels[n].quantity).end_array();
    }
    json.end_array();
}

}  // namespace

std::string spread_text(const Evaluated& seen, Time time) {
    JsonWriter json;
    json.object().field("time_ns", time.ns).field("price_a", seen.price_a);
    json.field("price_b", seen.price_b).field("spread", seen.spread);
    json.key("mean").raw(number_text(seen.mean)).key("stddev").raw(number_text(seen.stddev));
    json.key("z").raw(number_text(seen.z)).field("samples", seen.samples);
    json.field("long_threshold", seen.long_threshold);
    json.field("short_threshold", seen.short_threshold);
    json.field("signal", database::word(seen.signal)).end_object();
    return json.text();
}

DeskView::DeskView(std::shared_ptr<Board> board)
    : board_(std::move(board)), config_(board_->config()), names_(runtime::names_of(*config_)) {
    const auto& first = config_->instruments.at(0).instrument;
    coin_ = database::coin_of(first.base);
    for (const auto name : kNames)
        members_.push_back({.name = name, .text = "null"});
    JsonWriter json;
    json.object().field("pair", name()).field("strategy", config_->strategy).field("coin", coin_);
    json.field("first", names_.instruments.at(0));
    json.field("second", names_.instruments.size() > 1 ? names_.instruments[1] : std::string{});
    json.field("quote", first.quote);
    head_ = json.text();
}

void DeskView::set(std::size_t index, std::string text, std::uint64_t number) {
    auto& member = members_[index];
    if (member.text == text) return;
    member.text = std::move(text);
    member.changed = number;
    changed_ = true;
}

bool DeskView::refresh(std::uint64_t number, std::vector<std::pair<Time, LogLine>>& lines) {
    changed_ = false;
    told_.clear();
    board_->take_told(told_);
    for (const auto& told : told_) {
        if (own_.on(told)) lines.emplace_back(told.time, line_of(told, names_));
        if (std::holds_alternative<SettingAsked>(told.what)) config_ = board_->config();
    }
    const bool happened = !told_.empty();
    if (board_->take()) {
        has_figures_ = true;
        const auto& f = figures();
        own_.forget_old(f.time);
        set(kState, state_text(*this), number);
        set(kSpread, f.spread ? spread_text(*f.spread, f.spread_time) : "null", number);
        set(kOutlook, outlook_text(f), number);
        set(kPositions, fmt::format("[{}]", fmt::join(position_texts(false), ",")), number);
        set(kExposure, exposure_text(f), number);
        set(kPnl, pnl_text(*this), number);
        set(kAccounts, accounts_text(*this), number);
        set(kRisk, risk_text(f), number);
        set(kCounts, counts_text(f.counts), number);
    }
    if (has_figures_) set(kQuotes, quotes_text(*this), number);
    if (fresh_latencies())
        board_->with_latencies([&](const runtime::Latencies& latencies) {
            set(kLatency, latency_text(latencies), number);
        });
    return changed_ || happened;
}

bool DeskView::fresh_latencies() {
    const auto cycles = runtime::cycles();
    const double ns = static_cast<double>(cycles - latencies_at_) * scale_.ns_per_cycle();
    if (latencies_at_ != 0 && ns < static_cast<double>(kLatencyEvery.ns)) return false;
    latencies_at_ = cycles;
    return true;
}

std::string DeskView::pair_text() const {
    std::string out = head_;
    for (const auto& member : members_)
        out.append(",\"").append(member.name).append("\":").append(member.text);
    return out + "}";
}

std::string DeskView::short_text() const {
    JsonWriter json;
    json.object().field("pair", name()).field("strategy", config_->strategy).field("coin", coin_);
    json.field("first", names_.instruments.at(0));
    json.field("second", names_.instruments.size() > 1 ? names_.instruments[1] : std::string{});
    json.field("mode", has_figures_ ? twinleg::name(figures().mode) : std::string_view{"starting"});
    json.field("world", board_->about().world).end_object();
    return json.text();
}

std::string DeskView::books_text(std::size_t depth) {
    (void)fresh_books();
    const auto& books = board_->books();
    JsonWriter json;
    json.array();
    for (std::size_t n = 0; n < books.size(); ++n) {
        const auto& book = books[n];
        json.object().field("instrument", names_.instruments[n]).field("ready", book.ready);
        json.key("age_ms");
        book.updated.known() ? json.value(ms(age_of(book.updated))) : json.null();
        json.key("bids");
        side_text(json, book.bids, depth);
        json.key("asks");
        side_text(json, book.asks, depth);
        json.key("own").array();
        for (const auto& [id, own] : own_.all()) {
            if (own.order.instrument.value != n) continue;
            json.object().field("client_order_id", id).field("side", twinleg::name(own.order.side));
            json.field("price", own.order.price);
            json.field("remaining", own.order.quantity - own.filled());
            json.field("role", twinleg::name(own.order.role)).end_object();
        }
        json.end_array().end_object();
    }
    return "\"books\":" + json.end_array().text();
}

bool DeskView::fresh_books() {
    if (board_->take_books()) books_at_ = runtime::cycles();
    const auto cycles = runtime::cycles();
    return books_at_ != 0 && static_cast<double>(cycles - books_at_) * scale_.ns_per_cycle() <
                                 static_cast<double>(kBooksFresh.ns);
}

std::vector<std::string> DeskView::position_texts(bool with_pair) const {
    std::vector<std::string> out;
    const auto& f = figures();
    for (std::size_t n = 0; n < f.positions.size(); ++n) {
        const auto& p = f.positions[n];
        JsonWriter json;
        json.object();
        if (with_pair) json.field("pair", name());
        json.field("instrument", names_.instruments[n]).field("quantity", p.quantity);
        json.field("average_entry", p.average_entry).field("mark", p.mark);
        json.field("unrealised", p.unrealised).field("notional", p.notional);
        json.key("liquidation_distance");
        p.liquidation_distance ? json.value(*p.liquidation_distance) : json.null();
        out.push_back(json.end_object().text());
    }
    return out;
}

std::string DeskView::stages_text() const {
    JsonWriter json;
    json.array();
    board_->with_latencies([&](const runtime::Latencies& latencies) {
        for (std::size_t n = 0; n < runtime::kLatencyStages; ++n) {
            const auto stage = static_cast<runtime::LatencyStage>(n);
            const auto figures = latencies.figures(stage);
            json.object().field("stage", runtime::name(stage)).field("p50_us", figures.p50_us);
            json.field("p99_us", figures.p99_us).field("max_us", figures.max_us);
            json.field("count", figures.count).key("buckets").array();
            const auto counts = stage_counts(latencies, stage);
            for (std::size_t b = 0; b < kStageBounds.size(); ++b) {
                const auto here = counts.below[b] - (b == 0 ? 0 : counts.below[b - 1]);
                if (here == 0) continue;
                json.array().raw(number_text(kStageBounds[b] / 1000)).value(here).end_array();
            }
            json.end_array().end_object();
        }
    });
    return json.end_array().text();
}

bool DeskView::live() const {
    return board_->closed() || board_->turn_age() <= kTurnsWithin;
}

std::vector<std::string> DeskView::reasons() const {
    std::vector<std::string> out;
    const auto say = [&](std::string_view what) {
        out.push_back(fmt::format("{}: {}", name(), what));
    };
    if (board_->closed()) {
        say("its run is over");
        return out;
    }
    if (!live())
        say(fmt::format("the engine's thread has not turned for {} ms", ms(board_->turn_age())));
    if (!has_figures_) {
        say("it has not begun");
        return out;
    }
    const auto& f = figures();
    if (f.stalled) say("the journal cannot be written");
    if (f.mode != Mode::active)
        say(fmt::format("the desk is {}{}{}", twinleg::name(f.mode), f.why.empty() ? "" : ": ",
                        f.why));
    for (std::size_t n = 0; n < f.quotes.size(); ++n)
        if (!f.quotes[n].ready)
            say(fmt::format("the book of {} is not ready", names_.instruments[n]));
    return out;
}

Duration DeskView::age_of(Time updated) const {
    // A book may have been put down after the figures.
    const auto age = std::max(figures().time - updated, Duration{});
    return board_->closed() ? age : age + board_->turn_age();
}

bool DeskView::can_be_asked() const {
    return board_->with_controls([](notify::Controls&) {});
}

std::vector<Parameter> DeskView::parameters() const {
    const auto& describe = board_->about().parameters;
    return describe ? describe(*config_) : std::vector<Parameter>{};
}

std::string_view DeskView::trading() const {
    const auto parameter = config_->parameters.find("trading");
    if (parameter != config_->parameters.end()) return parameter->second;
    return figures().paused ? "remind" : "auto";
}

}  // namespace twinleg::panel
