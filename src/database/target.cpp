#include "database/target.h"

#include <algorithm>
#include <utility>

namespace twinleg::database {
namespace {

constexpr std::string_view kSqlite = "sqlite:";

// The parts of `scheme://user:password@host:port/name?options`, as far as they are there.
struct Parts {
    std::string_view scheme, user, password, host, name;
    bool has_password{false};
};

Parts parts_of(std::string_view url) {
    Parts parts;
    const auto head = url.find("://");
    parts.scheme = url.substr(0, head);
    url.remove_prefix(head + 3);
    if (const auto options = url.find('?'); options != std::string_view::npos) {
        auto rest = url.substr(options + 1);
        url = url.substr(0, options);
        while (!rest.empty()) {
            const auto option = rest.substr(0, rest.find('&'));
            rest.remove_prefix(std::min(rest.size(), option.size() + 1));
            if (!option.starts_with("password=")) continue;
            parts.password = option.substr(9);
            parts.has_password = true;
        }
    }
    if (const auto at = url.rfind('@'); at != std::string_view::npos) {
        const auto who = url.substr(0, at);
        url.remove_prefix(at + 1);
        const auto colon = who.find(':');
        parts.user = who.substr(0, colon);
        if (colon != std::string_view::npos) {
            parts.password = who.substr(colon + 1);
            parts.has_password = true;
        }
    }
    const auto slash = url.find('/');
    parts.host = url.substr(0, slash);
    if (slash != std::string_view::npos) parts.name = url.substr(slash + 1);
    return parts;
}

}  // namespace

std::string Target::shown() const {
    switch (kind) {
        case Kind::none:
            return "none";
        case Kind::sqlite:
            return file.string();
        case Kind::postgres: {
            const Parts parts = parts_of(url);
            std::string out = "postgresql://";
            if (!parts.user.empty()) out.append(parts.user).append("@");
            out.append(parts.host);
            if (!parts.name.empty()) out.append("/").append(parts.name);
            return out;
        }
    }
    return "none";
}

bool Target::has_password() const {
    return kind == Kind::postgres && parts_of(url).has_password;
}

Target sqlite_file(std::filesystem::path file) {
    return {.kind = Target::Kind::sqlite, .file = std::move(file), .url = {}};
}

Result<Target> parse_target(std::string_view text) {
    if (text.starts_with(kSqlite)) {
        text.remove_prefix(kSqlite.size());
        if (text.empty())
            return fail(Errc::malformed,
                        "database: sqlite: names no file; e.g. sqlite:data/arb.db");
        return sqlite_file(std::filesystem::path(text));
    }
    if (!text.starts_with("postgresql://") && !text.starts_with("postgres://"))
        return fail(Errc::malformed,
                    "database: it begins with neither postgresql:// nor sqlite:; e.g. "
                    "postgresql://twinleg@localhost/twinleg");
    const auto authority = text.substr(text.find("://") + 3);
    const auto end = std::min(authority.find('?'), authority.size());
    if (std::ranges::count(authority.substr(0, end), '@') > 1)
        return fail(Errc::malformed,
                    "database: the URL has an @ too many; in a password it is written %40 "
                    "(and / is %2F, : is %3A)");
    return Target{.kind = Target::Kind::postgres, .file = {}, .url = std::string(text)};
}

std::string without(std::string text, std::string_view secret) {
    constexpr std::string_view kHidden = "***";
    if (secret.empty()) return text;
    for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos;
         at += kHidden.size())
        text.replace(at, secret.size(), kHidden);
    return text;
}

}  // namespace twinleg::database
