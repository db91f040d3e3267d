#pragma once
// Recordings as CSV, in the forms that collectors of these venues write.

#include <memory>

#include "replay/csv_layout.h"
#include "replay/input.h"
#include "replay/lines.h"

namespace twinleg::replay {

inline constexpr std::size_t kMaxColumns = 256;

// `first_line` is the first of `lines`, already taken.
Result<Facts> probe_csv(const CsvLayout& layout, LineReader lines, const std::string& path);
// Reads the file from its start. Errors: unsupported, io.
Result<std::unique_ptr<Reader>> read_csv(const std::string& path, InstrumentId instrument);

}  // namespace twinleg::replay
