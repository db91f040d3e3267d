#include "strategy/hedge_cycle/settings.h"

#include <utility>

#include "strategy/parameters.h"

namespace twinleg::strategy {
namespace {

// Risk refuses orders 3 % from the mid; half of it leaves the spread and the mark some room.
constexpr Ratio kMostOffset = basis_points(150);
constexpr Ratio kMostPercent = Ratio::from_units(1'000'000);
constexpr Notional kMostMargin = Notional::from_units(1'000'000'000);

}  // namespace

Result<HedgeSettings> HedgeSettings::of(const std::map<std::string, std::string>& values) {
    Parameters read{values};
    HedgeSettings s;
    s.margin = read.notional("margin", s.margin);
    s.hold = read.milliseconds_of("hold_ms", s.hold);
    s.take_profit = read.ratio("take_profit", s.take_profit);
    s.stop_loss = read.ratio("stop_loss", s.stop_loss);
    s.reverse = read.whole("reverse", 0) != 0;
    s.cycle_wait = read.milliseconds_of("cycle_wait_ms", s.cycle_wait);
    s.aggressive_offset = read.ratio("aggressive_offset", s.aggressive_offset);
    s.settle = read.milliseconds_of("settle_ms", s.settle);
    s.tell_every = read.evaluate();
    s.first_title = read.text("first_title", "");
    s.second_title = read.text("second_title", "");
    s.first_contract = read.text("first_contract", "");
    s.second_contract = read.text("second_contract", "");
    s.first_currency = read.text("first_currency", "");
    s.second_currency = read.text("second_currency", "");
    const std::string basis = read.text("pnl_basis", "price");
    if (basis == "margin") s.basis = PnlBasis::margin;
    if (read.whole("sequential", 0) != 0) s.plan = exec::Plan::sequential;
    if (read.error()) return std::unexpected{*read.error()};

    const auto refuse = [](const std::string& why) { return fail(Errc::out_of_range, why); };
    if (!s.margin.is_positive() || s.margin > kMostMargin)
        return refuse("margin: " + to_text(s.margin) + " can never trade; it is what one leg is " +
                      "worth, e.g. 100");
    for (const auto& [name, percent] :
         {std::pair{"take_profit", s.take_profit}, {"stop_loss", s.stop_loss}}) {
        if (!percent.is_positive() || percent > kMostPercent)
            return refuse(std::string{name} + ": " + to_text(percent) +
                          " is not a percentage above zero, e.g. 50");
    }
    if (s.hold.ns <= 0)
        return refuse("hold_ms: 0 would close each pair at once; 5 minutes are usual");
    if (s.aggressive_offset.is_negative() || s.aggressive_offset > kMostOffset)
        return refuse("aggressive_offset: " + to_text(s.aggressive_offset) +
                      " is not between 0 and " + to_text(kMostOffset) + "; 0.003 is 0.3 %");
    if (basis != "price" && basis != "margin")
        return refuse("pnl_basis: \"" + basis + "\" is neither price nor margin");
    return s;
}

}  // namespace twinleg::strategy
