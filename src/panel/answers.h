#pragma once
// Answers over several desks, as JSON.

#include <string>
#include <vector>

#include "panel/desk_view.h"

namespace twinleg::panel {

// {"total","trading","fees","funding","by_venue","day","by_pair"}: sums, where all are in like
// money.
std::string pnl_answer(const std::vector<DeskView*>& desks);
// {"pairs":[{"pair","state","limits":[{"name","value","used"}],"refused",…}]}
std::string risk_answer(const std::vector<DeskView*>& desks);
// {"pairs":[{"pair","settings","parameters"}]}
std::string config_answer(const std::vector<DeskView*>& desks);

}  // namespace twinleg::panel
