#pragma once
// Files of KEY=VALUE lines, as shells and other programs write them.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace twinleg::config {

struct EnvLine {
    std::string name;
    std::string value;  // may be a secret
    std::size_t line{0};
};

// KEY=VALUE, `export KEY=VALUE`, single or double quotes, `#` comments; CRLF and a byte order mark
// are taken as they come.
//
// Errors: malformed, naming the file's line and never its value, which may be a secret: a line that
// is something else, a quote that does not close, a control character, a name that stands twice.
Result<std::vector<EnvLine>> parse_env(std::string_view text, std::string_view file_name);

}  // namespace twinleg::config
