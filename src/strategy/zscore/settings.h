#pragma once
// The parameters of the z-score strategy, with the defaults of document 002, §6.

#include <cstdint>
#include <map>
#include <string>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"
#include "strategy/signal/rolling_window.h"

namespace twinleg::strategy::zscore {

enum class PriceSource : std::uint8_t { mid, last, mark, index };
enum class Trading : std::uint8_t {
    automatic,  // acts on its signals
    remind,     // tells them and sends nothing
};
// How a position is opened or closed.
enum class Pace : std::uint8_t {
    slices,  // one slice at a time, each while its signal stands
    whole,   // all at once; opening: one pair trade of all slices, closing: slice after slice
};
enum class Entry : std::uint8_t {
    thin_first,  // both take, the leg with less depth first
    together,    // both take at the same instant
    limit,       // rests at the thinner side; what the timeout leaves is taken, thin-first
};

struct Settings {
    PriceSource price{PriceSource::mid};
    Price rate_a{Price::from_units(1)};  // quote units of comparison for one of A's, and of B's
    Price rate_b{Price::from_units(1)};
    Duration lookback{seconds(900)};
    std::size_t max_samples{RollingWindow::kMost};
    double enter_z{2.0};
    double exit_z{0.5};
    double stop_z{4.0};
    double min_stddev_bps{0};  // of A's price: a flatter market has no signal
    Duration min_hold{seconds(30)};
    Duration min_reentry{seconds(60)};
    std::int64_t max_entries_per_day{0};                        // zero: none
    Notional max_gross_notional{Notional::from_units(50'000)};  // both legs together
    std::int64_t max_legs{3};                                   // slices
    Quantity size;                                         // coins of a slice at most; zero: none
    Notional min_liquidity{Notional::from_units(25'000)};  // each side of each venue
    std::int64_t max_slippage_bps{10};                     // worst price, from the best
    bool cost_check{true};
    double min_edge_bps{0};     // gain − cost at least, of A's price
    double transfer_bps{0};     // of A's price: what a round trip costs in moved collateral
    double max_basis_bps{100};  // of A's price: the furthest spread that is entered; zero: any
    bool drift{true};           // what funding moves the mean by is held against entries
    Pace opening{Pace::slices};
    Pace closing{Pace::whole};
    Entry entry{Entry::thin_first};
    Duration fill_timeout{seconds(5)};  // of a resting leg
    Trading trading{Trading::automatic};
    Duration sample_every{};          // zero: each change of either price
    Duration tell_every{seconds(1)};  // zero: each sample

    // Value of one slice at one venue.
    Notional slice() const {
        const std::int64_t slices = opening == Pace::whole ? 1 : max_legs;
        return Notional::from_raw(max_gross_notional.raw() / slices / 2);
    }
};

// Errors: malformed, out_of_range, naming the parameter; of thresholds that do not fit together,
// both.
Result<Settings> read_settings(const std::map<std::string, std::string>& parameters);

}  // namespace twinleg::strategy::zscore
