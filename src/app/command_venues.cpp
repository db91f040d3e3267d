#include <ostream>

#include <fmt/format.h>

#include "app/catalog.h"
#include "app/commands.h"
#include "app/options.h"

namespace twinleg::app {

namespace {

std::string_view yes_no(bool value) {
    return value ? "yes" : "-";
}

void print_table(std::ostream& out) {
    constexpr auto kRow = "{:<10} {:<15} {:<6} {:<28} {:<5} {:<6} {}\n";
    out << fmt::format(kRow, "venue", "BTC perpetual", "quote", "orders are signed with", "sim",
                       "paper", "live");
    for (const auto& venue : venues())
        out << fmt::format(kRow, venue.name, venue.btc, venue.quote, venue.signature,
                           yes_no(venue.simulated), yes_no(venue.paper), yes_no(venue.live));
}

void print_json(std::ostream& out) {
    std::string rows;
    for (const auto& venue : venues())
        rows += fmt::format(
            R"({}{{"venue":"{}","instrument":"{}","quote":"{}","signature":"{}","sim":{},"paper":{},"live":{}}})",
            rows.empty() ? "" : ",", venue.name, venue.btc, venue.quote, venue.signature,
            venue.simulated, venue.paper, venue.live);
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
