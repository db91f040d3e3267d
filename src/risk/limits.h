#pragma once
// Every limit a desk can have. Zero stands for "none" only where it says so.

#include <cstdint>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"

namespace twinleg::risk {

struct Limits {
    // Each order.
    Ratio price_collar{
        basis_points(300)};       // from our mid and from the venue's mark; not a flatten's
    Quantity max_order_quantity;  // in each instrument's own unit; zero: none
    Notional max_order_notional{Notional::from_units(1'000'000)};

    // Positions, with the worst case of all open orders counted.
    Base max_position;  // |coins| at one venue; zero: none
    Base max_exposure;  // |coins| over all venues; zero: two pair trades
    Notional max_gross_notional{Notional::from_units(5'000'000)};  // Σ |position| over venues
    Base position_balance;  // |exposure| that is alarming; zero: none

    // How often.
    std::uint32_t orders_per_minute{150};  // of all venues; see Gate::rate_allows
    std::uint32_t pairs_per_minute{60};
    Duration duplicate_window{milliseconds(50)};  // same instrument, side, price and quantity

    // Losses; they latch.
    Notional daily_loss{Notional::from_units(500)};  // zero: none
    Notional max_drawdown;                           // from the highest equity; zero: none

    // Latency: pauses new risk while above.
    Duration max_browser_latency{milliseconds(500)};
    Duration max_hedge_latency{seconds(5)};
    Duration max_clock_offset{seconds(2)};  // of a venue's clock from ours; zero: none

    // The market: no new risk while it moves faster, or is thinner.
    Ratio max_move{
        basis_points(500)};  // of a mid, highest to lowest within move_window; zero: none
    Duration move_window{seconds(60)};
    Notional min_depth;  // on each side of each book within depth_within of its mid; zero: none
    Ratio depth_within{basis_points(30)};

    // How far prices may still go against us before a venue liquidates, as a share of the price.
    // Nearer, positions are reduced on both venues together, a quarter at a time; below one and a
    // half times as much nothing new is begun. Zero: none.
    Ratio min_liquidation_distance{basis_points(300)};

    // The circuit breaker; it resumes by itself.
    std::uint32_t breaker_errors{5};
    Duration breaker_window{seconds(60)};
    Ratio breaker_error_rate{basis_points(1000)};  // of the last orders, from 20 on
    Duration breaker_pause{minutes(5)};

    // The cause of REDUCING must be gone for so long.
    Duration reducing_hold{seconds(2)};

    // Errors: out_of_range, naming the limit.
    Result<void> validate() const;
};

}  // namespace twinleg::risk
