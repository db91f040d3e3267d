#include "replay/venues.h"

#include <array>
#include <string_view>

namespace twinleg::replay {
namespace {

struct KnownVenue {
    std::string_view name;
    std::string_view quote;  // where the symbol does not say it
    std::int64_t maker_tenth_bps;
    std::int64_t taker_tenth_bps;
};

// Published base fees, tenths of a basis point.
constexpr std::array kVenues{
    KnownVenue{"binance-usdm", "USDT", 20, 50},
    KnownVenue{"binance-coinm", "USD", 20, 50},
    KnownVenue{"binance-spot", "USDT", 100, 100},
    KnownVenue{"lighter", "USDC", 0, 0},
    KnownVenue{"edgex", "USD", 18, 45},
    KnownVenue{"aster", "USDT", 10, 35},
    KnownVenue{"hyperliquid", "USDC", 15, 45},
    KnownVenue{"bybit", "USDT", 20, 55},
    KnownVenue{"dydx", "USD", 10, 50},
};

// "BTCUSDT" → BTC, USDT; "BTCUSD_PERP" → BTC, USD; a symbol without a quote is all base.
void split_symbol(Facts& facts) {
    std::string_view symbol = facts.symbol;
    for (const std::string_view tail : {"_PERP", "-PERP", "_RP"}) {
        if (symbol.ends_with(tail)) symbol.remove_suffix(tail.size());
    }
    for (const std::string_view quote : {"USDT", "USDC", "FDUSD", "USD"}) {
        if (symbol.size() > quote.size() && symbol.ends_with(quote)) {
            symbol.remove_suffix(quote.size());
            facts.quote = quote;
            break;
        }
    }
    while (!symbol.empty() && (symbol.back() == '-' || symbol.back() == '_'))
        symbol.remove_suffix(1);
    facts.base = symbol;
}

}  // namespace

void complete_facts(Facts& facts) {
    split_symbol(facts);
    for (const KnownVenue& known : kVenues) {
        if (known.name != facts.venue) continue;
        if (facts.quote.empty()) facts.quote = known.quote;
        facts.maker_fee = Ratio::from_raw(known.maker_tenth_bps * 100'000);
        facts.taker_fee = Ratio::from_raw(known.taker_tenth_bps * 100'000);
        facts.notes.push_back("fees are the published base tier of " + facts.venue);
    }
    if (facts.quote.empty()) facts.quote = "USD";
    if (facts.venue == "binance-coinm") {
        facts.kind = ContractKind::inverse;
        facts.multiplier = Quantity::from_units(facts.base == "BTC" ? 100 : 10);
        facts.notes.push_back("quantities are inverse contracts of " + to_text(facts.multiplier) +
                              " USD");
    } else if (facts.venue == "bybit" && facts.quote == "USD") {
        facts.kind = ContractKind::inverse;
        facts.notes.push_back("quantities are inverse contracts of 1 USD");
    }
    facts.notes.push_back("tick and lot are the finest digits of the first book");
    if (!facts.has_sizes) {
        facts.notes.push_back("the recording has no sizes: every quote is taken to be for 1");
    }
    facts.rules.tick = facts.tick;
}

}  // namespace twinleg::replay
