#include "panel/metrics.h"

#include <array>
#include <cmath>
#include <initializer_list>
#include <utility>

#include <fmt/format.h>

#include "panel/stage_counts.h"

namespace twinleg::panel {

namespace {

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// Source: https://prometheus.io/docs/instrumenting/exposition_formats/, text format 0.0.4.
class Exposition {
public:
    void family(std::string_view name, std::string_view type, std::string_view help) {
        name_ = name;
        text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
    }
    void sample(Labels labels, double value) { sample("", labels, value); }
    void sample(std::string_view ending, Labels labels, double value) {
        text_.append(name_).append(ending);
        char before = '{';
        for (const auto& [name, content] : labels) {
            text_ += before;
            text_.append(name).append("=\"");
            escape(content);
            text_ += '"';
            before = ',';
        }
        if (before == ',') text_ += '}';
        text_ += std::isfinite(value) ? fmt::format(" {}\n", value) : " NaN\n";
    }
    std::string take() { return std::move(text_); }

private:
    void escape(std::string_view content) {
        for (const char c : content) {
            if (c == '\n') {
                text_ += "\\n";
                continue;
            }
            if (c == '\\' || c == '"') text_ += '\\';
            text_ += c;
        }
    }

    std::string name_;
    std::string text_;
};

double number(std::uint64_t value) {
    return static_cast<double>(value);
}
double seconds_of(Duration span) {
    return static_cast<double>(span.ns) / 1e9;
}

void write_stage(Exposition& out, std::string_view pair, runtime::LatencyStage stage,
                 const runtime::Latencies& latencies) {
    const auto counts = stage_counts(latencies, stage);
    const auto which = name(stage);
    for (std::size_t n = 0; n < kStageBounds.size(); ++n)
        out.sample(
            "_bucket",
            {{"pair", pair}, {"stage", which}, {"le", fmt::format("{}", kStageBounds[n] / 1e9)}},
            number(counts.below[n]));
    out.sample("_bucket", {{"pair", pair}, {"stage", which}, {"le", "+Inf"}}, number(counts.all));
    out.sample("_sum", {{"pair", pair}, {"stage", which}}, counts.sum_ns / 1e9);
    out.sample("_count", {{"pair", pair}, {"stage", which}}, number(counts.all));
}

// One figure of every desk.
class Writer {
public:
    explicit Writer(const State& state) : state_(state) {}

