#include "app/account_locks.h"

#include <cctype>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

#include "app/command.h"

namespace twinleg::app {

namespace {

std::string as_file_name(std::string text) {
    for (char& c : text)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '.') c = '_';
    return text;
}

}  // namespace

std::filesystem::path account_locks_folder() {
    if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state == '/')
        return std::filesystem::path{state} / "twinleg" / "accounts";
    if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
        return std::filesystem::path{home} / ".local" / "state" / "twinleg" / "accounts";
    return std::filesystem::temp_directory_path() / fmt::format("twinleg-{}", ::getuid()) /
           "accounts";
}

std::string account_number(const venues::Description& description) {
    return description.account.substr(0, description.account.find(" ("));
}

AccountLocks::AccountLocks(const std::filesystem::path& folder,
                           const std::vector<venues::Description>& descriptions,
                           const EndpointsByVenue& endpoints) {
    for (const auto& each : descriptions) {
        const auto& venue = each.traits.name;
        const auto account = account_number(each);
        const auto place = endpoints.find(venue);
        const auto name = as_file_name(
            fmt::format("{} {} {}", venue, account,
                        place == endpoints.end() ? std::string{} : place->second.rest));
        auto lock =
            store::FileLock::take(folder / name, fmt::format("{}: account {}", venue, account));
        if (!lock)
            throw CannotStart(kBadUsage, lock.error().message,
                              "One process trades an account: stop that one first, or use another "
                              "account here.");
        locks_.push_back(std::move(*lock));
    }
}

}  // namespace twinleg::app
