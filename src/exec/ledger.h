#pragma once
// What the desk holds at one instrument, by fills: contracts and the coins they expose it to.

#include "core/instrument.h"
#include "core/order.h"

namespace twinleg::exec {

// Linear: coins = contracts × multiplier. Inverse: what opens adds contracts × value / price, cut
// toward zero at 18 places; what closes takes back its share, so a flat position has no exposure.
struct Holding {
    Quantity contracts;  // signed
    Base coins;          // signed

    void apply(const Instrument& instrument, Quantity signed_contracts, Price price);
};

}  // namespace twinleg::exec