    template <typename F>
    void each(std::string_view name, std::string_view type, std::string_view help, F&& write) {
        out_.family(name, type, help);
        for (const auto& desk : state_.desks())
            if (desk->has_figures()) write(out_, *desk, desk->figures());
    }
    Exposition& out() { return out_; }

private:
    const State& state_;
    Exposition out_;
};

void write_desk(Writer& writer) {
    constexpr std::array kModes{Mode::starting, Mode::active,   Mode::reducing,
                                Mode::halted,   Mode::stopping, Mode::ended};
    writer.each("twinleg_desk_mode", "gauge", "1 for the mode that a desk is in",
                [&](auto& out, const auto& desk, const auto& f) {
                    for (const auto mode : kModes)
                        out.sample({{"pair", desk.name()}, {"mode", name(mode)}},
                                   mode == f.mode ? 1 : 0);
                });
    writer.each("twinleg_desk_latched", "gauge", "1 while a person must reset a halt",
                [](auto& out, const auto& desk, const auto& f) {
                    out.sample({{"pair", desk.name()}}, f.latched ? 1 : 0);
                });
    writer.each("twinleg_desk_paused", "gauge", "1 while no new pair trade is begun",
                [](auto& out, const auto& desk, const auto& f) {
                    out.sample({{"pair", desk.name()}}, f.paused ? 1 : 0);
                });
    writer.each("twinleg_exposure_coins", "gauge", "Coins the desk is too long of, over all venues",
                [](auto& out, const auto& desk, const auto& f) {
                    out.sample({{"pair", desk.name()}}, to_double(f.exposure));
                });
    writer.each("twinleg_dust_coins", "gauge", "The largest exposure that no venue would take",
                [](auto& out, const auto& desk, const auto& f) {
                    out.sample({{"pair", desk.name()}}, to_double(f.dust));
                });
    writer.each("twinleg_unhedged_seconds", "gauge", "How long the exposure has been past dust",
                [](auto& out, const auto& desk, const auto& f) {
                    const bool unhedged = f.unhedged_since.known();
                    out.sample({{"pair", desk.name()}},
                               unhedged ? seconds_of(f.time - f.unhedged_since) : 0);
                });
}

void write_money(Writer& writer) {
    writer.each("twinleg_position", "gauge", "Contracts held, signed",
                [](auto& out, const auto& desk, const auto& f) {
                    for (std::size_t n = 0; n < f.positions.size(); ++n)
                        out.sample({{"pair", desk.name()}, {"instrument", desk.instrument(n)}},
                                   to_double(f.positions[n].quantity));
                });
    writer.each("twinleg_liquidation_distance_ratio", "gauge",
                "Share of the price that may still go against a position",
                [](auto& out, const auto& desk, const auto& f) {
                    for (std::size_t n = 0; n < f.positions.size(); ++n)
                        if (f.positions[n].liquidation_distance)
                            out.sample({{"pair", desk.name()}, {"instrument", desk.instrument(n)}},
                                       to_double(*f.positions[n].liquidation_distance));
                });
    writer.each("twinleg_pnl_quote", "gauge", "PnL by cause, in quote units; paid is negative",
                [](auto& out, const auto& desk, const auto& f) {
                    for (const auto& [cause, amount] : {std::pair{"trading", f.pnl.trading},
                                                        {"fees", f.pnl.fees},
                                                        {"funding", f.pnl.funding},
                                                        {"total", f.pnl.total()}})
                        out.sample({{"pair", desk.name()}, {"cause", cause}}, to_double(amount));
                });
    writer.each("twinleg_day_pnl_quote", "gauge", "PnL since midnight UTC, in quote units",
                [](auto& out, const auto& desk, const auto& f) {
                    out.sample({{"pair", desk.name()}}, to_double(f.pnl_day.total()));
                });
    writer.each("twinleg_equity_quote", "gauge", "Equity of the account at a venue",
                [](auto& out, const auto& desk, const auto& f) {
                    for (std::size_t n = 0; n < f.accounts.size(); ++n)
                        if (f.accounts[n].known)
                            out.sample({{"pair", desk.name()}, {"venue", desk.venue(n)}},
                                       to_double(f.accounts[n].equity));
                });
}

void write_market(Writer& writer) {
    writer.each("twinleg_book_ready", "gauge", "1 while a book is complete and not stale",
                [](auto& out, const auto& desk, const auto& f) {
                    for (std::size_t n = 0; n < f.quotes.size(); ++n)
                        out.sample({{"pair", desk.name()}, {"instrument", desk.instrument(n)}},
                                   f.quotes[n].ready ? 1 : 0);
                });
    writer.each("twinleg_book_age_seconds", "gauge", "Since the last word of a book",
                [](auto& out, const auto& desk, const auto& f) {
                    for (std::size_t n = 0; n < f.quotes.size(); ++n)
                        if (f.quotes[n].updated.known())
                            out.sample({{"pair", desk.name()}, {"instrument", desk.instrument(n)}},
                                       seconds_of(desk.age_of(f.quotes[n].updated)));
                });
    writer.each("twinleg_spread_quote", "gauge", "First price less second, in quote units",
                [](auto& out, const auto& desk, const auto& f) {
                    if (f.spread) out.sample({{"pair", desk.name()}}, to_double(f.spread->spread));
                });
    writer.each("twinleg_zscore", "gauge", "Deviations of the spread from its mean",
                [](auto& out, const auto& desk, const auto& f) {
                    if (f.spread) out.sample({{"pair", desk.name()}}, f.spread->z);
                });
}

void write_counts(Writer& writer) {
    writer.each("twinleg_orders_total", "counter", "Orders by what became of them",
                [](auto& out, const auto& desk, const auto& f) {
                    const auto& c = f.counts;
                    for (const auto& [outcome, count] : {std::pair{"sent", c.sent},
                                                         {"accepted", c.accepted},
                                                         {"rejected", c.rejected},
                                                         {"cancelled", c.cancelled},
                                                         {"expired", c.expired},
                                                         {"unknown_resolved", c.unknown_resolved}})
                        out.sample({{"pair", desk.name()}, {"outcome", outcome}}, number(count));
                });
    writer.each(
        "twinleg_fills_total", "counter", "Fills by liquidity",
        [](auto& out, const auto& desk, const auto& f) {
            out.sample({{"pair", desk.name()}, {"liquidity", "maker"}}, number(f.counts.maker));
            out.sample({{"pair", desk.name()}, {"liquidity", "taker"}}, number(f.counts.taker));
        });
    writer.each("twinleg_pair_trades_total", "counter", "Pair trades by outcome",
                [](auto& out, const auto& desk, const auto& f) {
                    const auto& c = f.counts;
                    for (const auto& [outcome, count] : {std::pair{"completed", c.completed},
                                                         {"rolled_back", c.rolled_back},
                                                         {"failed", c.failed},
                                                         {"nothing", c.nothing}})
                        out.sample({{"pair", desk.name()}, {"outcome", outcome}}, number(count));
                });
    writer.each("twinleg_refused_total", "counter", "Refusals of risk by check",
                [](auto& out, const auto& desk, const auto& f) {
                    for (const auto& [check, count] : f.counts.refused)
                        out.sample({{"pair", desk.name()}, {"check", check}}, number(count));
                });
    const auto counter = [&](std::string_view name, std::string_view help,
                             std::uint64_t CountFigures::* which) {
        writer.each(name, "counter", help, [which](auto& out, const auto& desk, const auto& f) {
            out.sample({{"pair", desk.name()}}, number(f.counts.*which));
        });
    };
    counter("twinleg_breaker_trips_total", "Times the circuit breaker tripped",
            &CountFigures::breaker_trips);
    counter("twinleg_halts_total", "Halts", &CountFigures::halts);
    counter("twinleg_book_gaps_total", "Sequence gaps of books", &CountFigures::book_gaps);
    counter("twinleg_resyncs_total", "Fresh books asked for", &CountFigures::resyncs);
    writer.each("twinleg_journal_events_total", "counter", "Events since this process began",
                [](auto& out, const auto& desk, const auto& f) {
                    out.sample({{"pair", desk.name()}}, number(f.events));
                });
    writer.each("twinleg_journal_stalled", "gauge", "1 once the journal cannot be written",
                [](auto& out, const auto& desk, const auto& f) {
                    out.sample({{"pair", desk.name()}}, f.stalled ? 1 : 0);
                });
}

}  // namespace

std::string metrics_text(const State& state, const Stream& stream) {
    Writer writer(state);
    auto& out = writer.out();
    out.family("twinleg_build_info", "gauge", "The program; always 1");
    out.sample({{"version", state.version()}}, 1);
    write_desk(writer);
    write_money(writer);
    write_market(writer);
    write_counts(writer);
    out.family("twinleg_stage_seconds", "histogram", "Where the time from a tick to an order goes");
    for (const auto& desk : state.desks())
        desk->board().with_latencies([&](const runtime::Latencies& latencies) {
            for (std::size_t n = 0; n < runtime::kLatencyStages; ++n)
                write_stage(out, desk->name(), static_cast<runtime::LatencyStage>(n), latencies);
        });
    out.family("twinleg_panel_clients", "gauge", "Listeners of the stream");
    out.sample({}, number(stream.listeners()));
    out.family("twinleg_panel_skipped_total", "counter",
               "Updates that a slow listener was not sent by itself");
    out.sample({}, number(stream.skipped()));
    writer.each("twinleg_engine_turn_age_seconds", "gauge", "Since the engine's thread last turned",
                [](auto& o, const auto& desk, const auto&) {
                    o.sample({{"pair", desk.name()}}, seconds_of(desk.board().turn_age()));
                });
    return out.take();
}

}  // namespace twinleg::panel
