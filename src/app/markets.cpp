#include "app/markets.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "app/nearest.h"

namespace twinleg::app {

namespace {

struct Row {
    std::string_view venue;
    std::string_view coin;
    std::string_view symbol;
    std::string_view quote;
    std::string_view tick;
    std::string_view lot;
    std::string_view min_quantity;
    std::string_view min_notional;
    bool reduce_only_below_minimum;
    std::string_view maker_fee;  // a fraction
    std::string_view taker_fee;
};

// Sources: the venue pages' reference values. EdgeX's and Aster's ETH and SOL steps, Backpack's ETH
// steps are consistent guesses there too. Lighter: a standard account pays nothing.
constexpr Row kMarkets[] = {
    {"lighter", "BTC", "BTC", "USDC", "0.1", "0.00001", "0.00007", "10", true, "0", "0"},
    {"lighter", "ETH", "ETH", "USDC", "0.01", "0.0001", "0.002", "10", true, "0", "0"},
    {"lighter", "SOL", "SOL", "USDC", "0.001", "0.001", "0.055", "10", true, "0", "0"},
    {"edgex", "BTC", "BTCUSDC", "USDC", "0.1", "0.001", "0.001", "0", false, "0.00018", "0.00045"},
    {"edgex", "ETH", "ETHUSDC", "USDC", "0.01", "0.01", "0.01", "0", false, "0.00018", "0.00045"},
    {"edgex", "SOL", "SOLUSDC", "USDC", "0.01", "0.1", "0.1", "0", false, "0.00018", "0.00045"},
    {"paradex", "BTC", "BTC-USD-PERP", "USDC", "0.1", "0.00001", "0", "10", true, "0.00003",
     "0.00045"},
    {"paradex", "ETH", "ETH-USD-PERP", "USDC", "0.01", "0.0001", "0", "10", true, "0.00003",
     "0.00045"},
    {"paradex", "SOL", "SOL-USD-PERP", "USDC", "0.001", "0.01", "0", "10", true, "0.00003",
     "0.00045"},
    {"backpack", "BTC", "BTC_USDC_PERP", "USDC", "0.1", "0.00001", "0.00001", "0", false, "0.0002",
     "0.0005"},
    {"backpack", "ETH", "ETH_USDC_PERP", "USDC", "0.01", "0.0001", "0.0001", "0", false, "0.0002",
     "0.0005"},
    {"backpack", "SOL", "SOL_USDC_PERP", "USDC", "0.01", "0.01", "0.01", "0", false, "0.0002",
     "0.0005"},
    {"aster", "BTC", "BTCUSDT", "USDT", "0.1", "0.001", "0.001", "5", true, "0.0001", "0.00035"},
    {"aster", "ETH", "ETHUSDT", "USDT", "0.01", "0.001", "0.001", "5", true, "0.0001", "0.00035"},
    {"aster", "SOL", "SOLUSDT", "USDT", "0.01", "0.01", "0.01", "5", true, "0.0001", "0.00035"},
};

// The table holds what it holds: a number in it that is none is a bug of ours.
template <typename T>
T sure(Result<T> value) {
    CHECK(value.has_value());
    return *value;
}

}  // namespace

std::vector<std::string> simulated_coins() {
    std::vector<std::string> out;
    for (const auto& row : kMarkets)
        if (std::ranges::find(out, row.coin) == out.end()) out.emplace_back(row.coin);
    return out;
}

Result<Instrument> simulated_market(std::string_view venue, std::string_view coin) {
    const auto coins = simulated_coins();
    if (std::ranges::find(coins, coin) == coins.end())
        return fail(Errc::missing,
                    fmt::format("the simulated venues list {}, not \"{}\"{}",
                                fmt::join(coins, ", "), coin, did_you_mean(coin, coins)));
    const auto* found = std::ranges::find_if(
        kMarkets, [&](const Row& row) { return row.venue == venue && row.coin == coin; });
    if (found == std::end(kMarkets))
        return fail(Errc::missing, fmt::format("there is no simulated venue \"{}\"", venue));
    const Row& row = *found;
    return Instrument{
        .venue_name = std::string(row.venue),
        .symbol = std::string(row.symbol),
        .base = std::string(row.coin),
        .quote = std::string(row.quote),
        .tick = sure(parse_price(row.tick)),
        .lot = sure(parse_quantity(row.lot)),
        .min_quantity = sure(parse_quantity(row.min_quantity)),
        .min_notional = sure(parse_notional(row.min_notional)),
        .reduce_only_below_minimum = row.reduce_only_below_minimum,
        .maker_fee = sure(parse_ratio(row.maker_fee)),
        .taker_fee = sure(parse_ratio(row.taker_fee)),
    };
}

Result<exec::VenueTraits> simulated_traits(std::string_view venue) {
    exec::VenueTraits traits{.name = std::string(venue)};
    if (venue == "lighter") {
        traits.validity = seconds(5);  // ExpiredAt must lie so far ahead
        traits.taker_delay = milliseconds(300);
        traits.nonces = exec::NonceRule::gaps;
    } else if (venue == "paradex" || venue == "edgex" || venue == "backpack" || venue == "aster") {
        traits.validity = seconds(1);
    } else {
        return fail(Errc::missing, fmt::format("there is no simulated venue \"{}\"", venue));
    }
    return traits;
}

}  // namespace twinleg::app
