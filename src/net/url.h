#pragma once
// An absolute URL of the four schemes we speak.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace twinleg::net {

struct Url {
    std::string scheme;    // http, https, ws, wss; lower case
    std::string userinfo;  // what stands before '@', percent-encoded as given; proxies only
    std::string host;      // lower case, without the brackets of an IPv6 address
    std::uint16_t port{0};
    std::string path{"/"};  // with the query, without the fragment; always begins with '/'

    bool tls() const { return scheme == "https" || scheme == "wss"; }

    // host:port as the Host header wants it: brackets around IPv6, no default port.
    std::string authority() const;
    // scheme://authority
    std::string origin() const;

    // Errors: malformed, naming what is wrong: no or unknown scheme, empty host, a port that is
    // none or zero, a space or control character anywhere.
    static Result<Url> parse(std::string_view text);

    friend bool operator==(const Url&, const Url&) = default;
};

}  // namespace twinleg::net
