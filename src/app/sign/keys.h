#pragma once
// Public keys and addresses from the private keys of the environment: to register them with a
// venue, or to see that the right ones are configured.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace twinleg::app::sign {

struct PublicKey {
    std::string_view venue;
    std::string_view name;      // as the venue calls it: public_key, signer_address, …
    std::string_view variable;  // the private key's name in the environment
    std::string value;
};

// A variable's value; nothing if it is not set.
using Lookup = std::function<std::optional<std::string>(std::string_view name)>;

// Of every private key that is set, in the order of the venues.
// Errors: malformed or out_of_range, naming the variable and never its value; also where a public
// key or address stands beside a private key that it does not belong to.
Result<std::vector<PublicKey>> public_keys(const Lookup& lookup);

// The variables that are looked up.
std::vector<std::string> key_variables();

}  // namespace twinleg::app::sign
