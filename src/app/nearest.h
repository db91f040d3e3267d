#pragma once
// The word somebody probably meant; see config/nearest.h.

#include "config/nearest.h"

namespace twinleg::app {

using config::did_you_mean;
using config::edit_distance;
using config::nearest;

}  // namespace twinleg::app
