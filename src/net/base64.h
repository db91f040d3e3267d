#pragma once
// Base64 of short texts: keys of WebSockets, passwords of proxies. For net's own .cpp files only.

#include <string>
#include <string_view>

namespace twinleg::net {

std::string base64(std::string_view bytes);

}  // namespace twinleg::net
