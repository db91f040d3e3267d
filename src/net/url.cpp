#include "net/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace twinleg::net {
namespace {

std::string lowered(std::string_view text) {
    std::string out{text};
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

std::uint16_t default_port(std::string_view scheme) {
    if (scheme == "http" || scheme == "ws") return 80;
    if (scheme == "https" || scheme == "wss") return 443;
    return 0;  // no scheme of ours
}

// Names, IPv4 and what stands between the brackets of IPv6.
bool is_host(std::string_view host, bool bracketed) {
    return !host.empty() && std::ranges::all_of(host, [&](char c) {
        const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
        return alphanumeric || c == '.' || (bracketed ? c == ':' : c == '-' || c == '_');
    });
}

}  // namespace

std::string Url::authority() const {
    const bool ipv6 = host.contains(':');
    auto out = ipv6 ? fmt::format("[{}]", host) : host;
    if (port != default_port(scheme)) out += fmt::format(":{}", port);
    return out;
}

std::string Url::origin() const {
    return fmt::format("{}://{}", scheme, authority());
}

Result<Url> Url::parse(std::string_view text) {
    // The text itself is not in the message: a URL may bear a token.
    const auto malformed = [](std::string what) {
        return fail(Errc::malformed, fmt::format("url: {}", what));
    };
    if (std::ranges::any_of(text, [](char c) {
            const auto byte = static_cast<unsigned char>(c);
            return byte <= 0x20 || byte == 0x7f;
        }))
        return malformed("it has a space or a control character");

    const auto colon = text.find("://");
    if (colon == std::string_view::npos)
        return malformed("it does not begin with http://, https://, ws:// or wss://");
    Url url{.scheme = lowered(text.substr(0, colon))};
    url.port = default_port(url.scheme);
    if (url.port == 0)
        return malformed(
            fmt::format("scheme {}:// is none of http, https, ws and wss", url.scheme));

    auto rest = text.substr(colon + 3);
    rest = rest.substr(0, rest.find('#'));
    const auto end = std::min(rest.find_first_of("/?"), rest.size());
    auto place = rest.substr(0, end);
    const auto path = rest.substr(end);
    if (!path.empty())
        url.path = path.front() == '/' ? std::string{path} : fmt::format("/{}", path);

    if (const auto at = place.rfind('@'); at != std::string_view::npos) {
        url.userinfo = place.substr(0, at);
        place.remove_prefix(at + 1);
    }

    const bool bracketed = place.starts_with('[');
    const auto close = bracketed ? place.find(']') : std::string_view::npos;
    if (bracketed && close == std::string_view::npos) return malformed("'[' without ']'");
    const auto after = bracketed ? close + 1 : std::min(place.find(':'), place.size());
    url.host = lowered(bracketed ? place.substr(1, close - 1) : place.substr(0, after));
    if (!is_host(url.host, bracketed))
        return malformed(url.host.empty() ? "the host is empty" : "the host is no name or address");

    const auto port = place.substr(after);
    if (port.empty()) return url;
    if (port.front() != ':') return malformed("something stands between the host and its port");
    const auto digits = port.substr(1);
    if (digits.empty()) return url;  // "host:/" is allowed, and means the default
    const auto [stop, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
    if (error != std::errc{} || stop != digits.data() + digits.size() || url.port == 0)
        return malformed("the port is no number from 1 to 65535");
    return url;
}

}  // namespace twinleg::net
