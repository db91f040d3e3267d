// Any bytes as WebSocket frames, as an HTTP answer and as an HTTP request: no crash, and what comes
// out does not depend on how the bytes were cut. The first byte says where they are.
//
// When it comes out may depend on it: Beast sees that a header is none at once, or at its end.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/must.h"
#include "net/http_reader.h"
#include "net/ws_frame.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

// Gives `bytes` to `read` in pieces of `piece`, and says what came of it. `read` takes what it can
// from the buffer, writes down what it saw, and is false once it wants nothing more.
template <typename Read>
std::string in_pieces(std::string_view bytes, std::size_t piece, Read read) {
    twinleg::net::Buffer input;
    std::string seen;
    while (!bytes.empty()) {
        input.append(bytes.substr(0, piece));
        bytes.remove_prefix(piece < bytes.size() ? piece : bytes.size());
        if (!read(input, seen)) break;
    }
    return seen;
}

std::string frames(std::string_view bytes, std::size_t piece, twinleg::net::WsRole role) {
    twinleg::net::WsReader reader{role, 1000};
    return in_pieces(bytes, piece, [&](twinleg::net::Buffer& input, std::string& seen) {
        for (;;) {
            const auto message = reader.next(input);
            if (!message) {
                seen += "!" + std::to_string(message.error().code);
                return false;
            }
            if (!*message) return true;
            seen += std::to_string(static_cast<int>((*message)->opcode)) + ":";
            seen.append((*message)->data.data(), (*message)->data.size());
            reader.finish(input);
        }
    });
}

std::string answers(std::string_view bytes, std::size_t piece) {
    twinleg::net::ResponseReader reader{1000};
    reader.begin(false);
    bool open = true;
    auto seen = in_pieces(bytes, piece, [&](twinleg::net::Buffer& input, std::string& out) {
        const auto whole = reader.feed(input);
        open = whole && !*whole;
        if (whole && *whole) {
            const auto answer = reader.take();
            out += std::to_string(answer.status) + ":" + answer.body;
        }
        return open;
    });
    if (open) (void)reader.end();
    return seen;
}

std::string requests(std::string_view bytes, std::size_t piece, std::size_t max_header) {
    twinleg::net::RequestReader reader{max_header, 1000};
    return in_pieces(bytes, piece, [&](twinleg::net::Buffer& input, std::string& seen) {
        while (!input.empty()) {
            const auto whole = reader.feed(input);
            if (!whole) return false;
            if (!*whole) return true;
            const auto request = reader.take();
            seen += request.method + " " + request.target + " " + request.body + ";";
        }
        return true;
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    const std::size_t piece = 1 + data[0] % 64;
    using twinleg::fuzz::must;
    using twinleg::net::WsRole;
    must(frames(bytes, piece, WsRole::client) == frames(bytes, 1 << 20, WsRole::client));
    must(frames(bytes, piece, WsRole::server) == frames(bytes, 1 << 20, WsRole::server));
    must(requests(bytes, piece, 1 << 20) == requests(bytes, 1 << 20, 1 << 20));
    // Beast counts the first line toward the limit only where it comes in one piece with the rest:
    // what is so near the limit may be refused or not.
    static_cast<void>(requests(bytes, piece, 200));
    must(answers(bytes, piece) == answers(bytes, 1 << 20));
    return 0;
}
