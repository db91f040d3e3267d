#pragma once
// What a connector is set up with: which generation, where, and by what names.

#include <string>

#include "net/url.h"
#include "venues/edgex/answers.h"
#include "venues/venue.h"

namespace twinleg::venues::edgex {

struct Settings {
    Generation generation{Generation::v2};
    net::Url rest;
    net::Url public_ws;   // whole, without its query
    net::Url private_ws;  // whole, without its query
    std::string ca_file;
    std::string symbol;       // contractName
    std::string coin;         // empty: any
    std::string contract_id;  // what it must have; empty: whatever the metadata says
    std::string desk_tag;
    unsigned depth{200};  // levels of the book's channel
    bool trading{true};
    bool by_page{false};      // order transport "browser"
    bool page_quotes{false};  // the page's best bid and ask are the book

    // Options: "version" v1|v2 (v2) · "depth" 15|200 (200) · "contract_id" · "network"
    // mainnet|testnet · "market_data" venue|page (venue; page with the browser alone). A socket's
    // address without a path gets the venue's own paths.
    // Throws std::invalid_argument, naming the option.
    static Settings read(const Setup& setup);

    std::string_view version() const { return generation == Generation::v1 ? "v1" : "v2"; }
    // "/api/v2/private/order/createOrder" of "private/order/createOrder"
    std::string path(std::string_view name) const;
    // The variable that a word of the venue's about keys means; all of them if it does not say.
    std::string_view variable_of(std::string_view word) const;
};

}  // namespace twinleg::venues::edgex
