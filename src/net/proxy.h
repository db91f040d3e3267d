#pragma once
// Which proxy, if any, leads to a host: HTTPS_PROXY, HTTP_PROXY and NO_PROXY as curl reads them.

#include <optional>
#include <string>

#include "net/url.h"

namespace twinleg::net {

struct ProxySettings {
    std::string https;   // URL of the proxy for https and wss; empty: none
    std::string http;    // URL of the proxy for http and ws; empty: none
    std::string bypass;  // hosts reached directly: "a.example,.b.example,10.0.0.7,*"

    // HTTPS_PROXY, HTTP_PROXY and NO_PROXY of this process; the lower-case spelling wins.
    static ProxySettings from_environment();
};

// Nothing where the host is reached directly: no proxy is set, `bypass` names the host or a domain
// above it, or it is this machine (localhost, 127.0.0.0/8, ::1).
//
// Errors: malformed, if the proxy's own URL is; unsupported, if it is not an http:// one.
Result<std::optional<Url>> proxy_for(const Url& target, const ProxySettings& settings);

}  // namespace twinleg::net
