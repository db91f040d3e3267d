#include "app/replay_sides.h"

#include <fstream>
#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/catalog.h"
#include "venues/venue.h"

namespace twinleg::app {

namespace {

// How far behind a recorded coin's price the collateral in it is counted.
Notional in_settlement(Notional dollars, const ReplaySide& side) {
    if (side.instrument.kind == ContractKind::linear || !side.facts.price.is_positive())
        return dollars;
    // Coins at the first price, cut at 8 digits.
    const Int128 coins = dollars.raw() / side.facts.price.raw();  // 18 − 10 = 8 places
    return Notional::from_raw(coins * 10'000'000'000);
}

}  // namespace

Result<std::vector<ReplaySide>> open_sides(const ReplaySettings& settings) {
    std::vector<ReplaySide> out;
    for (const bool second : {false, true}) {
        const auto& files = second ? settings.second : settings.first;
        if (files.empty()) continue;
        auto facts = replay::probe(files.front());
        if (!facts) return std::unexpected{facts.error()};
        if (const auto* kind = find_kind(facts->venue)) facts->make_decoder = kind->make_decoder;
        auto specified = replay::specify(
            *facts, second ? settings.second_instrument : settings.first_instrument);
        if (!specified)
            throw CannotStart(kBadUsage,
                              fmt::format("--{}-instrument: {}", second ? "second" : "first",
                                          specified.error().message),
                              "e.g. tick=0.1,lot=0.001,taker_bps=4");
        const auto index = out.size();
        auto& instrument = specified->instrument;
        instrument.id = {static_cast<std::uint16_t>(index)};
        instrument.venue = {static_cast<std::uint8_t>(index)};
        // Two recordings of one venue are two accounts at it.
        if (index == 1 && instrument.venue_name == out[0].instrument.venue_name)
            instrument.venue_name += "-2";
        out.push_back(
            {files, std::move(*facts), std::move(instrument), std::move(specified->assumptions)});
    }
    return out;
}

replay::RecordedVenueConfig venue_of(const ReplaySide& side, const ReplaySettings& settings) {
    const Duration latency = milliseconds(static_cast<std::int64_t>(settings.latency_ms));
    replay::RecordedVenueConfig out;
    out.instrument = side.instrument;
    out.rules = side.facts.rules;
    out.collateral = in_settlement(settings.collateral, side);
    out.outbound = latency;
    out.inbound = latency;
    out.traits.id = side.instrument.venue;
    out.traits.name = side.instrument.venue_name;
    out.traits.validity = seconds(5) + latency * 2;
    out.traits.round_trip = std::max(latency * 2, milliseconds(1));
    out.traits.replica_lag = latency * 2;
    if (side.facts.venue.starts_with("binance")) out.traits.orders_per_minute = 1200;
    return out;
}

Report::Input input_of(const replay::InputStats& stats, double seconds) {
    Report::Input out;
    out.frames = stats.frames;
    out.events = stats.events;
    out.skipped = stats.skipped;
    out.first_ns = stats.first_ns;
    out.last_ns = stats.last_ns;
    out.gaps = stats.gaps;
    if (seconds > 0)
        out.events_per_second =
            static_cast<std::uint64_t>(static_cast<double>(stats.events) / seconds);
    return out;
}

void add_assumptions(Report::Input& input, const std::vector<ReplaySide>& sides,
                     const ReplaySettings& settings) {
    auto& out = input.assumptions;
    for (std::size_t i = 0; i < sides.size(); ++i) {
        const std::string side = i == 0 ? "first" : "second";
        out.emplace_back(side + ".form", sides[i].facts.form);
        for (const auto& [name, text] : sides[i].assumptions)
            out.emplace_back(side + "." + name, text);
        if (!sides[i].facts.notes.empty())
            out.emplace_back(side + ".notes",
                             fmt::format("{}", fmt::join(sides[i].facts.notes, "; ")));
    }
    if (sides.size() < 2) return;
    out.emplace_back(
        "latency_ms",
        fmt::format("{0} to the venue, {0} back; market data takes {0} too", settings.latency_ms));
    out.emplace_back("collateral", fmt::format("{} at each venue, in dollars at its first price",
                                               to_text(settings.collateral)));
    out.emplace_back("taker_fills",
                     "recorded levels, best first; what we took is gone until the level changes");
    out.emplace_back("maker_fills",
                     "behind all that stood at the price; trades take from the front, other "
                     "decreases from before and behind in proportion");
    out.emplace_back("reaction", "nobody reacts to our orders");
}

void tell_input(const replay::InputStats& stats, const std::vector<ReplaySide>& sides,
                std::ostream& err) {
    replay::Warnings all = stats.warnings;
    for (const auto& side : sides)
        all.add_all(side.facts.warnings);
    for (const auto& line : all.lines())
        err << "warning: " << line << '\n';
    if (stats.error)
        err << "twinleg replay: " << stats.error->message << "; what is readable was read\n";
}

void write_books(const ReplaySettings& settings, const std::vector<std::string>& books) {
    if (!settings.books) return;
    std::ofstream file(*settings.books);
    for (const auto& book : books)
        file << book << '\n';
    if (!file.flush())
        throw CannotStart(kBadUsage,
                          fmt::format("cannot write the books to {}", settings.books->string()),
                          "Name another file with --books.");
}

}  // namespace twinleg::app
