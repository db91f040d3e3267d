#include "replay/csv_probe.h"

#include <algorithm>

#include "replay/csv_name.h"
#include "replay/csv_row.h"
#include "replay/digits.h"
#include "replay/venues.h"

namespace twinleg::replay {
namespace {

std::string upper(std::string_view text) {
    std::string out{text};
    for (char& c : out)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

// Numbers that stand for markets in these venues' recordings.
std::string symbol_of_contract(std::string_view venue, std::string_view number) {
    if (venue == "edgex") {
        if (number == "10000001") return "BTC";
        if (number == "10000002") return "ETH";
        if (number == "10000003") return "SOL";
        if (number == "10000227") return "PAXG";
    }
    if (venue == "lighter") {
        if (number == "0") return "ETH";
        if (number == "1") return "BTC";
        if (number == "2") return "SOL";
        if (number == "48") return "PAXG";
    }
    return {};
}

}  // namespace

Result<Facts> probe_csv(const CsvLayout& known, LineReader lines, const std::string& path) {
    CsvLayout layout = known;
    Facts facts;
    facts.form = layout.form;
    facts.venue = layout.venue;
    const auto parts = name_parts(path);
    if (layout.venue.empty()) {  // lean
        facts.venue = parts.front().empty() ? "lean" : parts.front();
        for (const std::string& part : parts) {
            if (part.ends_with("usd") || part.ends_with("usdt")) facts.symbol = upper(part);
        }
        if (facts.venue == "binance") {
            const bool coin = facts.symbol.ends_with("USD");
            facts.venue = coin ? "binance-coinm" : "binance-usdm";
            if (coin) facts.symbol += "_PERP";
        }
    }
    FinestDigit<Price> ticks;
    FinestDigit<Quantity> lots;
    const std::size_t rows = layout.shape == CsvShape::book ? 1 : 100;
    bool sized = false;
    for (std::size_t i = 0; i < rows; ++i) {
        const auto line = lines.next();
        if (!line) break;
        CsvRow row;
        row.text = *line;
        row.count = std::min(split_row(row.text, row.fields), kMaxColumns);
        straighten(layout, row.text);
        if (facts.symbol.empty() && row.has(layout.contract)) {
            facts.symbol = symbol_of_contract(facts.venue, row.at(layout.contract));
        }
        auto columns = layout.bids;
        columns.insert(columns.end(), layout.asks.begin(), layout.asks.end());
        if (layout.price >= 0 && layout.shape != CsvShape::funding) {
            columns.push_back({layout.price, layout.size});
        }
        for (const auto pair : columns) {
            if (!row.has(pair.price)) continue;
            const auto level = read_level(row, {pair.price, row.has(pair.size) ? pair.size : -1});
            if (!level) continue;
            if (facts.price.is_zero()) facts.price = level->price;
            ticks.see(level->price);
            if (!row.has(pair.size)) continue;
            lots.see(level->quantity);
            sized = sized || !level->quantity.is_zero();
        }
    }
    if (facts.symbol.empty()) facts.symbol = parts.back().empty() ? "unknown" : parts.back();
    facts.has_sizes = sized || layout.shape == CsvShape::funding;
    facts.tick = ticks.step();
    facts.lot = sized ? lots.step() : Quantity::from_raw(100'000);  // 0.001
    facts.rules.from_quotes = layout.shape != CsvShape::book;
    facts.rules.stale_after = layout.clock == CsvClock::day_ms ? minutes(10) : seconds(60);
    complete_facts(facts);
    return facts;
}

}  // namespace twinleg::replay
