#include "net/ws_handshake.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "core/check.h"
#include "net/base64.h"
#include "net/redact.h"

namespace twinleg::net {
namespace {

constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455, 1.3
constexpr std::size_t kShownBody = 200;

bool is_ours(std::string_view name) {
    return same_name(name, "host") || same_name(name, "connection") || same_name(name, "upgrade") ||
           same_name(name.substr(0, 14), "sec-websocket-");
}

}  // namespace

std::string make_ws_key() {
    std::array<unsigned char, 16> random{};
    CHECK(RAND_bytes(random.data(), random.size()) == 1);
    return base64({reinterpret_cast<const char*>(random.data()), random.size()});
}

std::string ws_accept(std::string_view key) {
    const auto text = fmt::format("{}{}", key, kGuid);
    std::array<unsigned char, 20> digest{};
    unsigned size = 0;
    CHECK(EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) == 1);
    return base64({reinterpret_cast<const char*>(digest.data()), size});
}

Result<std::string> ws_opening(const Url& url, std::string_view key, std::string_view subprotocol,
                               const std::vector<Header>& headers) {
    auto out = fmt::format(
        "GET {} HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: {}\r\nSec-WebSocket-Version: 13\r\n",
        url.path, url.authority(), key);
    if (!is_header_value(url.path) || url.path.contains(' '))
        return fail(Errc::malformed, "websocket: the path has a space or a control character");
    if (!subprotocol.empty()) {
        if (!is_header_name(subprotocol))
            return fail(Errc::malformed, "websocket: the subprotocol is no token");
        out += fmt::format("Sec-WebSocket-Protocol: {}\r\n", subprotocol);
    }
    for (const auto& [name, value] : headers) {
        if (!is_header_name(name) || !is_header_value(value) || is_ours(name))
            return fail(Errc::malformed,
                        fmt::format("websocket: header \"{}\" must not be set", redact(name)));
        out += fmt::format("{}: {}\r\n", name, value);
    }
    return out + "\r\n";
}

Result<void> check_ws_answer(const HttpResponse& answer, std::string_view key,
                             std::string_view subprotocol) {
    if (answer.status != 101) {
        const auto code = answer.status == 429                           ? Errc::rate_limited
                          : answer.status == 401 || answer.status == 403 ? Errc::unauthorised
                                                                         : Errc::refused;
        return fail(code, fmt::format("the server answers {} to the opening of a websocket: {}",
                                      answer.status, redact(answer.body.substr(0, kShownBody))));
    }
    const auto bad = [](std::string_view what) {
        return fail(Errc::malformed, fmt::format("the opening of a websocket: {}", what));
    };
    if (!has_token(answer.header("Upgrade"), "websocket") ||
        !has_token(answer.header("Connection"), "upgrade"))
        return bad("the server upgrades to something else");
    if (answer.header("Sec-WebSocket-Accept") != ws_accept(key))
        return bad("Sec-WebSocket-Accept is not the answer to our key");
    if (!answer.header("Sec-WebSocket-Extensions").empty())
        return bad("the server wants an extension that was not offered");
    const auto chosen = answer.header("Sec-WebSocket-Protocol");
    if (!chosen.empty() && chosen != subprotocol)
        return bad(fmt::format("the server chose the subprotocol \"{}\"", chosen.substr(0, 50)));
    return {};
}

Result<void> check_ws_opening(const ServerRequest& request) {
    if (request.header("Sec-WebSocket-Version") != "13")
        return fail(Errc::unsupported, "only version 13 of the WebSocket protocol is spoken here");
    if (request.method != "GET" || request.header("Sec-WebSocket-Key").size() != 24)
        return fail(Errc::malformed, "not the opening of a WebSocket");
    return {};
}

std::string ws_acceptance(std::string_view key, std::string_view subprotocol) {
    auto out = fmt::format(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: {}\r\n",
        ws_accept(key));
    if (!subprotocol.empty()) out += fmt::format("Sec-WebSocket-Protocol: {}\r\n", subprotocol);
    return out + "\r\n";
}

}  // namespace twinleg::net
