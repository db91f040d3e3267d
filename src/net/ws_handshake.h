#pragma once
// The opening handshake of RFC 6455, both ends of it. For net's own .cpp files, and their tests.

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "net/header.h"
#include "net/http_client.h"
#include "net/server.h"
#include "net/url.h"

namespace twinleg::net {

// Sixteen random bytes in base64.
std::string make_ws_key();
// What a server answers to that key.
std::string ws_accept(std::string_view key);

// The opening request.
// Errors: malformed, if a header, the path or the subprotocol must not be written.
Result<std::string> ws_opening(const Url& url, std::string_view key, std::string_view subprotocol,
                               const std::vector<Header>& headers);

// Whether the answer opens a WebSocket.
// Errors: unauthorised (401, 403), rate_limited (429), refused (any other status, with the
// beginning of its body), malformed (a 101 that is none, an extension nobody asked for).
Result<void> check_ws_answer(const HttpResponse& answer, std::string_view key,
                             std::string_view subprotocol);

// Whether a request that asks for a WebSocket asks properly.
// Errors: unsupported (another version: 426), malformed (400).
Result<void> check_ws_opening(const ServerRequest& request);

// The answer to it.
std::string ws_acceptance(std::string_view key, std::string_view subprotocol);

}  // namespace twinleg::net
