#pragma once
// The numbers of the executor. The defaults were found in simulation; docs/testing.md says how.

#include <cstdint>

#include "core/money.h"
#include "core/time.h"

namespace twinleg::exec {

enum class OnExit : std::uint8_t {
    flatten,      // close both legs
    cancel_only,  // keep a hedged pair, hedge what is not
};

struct Config {
    // The largest pair trade, in quantity of the first instrument: slices of a flatten are no
    // larger, and a difference beyond it that no fill explains is a person's doing.
    Quantity pair_quantity;
    // The same as a value in quote units, for strategies that size by money: where not zero it
    // stands in place of the quantity.
    Notional pair_value;
    OnExit on_exit{OnExit::flatten};

    // When a leg of a concurrent or sequential pair no longer holds back the neutralising: above
    // the slower venue's worst send → taker delay → word.
    Duration pair_deadline{milliseconds(2500)};

    // Doubt.
    Duration reply_timeout{milliseconds(1200)};  // no word at all about an order
    Duration taker_timeout{milliseconds(1500)};  // a taker that is not final
    Duration ask_period{milliseconds(200)};      // + a tenth of its age, at most:
    Duration ask_period_max{seconds(2)};
    Duration not_found_gap{milliseconds(100)};  // two "not found" at least so far apart
    Duration cancel_repeat{milliseconds(500)};
    Duration explain_limit{seconds(5)};  // how long a live order may explain a difference

    // Neutralising.
    Ratio first_step{basis_points(6)};   // through the best price
    Ratio next_step{basis_points(6)};    // more for each attempt that failed by price
    Ratio emergency{basis_points(100)};  // while HALTED
    Duration emergency_backoff{milliseconds(400)};
    std::uint32_t attempts_per_pair{8};  // failed ones
    std::uint32_t attempts_per_hour{40};
    Notional loss_per_hour{Notional::from_units(250)};  // of neutralisers, worst case reserved
    Duration margin_hold{seconds(1)};        // a venue is put aside after a margin refusal
    Duration other_hold{milliseconds(200)};  // and after another lasting one
    Duration block{milliseconds(1500)};      // nobody takes what is owed: halt

    // Reading the venues' own books.
    Duration fills_period{seconds(2)};
    Duration positions_period{seconds(4)};
    Duration fills_period_tense{milliseconds(400)};  // with anything live, suspect or not ACTIVE
    Duration positions_period_tense{milliseconds(300)};
    Duration agreeing_gap{milliseconds(500)};  // two reads with the same difference
    Duration answer_timeout{seconds(2)};       // a question without an answer is asked again

    Duration start_limit{seconds(6)};   // then a venue is set aside, and joins later
    Duration rejoin_after{seconds(5)};  // account stream down so long: the steps again
    // A stop that closes nothing more for so long says what is open, and ends.
    Duration stop_limit{seconds(120)};
};

}  // namespace twinleg::exec
