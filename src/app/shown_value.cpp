#include "app/shown_value.h"

#include <algorithm>
#include <cctype>

#include "config/names.h"

namespace twinleg::app {

std::string without_password(std::string_view value) {
    const auto scheme = value.find("://");
    if (scheme == std::string_view::npos) return std::string{value};
    const auto begin = scheme + 3;
    const auto authority = value.substr(begin, value.find('/', begin) - begin);
    const auto at = authority.rfind('@');
    const auto colon = authority.find(':');
    if (at == std::string_view::npos || colon == std::string_view::npos || colon > at)
        return std::string{value};
    return std::string{value.substr(0, begin + colon + 1)} + "…" +
           std::string{value.substr(begin + at)};
}

std::string shown_credential(std::string_view name, std::string_view value) {
    if (config::is_secret(name) || value.empty()) return {};
    const auto digits = [](std::string_view text) {
        return std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
    };
    const auto hex = [](std::string_view text) {
        return std::ranges::all_of(text, [](unsigned char c) { return std::isxdigit(c) != 0; });
    };
    const bool number = value.size() <= 20 && digits(value);
    const bool address = value.size() == 42 && value.starts_with("0x") && hex(value.substr(2));
    const bool network = value == "prod" || value == "testnet" || value == "nightly";
    return number || address || network ? std::string{value} : std::string{};
}

}  // namespace twinleg::app
