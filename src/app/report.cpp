#include "app/report.h"

#include <algorithm>
#include <fstream>
#include <ostream>

#include "app/command.h"
#include "core/json_writer.h"
#include "engine/engine.h"
#include "portfolio/portfolio.h"

namespace twinleg::app {

namespace {

void write_list(JsonWriter& json, std::string_view name, const std::vector<std::string>& list) {
    json.key(name).array();
    for (const auto& word : list)
        json.value(word);
    json.end_array();
}

void write_counters(JsonWriter& json, const engine::Counters& counters) {
    const auto& orders = counters.orders;
    json.key("orders").object();
    json.field("sent", orders.sent).field("accepted", orders.accepted);
    json.field("rejected", orders.rejected).field("cancelled", orders.cancelled);
    json.field("expired", orders.expired).field("unknown_resolved", orders.unknown_resolved);
    json.end_object();

    const auto& fills = counters.fills;
    json.key("fills").object();
    json.field("count", fills.count).field("maker", fills.maker).field("taker", fills.taker);
    json.field("volume_base", fills.volume_base).field("volume_quote", fills.volume_quote);
    json.end_object();

    const auto& pairs = counters.pair_trades;
    json.key("pair_trades").object().field("completed", pairs.completed);
    json.field("rolled_back", pairs.rolled_back).field("failed", pairs.failed).end_object();
}

void write_money(JsonWriter& json, const Report& report) {
    json.key("positions").array();
    for (const auto& [instrument, quantity] : report.positions)
        json.object().field("instrument", instrument).field("quantity", quantity).end_object();
    json.end_array();
    json.field("exposure_base", report.exposure).field("dust_base", report.dust);

    const auto& pnl = report.pnl;
    json.key("pnl").object().field("total", pnl.total()).field("trading", pnl.trading);
    json.field("fees", pnl.fees).field("funding", pnl.funding).key("by_venue").object();
    for (const auto& [venue, causes] : pnl.by_venue)
        json.field(venue, causes.total());
    json.end_object().end_object();
    json.key("venue_equity_change");
    report.equity_unknown ? json.null() : json.value(report.venue_equity_change);
}

void write_stage(JsonWriter& json, std::string_view name, const StageLatency& stage) {
    json.key(name).object().field("p50", stage.p50).field("p99", stage.p99);
    json.field("max", stage.max).field("count", stage.count).end_object();
}

void write_times(JsonWriter& json, const Report& report) {
    const auto unhedged = percentiles(report.counters.unhedged_ms);
    json.key("unhedged_ms").object().field("p50", unhedged.p50).field("p99", unhedged.p99);
    json.field("max", unhedged.max).end_object();

    json.key("latency_us").object();
    write_stage(json, "tick_to_trade", report.latency.tick_to_trade);
    write_stage(json, "decode", report.latency.decode);
    write_stage(json, "strategy", report.latency.strategy);
    write_stage(json, "risk", report.latency.risk);
    write_stage(json, "sign", report.latency.sign);
    write_stage(json, "send", report.latency.send);
    json.end_object();
}

void write_safety(JsonWriter& json, const Report& report) {
    const auto& counters = report.counters;
    json.key("risk").object().key("refused").object();
    for (const auto& [check, count] : counters.refused)
        json.field(check, count);
    json.end_object().field("breaker_trips", counters.breaker_trips);
    json.field("halts", counters.halts).end_object();

    json.key("books").object().field("gaps", counters.book_gaps);
    json.field("resyncs", counters.resyncs).field("stale_ms_max", counters.stale_ms_max);
    json.end_object();

    json.key("journal").object().field("events", report.journal.events);
    json.field("commands", report.journal.commands).field("path", report.journal.path);
    json.end_object();
    json.field("invariants", report.invariants);
}

void write_input(JsonWriter& json, const Report::Input& input) {
    json.key("input").object().field("frames", input.frames).field("events", input.events);
    json.field("skipped", input.skipped).field("first_ns", input.first_ns);
    json.field("last_ns", input.last_ns).field("gaps", input.gaps).end_object();
    json.key("assumptions").object();
    for (const auto& [name, said] : input.assumptions)
        json.field(name, said);
    json.end_object().field("events_per_second", input.events_per_second);
}

// The middle of the book as it is now, or the last that was known.
Price mid_of(const engine::Engine& engine, const portfolio::Position& position) {
    const auto bbo = engine.book(position.instrument().id).bbo();
    if (!bbo) return position.mark();
    return Price::from_raw((bbo->bid.price.raw() + bbo->ask.price.raw()) / 2);
}

Report::Causes causes_of(const portfolio::Position& position, Price mid) {
    if (position.instrument().kind == ContractKind::linear)
        return {position.worth(), -position.fees(), position.funding()};
    return {at_mid(position.worth(), mid), at_mid(-position.fees(), mid),
            at_mid(position.funding(), mid)};
}

}  // namespace

Notional at_mid(Notional coins, Price mid) {
    constexpr Int128 kDigit8 = 10'000'000'000;
    const auto value = value_of(Base::from_raw(coins.raw()), mid).raw();
    return Notional::from_raw(value - value % kDigit8);
}

Report collect(const engine::Engine& engine) {
    Report report;
    report.strategy = engine.config().strategy;
    for (const auto& venue : engine.config().venues)
        report.venues.push_back(venue.name);
    report.counters = engine.counters();
    for (const auto& position : engine.portfolio().positions()) {
        const auto& instrument = position.instrument();
        report.instruments.push_back(instrument.spec());
        report.positions.emplace_back(instrument.spec(), position.quantity());
        const auto causes = causes_of(position, mid_of(engine, position));
        for (Report::Causes* sum : {static_cast<Report::Causes*>(&report.pnl),
                                    &report.pnl.by_venue[instrument.venue_name]}) {
            sum->trading += causes.trading;
            sum->fees += causes.fees;
            sum->funding += causes.funding;
        }
    }
    report.exposure = engine.exposure();
    report.dust = engine.dust();
    if (const auto& broken = engine.counters().broken_invariant; !broken.empty())
        report.invariants = broken;
    return report;
}

Spread3 percentiles(std::vector<std::int64_t> values) {
    if (values.empty()) return {};
    std::ranges::sort(values);
    const auto nearest_rank = [&](std::size_t percent) {
        return values[(values.size() * percent + 99) / 100 - 1];
    };
    return {.p50 = nearest_rank(50), .p99 = nearest_rank(99), .max = values.back()};
}

std::string to_json(const Report& report) {
    JsonWriter json;
    json.object().field("strategy", report.strategy).field("mode", report.mode);
    json.field("duration_ms", report.duration.ns / 1'000'000);
    write_list(json, "venues", report.venues);
    write_list(json, "instruments", report.instruments);
    write_counters(json, report.counters);
    write_money(json, report);
    write_times(json, report);
    write_safety(json, report);
    if (const auto& recovered = report.recovered) {
        json.key("recovered").object().field("in_flight", recovered->in_flight);
        json.field("hedged", recovered->hedged).field("cancelled", recovered->cancelled);
        json.end_object();
    }
    if (report.input) write_input(json, *report.input);
    json.end_object();
    return json.text();
}

std::string to_json(const std::vector<NamedReport>& reports,
                    std::optional<Notional> venue_equity_change) {
    Report::Causes sum;
    std::string broken = "held";
    JsonWriter json;
    json.object().key("pairs").object();
    for (const auto& [name, report] : reports) {
        json.key(name).raw(to_json(*report));
        sum.trading += report->pnl.trading;
        sum.fees += report->pnl.fees;
        sum.funding += report->pnl.funding;
        if (report->invariants != "held") broken = name + ": " + report->invariants;
    }
    json.end_object().key("pnl").object().field("total", sum.total());
    json.field("trading", sum.trading).field("fees", sum.fees).field("funding", sum.funding);
    json.end_object().key("venue_equity_change");
    venue_equity_change ? json.value(*venue_equity_change) : json.null();
    json.field("invariants", broken).end_object();
    return json.text();
}

void write_report(const std::string& text, bool json,
                  const std::optional<std::filesystem::path>& file, std::ostream& out) {
    if (json) out << text << std::endl;
    if (!file) return;
    std::ofstream written(*file);
    if (!(written << text << std::endl))
        throw CannotStart(kBadUsage, "cannot write the report to " + file->string(),
                          "Name another file with --report; the journal of a run has everything.");
}

}  // namespace twinleg::app
