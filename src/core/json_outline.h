#pragma once
// JSON before anyone reads it: is it put together as it should be?

#include <string_view>

namespace twinleg {

// Whether the text is one value whose every bracket has its partner, whose keys are texts with a
// colon behind them, with one comma between two members; at most 256 levels deep. What numbers and
// words say is not looked at: whoever reads them sees.
//
// simdjson 3.0.1 takes that for granted when it looks for a field from the beginning of an object
// again: where it does not hold, what it does is undefined. So nothing is looked up by name in a
// document that has not passed this; going forward through its members needs no such promise.
bool well_formed_json(std::string_view text);

}  // namespace twinleg
