#pragma once
// What a hedge cycle is told: document 003's settings, and those it should have had.

#include <map>
#include <string>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"
#include "exec/pair_plan.h"

namespace twinleg::strategy {

// What a leg's P&L is a percentage of.
enum class PnlBasis : std::uint8_t {
    price,   // of its entry price, as the document has it
    margin,  // of what its venue holds for it: the same, by the initial margin's share
};

struct HedgeSettings {
    Notional margin{Notional::from_units(100)};  // value of one leg, in quote units
    Duration hold{seconds(300)};
    Ratio take_profit{Ratio::from_units(50)};              // percent
    Ratio stop_loss{Ratio::from_units(50)};                // percent
    bool reverse{false};                                   // first SHORT, second LONG
    Duration cycle_wait{seconds(20)};                      // from the end of a round to the next
    Ratio aggressive_offset{Ratio::from_raw(30'000'000)};  // 0.003 through the best
    PnlBasis basis{PnlBasis::price};
    exec::Plan plan{exec::Plan::concurrent};  // or sequential
    Duration settle{seconds(5)};              // both books are there so long before the first round
    Duration tell_every{seconds(1)};          // what it sees, and the P&L of a round

    // How the lines for people call the two venues, their contracts and what their accounts are
    // kept in; empty: as the instruments have it.
    std::string first_title, second_title;
    std::string first_contract, second_contract;
    std::string first_currency, second_currency;

    // Errors: malformed, out_of_range, naming the parameter.
    static Result<HedgeSettings> of(const std::map<std::string, std::string>& parameters);
};

}  // namespace twinleg::strategy
