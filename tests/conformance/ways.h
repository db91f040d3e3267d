#pragma once
// The venues that the suite runs, and what each says in its own words.

#include <cstdint>
#include <iosfwd>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "sim/wire/wire_venue.h"
#include "venues/venue.h"

namespace twinleg::conformance {

using Texts = std::map<std::string, std::string, std::less<>>;

// A setting that is wrong, and the variable that the message about it must name.
struct Mistake {
    std::string variable;
    std::string value;  // empty: another key of the same form as the right one
    std::string named;  // what the message names; empty: the variable itself
};

// What a page is made of. References outlive it.
struct PageSetup {
    net::EventLoop& loop;
    const venues::Endpoints& venue;
    const Texts& options;
    const venues::Credentials& keys;
    std::uint16_t port;  // where the connector waits for it
};

// One venue, spoken to in one way. Whatever a connector can or cannot do is asked of its
// Capabilities; here stands what a test must know beside them.
struct Way {
    std::string name;  // "lighter_websocket", as it stands in the test's name
    const sim::wire::WireVenue* wire{nullptr};
    const venues::VenueKind* kind{nullptr};
    std::string transport;
    Texts options;
    // Stands in for the page in the user's browser that orders go through; null: there is none. It
    // has the venue's keys, and the connector has `page_settings` in their place.
    std::shared_ptr<void> (*page)(const PageSetup& setup){nullptr};
    Texts page_settings;
    bool orders_are_http{true};  // so that the faults of requests hit them
    // From a cancel's arrival at the venue to its being done: each ms of it is tried.
    Duration cancel_window{milliseconds(50)};
    Duration socket_life{};  // the venue ends each socket after so long; zero: it says nothing
    std::vector<Mistake> mistakes;        // found at the start
    std::vector<Mistake> order_mistakes;  // found by the first order alone
    // Its metadata: part of the path, the fields that make a tick, and the option that names the
    // instrument's own number (empty: there is none).
    std::string metadata;
    std::vector<std::string> tick_fields;
    std::string id_option;
};

std::vector<Way> ways();
void PrintTo(const Way& way, std::ostream* out);

}  // namespace twinleg::conformance
