#pragma once
// Settings and secrets that come by name: from the process environment, and below it from a file
// of KEY=VALUE lines.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace twinleg::app {

// The lines of an env file: KEY=VALUE, `export KEY=VALUE`, single or double quotes, `#` comments.
// Errors: malformed, naming the file's line and never its value, which may be a secret.
Result<std::map<std::string, std::string>> parse_env(std::string_view text,
                                                     std::string_view file_name);

class Environment {
public:
    // The variables of this process.
    static Environment of_process();
    // For tests.
    explicit Environment(std::map<std::string, std::string> variables)
        : process_(std::move(variables)) {}

    // Puts a file below the variables. A file that is not there is an error only if `required`.
    // Errors: missing, io, malformed.
    Result<void> read_file(const std::filesystem::path& path, bool required);

    // A variable that is set to nothing counts as not set.
    std::optional<std::string> get(std::string_view name) const;

    // The file has the last word on it, because no variable of the process says anything.
    bool only_in_file(std::string_view name) const;

    // Names that the file holds, for finding misspelt ones.
    std::vector<std::string> file_names() const;
    const std::filesystem::path& file_path() const { return path_; }

private:
    std::map<std::string, std::string> process_;
    std::map<std::string, std::string> file_;
    std::filesystem::path path_;
};

}  // namespace twinleg::app
