#include "venues/venue.h"

#include <sodium.h>

namespace twinleg::venues {

Credentials::~Credentials() {
    for (auto& [name, value] : values_)
        sodium_memzero(value.data(), value.size());
}

std::optional<std::string_view> Credentials::find(std::string_view name) const {
    const auto found = values_.find(name);
    if (found == values_.end() || found->second.empty()) return std::nullopt;
    return found->second;
}

Result<std::string_view> Credentials::get(std::string_view name) const {
    if (const auto value = find(name)) return *value;
    return fail(Errc::missing, std::string{name} +
                                   " is not set; put it into the environment or the file of "
                                   "--env-file");
}

}  // namespace twinleg::venues
