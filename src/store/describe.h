#pragma once
// Events and commands as a person reads them: one line, or one JSON object. For `journal show`, for
// the first difference of `journal verify`, and for the traces of simulations.

#include <span>
#include <string>
#include <vector>

#include "core/command.h"
#include "core/event.h"

namespace twinleg::store {

// How instruments and venues are called; without, their numbers stand for them (`#0`).
struct Names {
    std::vector<std::string> instruments;  // at InstrumentId: "lighter:BTC"
    std::vector<std::string> venues;       // at VenueId: "lighter"
};

// "fill", "place", …
const char* kind_name(const Event& event);
const char* kind_name(const Command& command);

// `fill lighter:BTC fill_id=77 side=buy price=100 …`: fields that say nothing (empty texts, unknown
// times and ids) are left out, and of long lists the first five items are shown.
std::string describe(const Event& event, const Names& names = {});
std::string describe(const Command& command, const Names& names = {});

// {"kind":"fill","instrument":"lighter:BTC",…}: every field. Money is decimal text, times are
// integers whose key ends in `_ns`. `time_ns` and `more` of an event come first.
std::string describe_json(const Event& event, const Names& names = {});
std::string describe_json(const Command& command, const Names& names = {});

}  // namespace twinleg::store
