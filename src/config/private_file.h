#pragma once
// Small files of a person's own: read whole with what their mode says, written whole or not at all.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.h"

namespace twinleg::config {

struct FileText {
    std::string text;
    unsigned mode{0};  // the permission bits, e.g. 0644
};

// Errors: missing (no such file), io (a directory, no permission), out_of_range (over 1 MB, which
// no configuration is).
Result<FileText> read_file(const std::filesystem::path& path);

// Whether its owner alone may read it. `holds` says what makes that needed.
// Errors: unauthorised, with the mode found and the command that mends it.
Result<void> check_private(const std::filesystem::path& path, unsigned mode,
                           std::string_view holds);

// Replaces the file, for its owner alone (0600); a power cut leaves the old or the new one.
// Errors: io.
Result<void> write_private(const std::filesystem::path& path, std::string_view bytes);

}  // namespace twinleg::config
