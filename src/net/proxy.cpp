#include "net/proxy.h"

#include <fmt/format.h>

#include <cstdlib>

#include "net/header.h"

namespace twinleg::net {
namespace {

std::string environment(const char* lower, const char* upper) {
    for (const char* name : {lower, upper})
        if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
    return {};
}

bool is_this_machine(std::string_view host) {
    return host == "localhost" || host.ends_with(".localhost") || host == "::1" ||
           (host.starts_with("127.") &&
            host.find_first_not_of("0123456789.") == std::string_view::npos);
}

bool is_bypassed(std::string_view host, std::string_view list) {
    while (!list.empty()) {
        const auto comma = list.find(',');
        auto entry = list.substr(0, comma);
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);

        while (!entry.empty() && (entry.front() == ' ' || entry.front() == '\t'))
            entry.remove_prefix(1);
        while (!entry.empty() && (entry.back() == ' ' || entry.back() == '\t'))
            entry.remove_suffix(1);
        if (entry == "*") return true;
        if (entry.starts_with("*.")) entry.remove_prefix(1);
        if (entry.starts_with('.')) entry.remove_prefix(1);
        if (entry.empty() || entry.size() > host.size()) continue;

        const auto above = host.size() - entry.size();
        if (same_name(host.substr(above), entry) && (above == 0 || host[above - 1] == '.'))
            return true;
    }
    return false;
}

}  // namespace

ProxySettings ProxySettings::from_environment() {
    return {.https = environment("https_proxy", "HTTPS_PROXY"),
            .http = environment("http_proxy", "HTTP_PROXY"),
            .bypass = environment("no_proxy", "NO_PROXY")};
}

Result<std::optional<Url>> proxy_for(const Url& target, const ProxySettings& settings) {
    const auto& text = target.tls() ? settings.https : settings.http;
    if (text.empty() || is_this_machine(target.host) || is_bypassed(target.host, settings.bypass))
        return std::nullopt;

    const std::string_view name = target.tls() ? "HTTPS_PROXY" : "HTTP_PROXY";
    auto proxy = Url::parse(text.contains("://") ? text : fmt::format("http://{}", text));
    if (!proxy) return fail(Errc::malformed, fmt::format("{}: {}", name, proxy.error().message));
    if (proxy->scheme != "http")
        return fail(
            Errc::unsupported,
            fmt::format("{}: only http:// proxies are supported, not {}://", name, proxy->scheme));
    return *std::move(proxy);
}

}  // namespace twinleg::net
