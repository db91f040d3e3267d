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

// A switch at the venue that cancels every order of the account at a set time, unless it is set
// anew before: what is left of a desk whose process, machine or network is gone.
struct DeadManTraits {
    Duration ahead;        // how far ahead it is set; zero: there is none
    Duration renew_after;  // it is set anew when so much has passed
    bool one_slot{false};  // a set one must be taken away before it can be set anew
};

struct VenueTraits {
    VenueId id;
    std::string name;
    Duration validity{seconds(1)};           // the shortest an order can be made valid for
    Duration taker_delay{};                  // the venue holds takers this long before matching
    Duration round_trip{milliseconds(100)};  // usual send → word
    Duration replica_lag{seconds(1)};        // answers without a time may be this old
    NonceRule nonces{NonceRule::none};
    std::uint8_t nonce_keys{1};          // that sign in turn, each with a sequence of its own
    bool answers_have_time{true};        // query answers name the venue time they speak of
    std::uint32_t orders_per_minute{0};  // zero: no limit known
    std::uint32_t questions_per_minute{0};
    DeadManTraits dead_man;
    // Desks that trade this account, this one among them: each counts on an equal share of its
    // equity and free collateral.
    std::uint8_t sharers{1};
};

}  // namespace twinleg::exec
