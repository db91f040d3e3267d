#pragma once
// A book as REST answers tell it.

#include <string_view>
#include <vector>

#include "core/event.h"
#include "venues/kit/json.h"

namespace twinleg::venues::kit {

// {"lastUpdateId":…,"bids":[[price, quantity],…],"asks":[…]}, and its time by the venue's own name.
// Values are views into the answer.
struct RestBook {
    std::vector<Level> bids, asks;
    JsonValue last, time;
};

// Errors: malformed; missing, without bids or asks.
Result<RestBook> read_rest_book(std::string_view body, std::string_view time_name);

}  // namespace twinleg::venues::kit
