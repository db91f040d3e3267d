#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/catalog.h"
#include "app/commands.h"
#include "app/options.h"
#include "venues/venue.h"

namespace twinleg::app {

namespace {

std::string yes_no(bool value) {
    return value ? "yes" : "-";
}

// One thing that a venue can or cannot do, as the conformance suite asks for it.
struct Ability {
    std::string_view name;  // in JSON
    std::string_view title;
    std::string (*of)(const venues::Capabilities& can);
};

std::string joined(const std::vector<std::string_view>& words) {
    return fmt::format("{}", fmt::join(words, ", "));
}

constexpr Ability kAbilities[] = {
    {"book_sync", "book", [](const auto& can) { return std::string{can.book_sync}; }},
    {"order_transports", "orders by", [](const auto& can) { return joined(can.order_transports); }},
    {"post_only", "post-only", [](const auto& can) { return yes_no(can.post_only); }},
    {"ioc", "IOC", [](const auto& can) { return yes_no(can.ioc); }},
    {"reduce_only", "reduce-only", [](const auto& can) { return yes_no(can.reduce_only); }},
    {"cancel_by_client_id", "cancel by client id",
     [](const auto& can) { return yes_no(can.cancel_by_client_id); }},
    {"cancel_all", "cancel all", [](const auto& can) { return yes_no(can.cancel_all); }},
    {"batch", "batch", [](const auto& can) { return yes_no(can.batch); }},
    {"nonces", "nonces of ours", [](const auto& can) { return yes_no(can.nonces); }},
    {"stream_fills", "fills by stream", [](const auto& can) { return yes_no(can.stream_fills); }},
    {"dead_mans_switch", "dead man's switch",
     [](const auto& can) {
         return can.dead_mans_switch.empty() ? yes_no(false) : std::string{can.dead_mans_switch};
     }},
    {"testnet", "test network", [](const auto& can) { return yes_no(can.testnet); }},
};

std::string ability_of(const VenueEntry& venue, const Ability& ability) {
    const auto* kind = find_kind(venue.name);
    return kind == nullptr ? yes_no(false) : ability.of(kind->capabilities());
}

std::string json_value(const std::string& text) {
    if (text == yes_no(true)) return "true";
    return text == yes_no(false) ? "false" : '"' + text + '"';
}

void print_table(std::ostream& out) {
    constexpr auto kRow = "{:<10} {:<15} {:<6} {:<28} {:<5} {:<6} {}\n";
    out << fmt::format(kRow, "venue", "BTC perpetual", "quote", "orders are signed with", "sim",
                       "paper", "live");
    for (const auto& venue : venues())
        out << fmt::format(kRow, venue.name, venue.btc, venue.quote, venue.signature,
                           yes_no(venue.simulated), yes_no(venue.paper), yes_no(venue.live));
    for (const auto& ability : kAbilities) {
        out << fmt::format("\n{}\n", ability.title);
        std::vector<std::string> told;
        for (const auto& venue : venues()) {
            const auto text = ability_of(venue, ability);
            if (std::ranges::find(told, text) != told.end()) continue;
            told.push_back(text);
            std::vector<std::string_view> alike;
            for (const auto& other : venues())
                if (ability_of(other, ability) == text) alike.push_back(other.name);
            out << fmt::format("  {:<34} {}\n", text, joined(alike));
        }
    }
}

void print_json(std::ostream& out) {
    std::string rows;
    for (const auto& venue : venues()) {
        std::string abilities;
        for (const auto& ability : kAbilities)
            abilities +=
                fmt::format(R"(,"{}":{})", ability.name, json_value(ability_of(venue, ability)));
        rows += fmt::format(
            R"({}{{"venue":"{}","instrument":"{}","quote":"{}","signature":"{}","sim":{},"paper":{},"live":{}{}}})",
            rows.empty() ? "" : ",", venue.name, venue.btc, venue.quote, venue.signature,
            venue.simulated, venue.paper, venue.live, abilities);
    }
    out << R"({"venues":[)" << rows << "]}\n";
}

}  // namespace

int run_venues(const Arguments& arguments, std::ostream& out, std::ostream&) {
    bool json = false;
    Options options("venues", "What this build can do at each venue.", "  twinleg venues --json\n");
    options.add("--json", &json, "as one JSON object");
    if (!options.parse(arguments, out)) return kDone;

    if (json)
        print_json(out);
    else
        print_table(out);
    return kDone;
}

}  // namespace twinleg::app
