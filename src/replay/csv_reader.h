#pragma once
// Recordings as CSV, in the forms that collectors of these venues write.

#include <memory>
#include <string>

#include "replay/input.h"

namespace twinleg::replay {

// Reads the file from its start. Errors: unsupported, io.
Result<std::unique_ptr<Reader>> read_csv(const std::string& path, InstrumentId instrument);

}  // namespace twinleg::replay
