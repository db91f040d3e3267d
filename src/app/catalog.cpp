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

}  // namespace

std::span<const VenueEntry> venues() {
    return kVenues;
}

const VenueEntry* find_venue(std::string_view name) {
    const auto found = std::ranges::find(venues(), name, &VenueEntry::name);
    return found == venues().end() ? nullptr : &*found;
}

}  // namespace twinleg::app
