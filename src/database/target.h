#pragma once
// Which database: a file, or a server by its URL.

#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.h"

namespace twinleg::database {

struct Target {
    enum class Kind : std::uint8_t { none, sqlite, postgres };
    Kind kind{Kind::none};
    std::filesystem::path file;  // of SQLite
    std::string url;             // of PostgreSQL; may hold a password: never printed

    // For people: the file's name, or `postgresql://user@host:port/name`; no password, no options.
    std::string shown() const;
    // Whether a password stands in the URL.
    bool has_password() const;
};

Target sqlite_file(std::filesystem::path file);

// `postgresql://user@host/name`, `postgres://…` or `sqlite:FILE`.
// Errors: malformed, never repeating what may be a password.
Result<Target> parse_target(std::string_view text);

// `text` with every `secret` in it made unreadable.
std::string without(std::string text, std::string_view secret);

}  // namespace twinleg::database
