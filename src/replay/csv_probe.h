#pragma once
// What the first rows of a CSV recording say of it: venue, symbol, steps.

#include <string>

#include "replay/csv_layout.h"
#include "replay/input.h"
#include "replay/lines.h"

namespace twinleg::replay {

// `first_line` is the first of `lines`, already taken.
Result<Facts> probe_csv(const CsvLayout& layout, LineReader lines, const std::string& path);

}  // namespace twinleg::replay
