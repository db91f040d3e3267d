#include "app/catalog.h"

#include <algorithm>

namespace twinleg::app {

namespace {

constexpr VenueEntry kVenues[] = {
    {"lighter", "Lighter", "BTC", "USDC", "Schnorr on ECgFp5", true, false, false},
    {"edgex", "EdgeX", "BTCUSDC", "USDC", "ECDSA on the Stark curve", true, false, false},
    {"paradex", "Paradex", "BTC-USD-PERP", "USDC", "SNIP-12 on the Stark curve", true, false,
     false},
    {"backpack", "Backpack", "BTC_USDC_PERP", "USDC", "Ed25519", true, false, false},
    {"aster", "Aster", "BTCUSDT", "USDT", "HMAC-SHA256 or EIP-712", true, false, false},
};

constexpr StrategyEntry kStrategies[] = {
    {"maker-taker", "rest at the first venue, hedge each fill at the second", "edgex", "lighter"},
    {"market-spread", "take at both venues at once while the spread pays", "backpack", "lighter"},
};

}  // namespace

std::span<const StrategyEntry> strategies() {
    return kStrategies;
}

const StrategyEntry* find_strategy(std::string_view name) {
    const auto found = std::ranges::find(strategies(), name, &StrategyEntry::name);
    return found == strategies().end() ? nullptr : &*found;
}

std::span<const VenueEntry> venues() {
    return kVenues;
}

const VenueEntry* find_venue(std::string_view name) {
    const auto found = std::ranges::find(venues(), name, &VenueEntry::name);
    return found == venues().end() ? nullptr : &*found;
}

}  // namespace twinleg::app
