#include "app/catalog.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "engine/engine.h"
#include "strategy/hedge_cycle/hedge_cycle.h"
#include "strategy/maker_taker/maker_taker.h"
#include "strategy/market_spread/market_spread.h"
#include "strategy/zscore/zscore.h"
#include "venues/aster/aster.h"
#include "venues/backpack/backpack.h"
#include "venues/edgex/edgex.h"
#include "venues/lighter/lighter.h"
#include "venues/paradex/paradex.h"
#include "venues/venue.h"

namespace twinleg::app {

namespace {

constexpr VenueEntry kVenues[] = {
    {"lighter", "Lighter", "BTC", "USDC", "Schnorr on ECgFp5", true, true, true},
    {"edgex", "EdgeX", "BTCUSDC", "USDC", "EIP-712, V1: Stark curve", true, true, true},
    {"paradex", "Paradex", "BTC-USD-PERP", "USDC", "SNIP-12 on the Stark curve", true, true, true},
    {"backpack", "Backpack", "BTC_USDC_PERP", "USDC", "Ed25519", true, true, true},
    {"aster", "Aster", "BTCUSDT", "USDT", "HMAC-SHA256 or EIP-712", true, true, true},
};

constexpr StrategyEntry kStrategies[] = {
    {"maker-taker", "rest at the first venue, hedge each fill at the second", "edgex", "lighter"},
    {"market-spread", "take at both venues at once while the spread pays", "backpack", "lighter"},
    {"zscore", "short the dear side, long the cheap one, until the spread is back at its mean",
     "lighter", "aster"},
    {"hedge-cycle", "open a hedged pair, hold it, close it, and again", "paradex", "lighter"},
};

// Venues that can be reached.
std::span<const venues::VenueKind* const> kinds() {
    static const std::array all{&venues::edgex::edgex_kind(), &venues::lighter::lighter_kind(),
                                &venues::backpack::backpack_kind(), &venues::aster::aster_kind(),
                                &venues::paradex::paradex_kind()};
    return all;
}

}  // namespace

std::span<const StrategyEntry> strategies() {
    return kStrategies;
}

const StrategyEntry* find_strategy(std::string_view name) {
    const auto found = std::ranges::find(strategies(), name, &StrategyEntry::name);
    return found == strategies().end() ? nullptr : &*found;
}

Result<std::unique_ptr<strategy::Strategy>> make_strategy(const engine::Config& config) {
    if (config.strategy == "maker-taker") return strategy::MakerTaker::create(config.parameters);
    if (config.strategy == "market-spread")
        return strategy::MarketSpread::create(config.parameters);
    if (config.strategy == "zscore") return strategy::ZScore::create(config.parameters);
    if (config.strategy == "hedge-cycle") return strategy::HedgeCycle::create(config.parameters);
    return fail(Errc::missing, "there is no strategy \"" + config.strategy + '"');
}

Result<std::unique_ptr<engine::Engine>> make_engine(const engine::Config& config) {
    auto made = make_strategy(config);
    if (!made) return std::unexpected{made.error()};
    try {
        return std::make_unique<engine::Engine>(config, std::move(*made));
    } catch (const std::invalid_argument& problem) {
        return fail(Errc::out_of_range, problem.what());
    }
}

std::span<const VenueEntry> venues() {
    return kVenues;
}

const VenueEntry* find_venue(std::string_view name) {
    const auto found = std::ranges::find(venues(), name, &VenueEntry::name);
    return found == venues().end() ? nullptr : &*found;
}

const venues::VenueKind* find_kind(std::string_view name) {
    const auto found =
        std::ranges::find(kinds(), name, [](const auto* kind) { return kind->name; });
    return found == kinds().end() ? nullptr : *found;
}

}  // namespace twinleg::app
