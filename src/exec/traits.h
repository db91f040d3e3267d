#pragma once
// What the executor must know of a venue before it can decide what its silence means.

#include <cstdint>
#include <string>

#include "core/instrument.h"
#include "core/time.h"

namespace twinleg::exec {

enum class NonceRule : std::uint8_t {
    none,    // orders carry no nonce
    strict,  // each transaction must carry exactly the next one
    gaps,    // any nonce above the last used one is taken, and makes the skipped ones void
};

struct VenueTraits {
    VenueId id;
    std::string name;
    Duration validity{seconds(1)};           // the shortest an order can be made valid for
    Duration taker_delay{};                  // the venue holds takers this long before matching
    Duration round_trip{milliseconds(100)};  // usual send → word
    Duration replica_lag{seconds(1)};        // answers without a time may be this old
    NonceRule nonces{NonceRule::none};
    bool answers_have_time{true};        // query answers name the venue time they speak of
    std::uint32_t orders_per_minute{0};  // zero: no limit known
    std::uint32_t questions_per_minute{0};
};

}  // namespace twinleg::exec
