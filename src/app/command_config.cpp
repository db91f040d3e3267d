#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "app/commands.h"
#include "app/run_plan.h"
#include "app/shown_value.h"
#include "config/names.h"
#include "core/json_writer.h"

namespace twinleg::app {

namespace {

constexpr std::string_view kExamples =
    "  twinleg config print maker-taker -t BTC -s 0.01\n"
    "  twinleg config print --config twinleg.yaml\n"
    "  twinleg config print --config twinleg.yaml --pair btc --json\n";

void print_help(std::ostream& out) {
    out << "The settings that `twinleg run` would trade with, and where each comes from. Secrets "
           "are "
           "never shown.\n\n"
           "usage: twinleg config print STRATEGY [the options of run]\n"
           "       twinleg config print --config FILE [--pair NAME] [the options of run]\n\n"
           "A flag outweighs the environment, that the env file, that the configuration file.\n\n"
           "examples:\n"
        << kExamples;
}

struct Line {
    std::string name;
    std::string value;
    std::string source;
    bool given{true};
    bool secret{false};
};

// What hedge-cycle does where a line says nothing: its preset's value, and without one its own.
std::string of_preset(const HedgeOptions& hedge, std::string_view name) {
    if (name == "margin") return to_text(hedge.margin_of_leg());
    if (name == "hold-time") return to_text(hedge.hold());
    if (name == "take-profit") return to_text(hedge.take_profit_percent());
    if (name == "stop-loss") return to_text(hedge.stop_loss_percent());
    return {};
}

void complete(std::vector<Line>& lines, const Instance& instance) {
    if (instance.settings.strategy.strategy != "hedge-cycle") return;
    const auto preset = std::ranges::find(lines, "preset", &Line::name);
    for (auto& line : lines) {
        if (!line.value.empty()) continue;
        line.value = of_preset(instance.settings.strategy.hedge, line.name);
        if (line.value.empty() || preset == lines.end() || !preset->given) continue;
        line.source = fmt::format("preset {}, {}", preset->value, preset->source);
        line.given = true;
    }
}

std::vector<Line> settings_of(const Instance& instance) {
    std::vector<Line> lines{{.name = "strategy",
                             .value = instance.settings.strategy.strategy,
                             .source = "the command line or the pair"}};
    for (const auto& each : instance.effective) {
        if (each.name == "--resume") continue;  // always so
        lines.push_back({.name = each.name.substr(2),
                         .value = each.secret ? std::string{} : without_password(each.value),
                         .source = each.source,
                         .given = each.origin != Origin::standard,
                         .secret = each.secret && !each.value.empty()});
    }
    complete(lines, instance);
    return lines;
}

std::vector<Line> credentials_of(const Instance& instance) {
    std::vector<Line> lines;
    for (const auto& [name, venue] : config::credentials()) {
        if (venue != instance.settings.first && venue != instance.settings.second) continue;
        Line line{.name = std::string{name}};
        const auto found = instance.environment.find(name);
        line.given = found.has_value();
        if (found) {
            line.source = found->place;
            line.value = shown_credential(name, found->value);
            line.secret = line.value.empty();
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

std::string value_shown(const Line& line) {
    if (line.secret) return "set, not shown";
    return line.value.empty() ? "-" : line.value;
}

void print_text(const RunPlan& plan, std::ostream& out) {
    for (const auto& instance : plan.instances) {
        if (&instance != &plan.instances.front()) out << '\n';
        if (plan.instances.size() > 1) out << fmt::format("pair {}\n", instance.name);
        for (const auto& line : settings_of(instance))
            out << fmt::format("{:<22} {:<24} {}\n", line.name, value_shown(line), line.source);
        for (const auto& line : credentials_of(instance))
            out << fmt::format(
                "{:<26} {}\n", line.name,
                line.given
                    ? fmt::format("{}, from {}", line.secret ? "set" : line.value, line.source)
                    : "not set");
        if (!instance.keystore_note.empty()) out << instance.keystore_note << '\n';
    }
}

void print_json(const RunPlan& plan, std::ostream& out) {
    JsonWriter json;
    json.object().key("pairs").array();
    for (const auto& instance : plan.instances) {
        json.object().field("name", instance.name);
        json.key("settings").array();
        for (const auto& line : settings_of(instance))
            json.object()
                .field("name", line.name)
                .field("value", line.value)
                .field("source", line.source)
                .field("given", line.given)
                .field("secret", line.secret)
                .end_object();
        json.end_array().key("credentials").array();
        for (const auto& line : credentials_of(instance))
            json.object()
                .field("name", line.name)
                .field("set", line.given)
                .field("value", line.value)
                .field("source", line.source)
                .end_object();
        json.end_array().end_object();
    }
    json.end_array().end_object();
    out << json.text() << '\n';
}

}  // namespace

int run_config(const Arguments& arguments, std::ostream& out, std::ostream&) {
    if (!arguments.empty() && (arguments.front() == "--help" || arguments.front() == "-h")) {
        print_help(out);
        return kDone;
    }
    if (arguments.empty() || arguments.front() != "print")
        throw CannotStart(kBadUsage, "what about the configuration?",
                          "There is `twinleg config print`; `twinleg config --help` explains it.");
    const auto plan = plan_run({.command = "config print",
                                .examples = std::string(kExamples),
                                .environment = Environment::of_process(),
                                .ask_passphrase = false},
                               {arguments.begin() + 1, arguments.end()}, out);
    if (!plan) return kDone;
    if (plan->instances.front().settings.json)
        print_json(*plan, out);
    else
        print_text(*plan, out);
    return kDone;
}

}  // namespace twinleg::app
