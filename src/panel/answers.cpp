#include "panel/answers.h"

#include <map>
#include <optional>

#include "panel/json.h"

namespace twinleg::panel {

namespace {

void add(Causes& sum, const Causes& more) {
    sum.trading += more.trading;
    sum.fees += more.fees;
    sum.funding += more.funding;
}

void causes_fields(JsonWriter& json, const Causes& causes) {
    json.field("total", causes.total()).field("trading", causes.trading);
    json.field("fees", causes.fees).field("funding", causes.funding);
}

void causes_object(JsonWriter& json, std::string_view name, const Causes& causes) {
    json.key(name).object();
    causes_fields(json, causes);
    json.end_object();
}

std::string_view member(const DeskView& desk, std::string_view name) {
    for (const auto& each : desk.members())
        if (each.name == name) return each.text;
    return "null";
}

// How much of a limit is taken up, in the limit's own unit, where that is known here.
std::optional<std::string> used(const DeskView& desk, std::string_view limit) {
    const auto& f = desk.figures();
    if (limit == "risk.daily_loss")
        return to_text(f.pnl_day.total().is_negative() ? -f.pnl_day.total() : Notional{});
    if (limit == "risk.max_exposure" || limit == "risk.position_balance")
        return to_text(f.exposure.abs());
    if (limit == "risk.max_gross_notional") {
        Notional gross;
        for (const auto& position : f.positions)
            gross += position.notional;
        return to_text(gross);
    }
    if (limit == "risk.max_position") {
        Quantity most;
        for (const auto& position : f.positions)
            most = std::max(most, position.quantity.abs());
        return to_text(most);
    }
    if (limit == "risk.min_liquidation_distance") {
        std::optional<Ratio> nearest;
        for (const auto& position : f.positions)
            if (position.liquidation_distance)
                nearest = nearest ? std::min(*nearest, *position.liquidation_distance)
                                  : *position.liquidation_distance;
        if (nearest) return to_text(*nearest);
    }
    return std::nullopt;
}

}  // namespace

std::string pnl_answer(const std::vector<DeskView*>& desks) {
    Causes all;
    Causes day;
    std::map<std::string_view, Causes> by_venue;
    for (const auto* desk : desks) {
        const auto& f = desk->figures();
        add(all, f.pnl);
        add(day, f.pnl_day);
        for (std::size_t n = 0; n < f.positions.size(); ++n)
            add(by_venue[desk->config().instruments[n].instrument.venue_name], f.positions[n].pnl);
    }
    JsonWriter json;
    json.object();
    causes_fields(json, all);
    json.key("by_venue").object();
    for (const auto& [venue, causes] : by_venue)
        causes_object(json, venue, causes);
    json.end_object();
    causes_object(json, "day", day);
    json.key("by_pair").object();
    for (const auto* desk : desks)
        json.key(desk->name()).raw(member(*desk, "pnl"));
    return json.end_object().end_object().text();
}

std::string risk_answer(const std::vector<DeskView*>& desks) {
    JsonWriter json;
    json.object().key("pairs").array();
    for (const auto* desk : desks) {
        json.object().field("pair", desk->name()).key("state").raw(member(*desk, "state"));
        json.key("limits").array();
        for (const auto& parameter : desk->parameters()) {
            if (!parameter.name.starts_with("risk.")) continue;
            json.object().field("name", parameter.name).field("value", parameter.value);
            json.field("unit", parameter.unit).key("used");
            const auto taken = used(*desk, parameter.name);
            taken ? json.value(*taken) : json.null();
            json.field("summary", parameter.summary).end_object();
        }
        json.end_array().key("risk").raw(member(*desk, "risk")).end_object();
    }
    return json.end_array().end_object().text();
}

std::string config_answer(const std::vector<DeskView*>& desks) {
    JsonWriter json;
    json.object().key("pairs").array();
    for (const auto* desk : desks) {
        json.object().field("pair", desk->name()).key("settings").array();
        for (const auto& setting : desk->board().about().settings) {
            json.object().field("name", setting.name).field("value", setting.value);
            json.field("source", setting.source).end_object();
        }
        json.end_array().key("parameters").array();
        for (const auto& p : desk->parameters()) {
            const auto or_null = [&](std::string_view name, const std::string& text) {
                json.key(name);
                text.empty() ? json.null() : json.value(text);
            };
            json.object().field("name", p.name).field("value", p.value);
            or_null("default", p.standard);
            json.field("type", p.type).field("unit", p.unit);
            or_null("minimum", p.minimum);
            or_null("maximum", p.maximum);
            json.key("choices").array();
            for (const auto& choice : p.choices)
                json.value(choice);
            json.end_array().field("summary", p.summary);
            json.field("changeable", p.changeable).end_object();
        }
        json.end_array().end_object();
    }
    return json.end_array().end_object().text();
}

}  // namespace twinleg::panel
