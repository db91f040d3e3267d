#pragma once
// What a connector is set up with: which generation, where, in which market.

#include <optional>
#include <string>

#include "net/url.h"
#include "venues/aster/auth.h"
#include "venues/venue.h"

namespace twinleg::venues::aster {

struct Settings {
    Generation generation{Generation::v1};
    std::uint64_t chain_id{1666};
    net::Url rest;
    net::Url public_ws;   // without the streams' own path
    net::Url private_ws;  // likewise
    std::string ca_file;
    std::string symbol;  // "BTCUSDT"
    std::string coin;    // empty: any
    bool trading{true};
    // Resting orders are cancelled by the venue if it hears nothing for so long; zero: not asked
    // for. The engine sets it, and sets it anew after a third of it.
    Duration countdown{seconds(45)};

    // Options: "version" v1|v3 (v1 where its key and secret are set, else v3: V1 says to the
    // millisecond how long a request is good) · "network" mainnet|testnet · "chain_id" ·
    // "countdown_ms", 0 for none.
    // Throws std::invalid_argument, naming the option.
    static Settings read(const Setup& setup);

    std::string_view version() const { return generation == Generation::v1 ? "v1" : "v3"; }
    // "/fapi/v1/order" of "order"; some of V1's calls have later numbers.
    std::string path(std::string_view name) const;
};

}  // namespace twinleg::venues::aster
