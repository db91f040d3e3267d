#pragma once
// Contracts and amounts that tests are told with.

#include <string>

#include "core/instrument.h"
#include "core/money.h"
#include "core/time.h"

namespace twinleg::test {

inline Price price(std::string_view text) {
    return parse_price(text).value();
}
inline Quantity quantity(std::string_view text) {
    return parse_quantity(text).value();
}
inline Base coins(std::string_view text) {
    return parse_base(text).value();
}
inline Notional notional(std::string_view text) {
    return parse_notional(text).value();
}

// A moment of a working day in 2026, so many milliseconds into it.
inline Time at_ms(std::int64_t ms) {
    return Time{1'772'000'000'000'000'000} + milliseconds(ms);
}

// BTC in coins: tick 0.1, lot 0.001, no minimums but the lot.
inline Instrument linear(std::uint16_t id, std::uint8_t venue, std::string venue_name) {
    Instrument i;
    i.id = {id};
    i.venue = {venue};
    i.venue_name = std::move(venue_name);
    i.symbol = "BTC";
    i.base = "BTC";
    i.quote = "USD";
    i.tick = price("0.1");
    i.lot = quantity("0.001");
    return i;
}

// Contracts of 10 USD each, paid in the coin.
inline Instrument inverse(std::uint16_t id, std::uint8_t venue, std::string venue_name) {
    Instrument i = linear(id, venue, std::move(venue_name));
    i.kind = ContractKind::inverse;
    i.multiplier = Quantity::from_units(10);
    i.lot = Quantity::from_units(1);
    return i;
}

}  // namespace twinleg::test
