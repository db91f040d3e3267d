#pragma once
// The version this binary says it is: the project's, from CMakeLists.txt.

#include <string_view>

namespace twinleg::app {

inline constexpr std::string_view kVersion = TWINLEG_VERSION;

}  // namespace twinleg::app
