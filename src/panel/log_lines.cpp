#include "panel/log_lines.h"

#include <fmt/format.h>

#include "core/json_writer.h"
#include "database/words.h"

namespace twinleg::panel {

namespace {

template <typename... F>
struct Overloaded : F... {
    using F::operator()...;
};

std::string_view instrument(const store::Names& names, InstrumentId id) {
    return id.value < names.instruments.size() ? std::string_view{names.instruments[id.value]}
                                               : std::string_view{"?"};
}
std::string_view venue(const store::Names& names, VenueId id) {
    return id.value < names.venues.size() ? std::string_view{names.venues[id.value]}
                                          : std::string_view{"?"};
}

// "1:42", as in the story.
std::string short_id(ClientOrderId id) {
    return fmt::format("{}:{}", id.epoch(), id.value & 0xFFFFFFFF);
}

LogLine placed_line(const Order& order, const store::Names& names) {
    JsonWriter json;
    json.object().field("kind", "place").field("instrument", instrument(names, order.instrument));
    json.field("client_order_id", order.client_order_id.value).field("side", name(order.side));
    json.field("price", order.price).field("quantity", order.quantity);
    json.field("time_in_force", name(order.time_in_force)).field("role", name(order.role));
    json.field("reduce_only", order.reduce_only).end_object();
    return {
        .kind = "order",
        .text = fmt::format("{} {} {} @ {} {}{} ({}) {}", name(order.side), to_text(order.quantity),
                            instrument(names, order.instrument), to_text(order.price),
                            name(order.time_in_force), order.reduce_only ? " reduce-only" : "",
                            name(order.role), short_id(order.client_order_id)),
        .data = json.text()};
}

LogLine report_line(const OrderReport& report, const store::Names& names) {
    std::string text =
        fmt::format("{} {}: {}", instrument(names, report.instrument),
                    report.client_order_id.known() ? short_id(report.client_order_id)
                                                   : std::string{report.venue_order_id.view()},
                    name(report.word));
    if (report.has_cumulative && !report.cumulative.is_zero())
        text += fmt::format(", {} filled", to_text(report.cumulative));
    if (report.average_price.is_positive()) text += " at " + to_text(report.average_price);
    if (report.reason != Reason::none) text += fmt::format(" ({})", name(report.reason));
    return {.kind = "order",
            .severity = report.word == OrderWord::rejected ? Severity::warning : Severity::info,
            .text = std::move(text)};
}

LogLine failed_line(const SendFailed& failed, const store::Names& names) {
    return {.kind = "order",
            .severity = Severity::warning,
            .text = fmt::format(
                "{} {}: the {} {}", instrument(names, failed.instrument),
                short_id(failed.client_order_id), failed.was_cancel ? "cancel" : "order",
                failed.outcome == SendOutcome::never_sent ? "was not sent"
                                                          : "got no answer; the venue is asked")};
}

LogLine fill_line(const Fill& fill, const store::Names& names) {
    return {.kind = "fill",
            .text = fmt::format("{} {} {} @ {} {}, fee {}", name(fill.side), to_text(fill.quantity),
                                instrument(names, fill.instrument), to_text(fill.price),
                                database::word(fill.liquidity), to_text(fill.fee))};
}

LogLine opened_line(const PairOpened& opened, const store::Names& names) {
    return {.kind = "pair",
            .text = fmt::format("pair {} begins: buy {} {} @ {}, sell {} @ {}", opened.id.value,
                                to_text(opened.quantity), instrument(names, opened.buy),
                                to_text(opened.buy_price), instrument(names, opened.sell),
                                to_text(opened.sell_price))};
}

std::string leg_text(const LegResult& leg, const store::Names& names) {
    std::string out{instrument(names, leg.instrument)};
    if (!leg.bought.is_zero())
        out += fmt::format(" bought {} @ {}", to_text(leg.bought), to_text(leg.average_buy));
    if (!leg.sold.is_zero())
        out += fmt::format(" sold {} @ {}", to_text(leg.sold), to_text(leg.average_sell));
    return leg.bought.is_zero() && leg.sold.is_zero() ? out + " –" : out;
}

LogLine closed_line(const PairClosed& closed, const store::Names& names) {
    const auto severity = closed.outcome == PairOutcome::failed        ? Severity::error
                          : closed.outcome == PairOutcome::rolled_back ? Severity::warning
                                                                       : Severity::info;
    return {.kind = "pair",
            .severity = severity,
            .text = fmt::format("pair {} {}: {}, {}; pnl {}, unhedged {} ms", closed.id.value,
                                name(closed.outcome), leg_text(closed.first, names),
                                leg_text(closed.second, names), to_text(closed.pnl),
                                closed.unhedged.ns / 1'000'000)};
}

std::string_view asked_text(Operator what) {
    switch (what) {
        case Operator::stop:
            return "stop asked";
        case Operator::flatten:
            return "flatten asked: closing every position";
        case Operator::kill:
            return "kill switch: everything is cancelled and closed";
        case Operator::reset:
            return "reset asked: reading both accounts before trading again";
        case Operator::pause:
            return "paused: no new pair trades";
        case Operator::resume:
            return "resumed";
    }
    return "";
}

std::string by_text(const Asker& by) {
    return by.empty() ? std::string{} : fmt::format(" ({})", by.view());
}

Severity severity_of(const ModeChanged& changed) {
    if (changed.to == Mode::halted) return Severity::error;
    return changed.to == Mode::reducing ? Severity::warning : Severity::info;
}

// The record as the journal's own tools show it; an object without members where it has none.
std::string data_of(const Told& told, const store::Names& names) {
    return std::visit(
        [&](const auto& what) -> std::string {
            using What = std::decay_t<decltype(what)>;
            if constexpr (std::is_same_v<What, std::monostate> || std::is_same_v<What, Placed>)
                return "{}";
            else if constexpr (std::is_same_v<What, Signalled>)
                return store::describe_json(Command{what.seen}, names);
            else if constexpr (requires { Command{what}; })
                return store::describe_json(Command{what}, names);
            else
                return store::describe_json(Event{.time = told.time, .what = what}, names);
        },
        told.what);
}

}  // namespace

LogLine line_of(const Told& told, const store::Names& names) {
    auto line = std::visit(
        Overloaded{
            [](std::monostate) { return LogLine{.kind = "notice"}; },
            [&](const Placed& placed) { return placed_line(placed.order, names); },
            [&](const OrderReport& report) { return report_line(report, names); },
            [&](const SendFailed& failed) { return failed_line(failed, names); },
            [&](const Fill& fill) { return fill_line(fill, names); },
            [&](const CancelOrder& cancel) {
                return LogLine{
                    .kind = "order",
                    .text = fmt::format("{} {}: cancel asked", instrument(names, cancel.instrument),
                                        short_id(cancel.client_order_id))};
            },
            [&](const PairOpened& opened) { return opened_line(opened, names); },
            [&](const PairClosed& closed) { return closed_line(closed, names); },
            [&](const Refused& refused) {
                return LogLine{
                    .kind = "refused",
                    .severity = Severity::warning,
                    .text = fmt::format("risk refused: {} ({})", refused.why, refused.check)};
            },
            [&](const ModeChanged& changed) {
                return LogLine{
                    .kind = "mode",
                    .severity = severity_of(changed),
                    .text = fmt::format("{} → {}{}{}{}", name(changed.from), name(changed.to),
                                        changed.why.empty() ? "" : ": ", changed.why,
                                        changed.latched ? "; a person must reset it" : "")};
            },
            [&](const Notice& notice) {
                return LogLine{.kind = "notice", .severity = notice.severity, .text = notice.text};
            },
            [&](const Signalled& signalled) {
                const auto& seen = signalled.seen;
                return LogLine{
                    .kind = "signal",
                    .text = fmt::format("{}: spread {}, z {:.2f}", database::word(seen.signal),
                                        to_text(seen.spread), seen.z)};
            },
            [&](const OperatorAsked& asked) {
                return LogLine{
                    .kind = "operator",
                    .severity = asked.what == Operator::kill ? Severity::warning : Severity::info,
                    .text = std::string{asked_text(asked.what)} + by_text(asked.by)};
            },
            [&](const SettingAsked& asked) {
                return LogLine{.kind = "operator",
                               .text = fmt::format("{} = {} asked for{}", asked.name.view(),
                                                   asked.value.view(), by_text(asked.by))};
            },
            [&](const StreamStatus& status) {
                return LogLine{.kind = "stream",
                               .severity = status.up ? Severity::info : Severity::warning,
                               .text = fmt::format(
                                   "{}: {} stream {}", venue(names, status.venue),
                                   status.stream == Stream::market ? "market" : "account",
                                   status.up ? "connected" : "lost; nothing new until it is back")};
            },
            [](const JournalStalled&) {
                return LogLine{.kind = "notice",
                               .severity = Severity::error,
                               .text =
                                   "the journal cannot be written: nothing more is sent that "
                                   "is not in it"};
            },
        },
        told.what);
    if (line.data.empty()) line.data = data_of(told, names);
    return line;
}

}  // namespace twinleg::panel
