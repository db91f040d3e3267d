#pragma once
// What a connector is set up with: where, in which market, and by which keys.

#include <string>

#include "net/url.h"
#include "venues/venue.h"

namespace twinleg::venues::backpack {

// The variables of an account, as CONTRACTS names them.
inline constexpr std::string_view kPublicKeyVariable = "BACKPACK_PUBLIC_KEY";
inline constexpr std::string_view kSecretKeyVariable = "BACKPACK_SECRET_KEY";

struct Settings {
    net::Url rest;
    net::Url public_ws;
    net::Url private_ws;
    std::string ca_file;
    std::string symbol;  // "BTC_USDC_PERP"
    std::string coin;    // empty: any
    bool trading{true};

    // Options: none. Throws std::invalid_argument, naming what it cannot use.
    static Settings read(const Setup& setup);
};

}  // namespace twinleg::venues::backpack
