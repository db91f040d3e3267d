#pragma once
// What the name of a recording's file says.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace twinleg::replay {

// "20250924T1837_prices_BTCUSDT.csv.gz" → its parts without the endings.
std::vector<std::string> name_parts(const std::string& path);

// The day in it, as nanoseconds since 1970.
std::optional<std::int64_t> day_in_name(const std::string& path);

}  // namespace twinleg::replay
