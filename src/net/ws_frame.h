#pragma once
// Frames of RFC 6455, from bytes and to bytes. Pure: no socket, clock or random number. For net's
// own .cpp files, and their tests.
//
// Not Beast's websocket::stream: its write is asynchronous, so the second of two orders sent from
// one handler would wait for the loop to come round. Here a frame is bytes, and is written at once.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "net/buffer.h"

namespace twinleg::net {

enum class WsRole : std::uint8_t { client, server };  // a client masks what it sends

enum class WsOpcode : std::uint8_t {
    continuation = 0,
    text = 1,
    binary = 2,
    close = 8,
    ping = 9,
    pong = 10,
};

// Close codes we send (RFC 6455, 7.4.1).
inline constexpr int kCloseNormal = 1000;
inline constexpr int kCloseProtocol = 1002;
inline constexpr int kCloseBadText = 1007;
inline constexpr int kCloseTooBig = 1009;

// A frame header and its payload onto the end of `out`; with `mask`, masked by it. Never fragments.
void append_ws_frame(std::string& out, WsOpcode opcode, std::string_view payload,
                     std::optional<std::array<char, 4>> mask);

// The payload of a close frame: code and reason, the reason cut at 123 bytes.
std::string ws_close_payload(int code, std::string_view reason);

struct WsClose {
    int code{1005};  // 1005: the peer gave none
    std::string reason;
};
// Nothing if the payload is no valid one: one byte, a code that must not be sent, a reason that is
// not UTF-8.
std::optional<WsClose> parse_ws_close(std::string_view payload);

bool is_utf8(std::string_view text);

// One whole message or control frame.
struct WsMessage {
    WsOpcode opcode;       // text, binary, close, ping or pong
    std::span<char> data;  // unmasked; kSpare bytes after it may be read, and belong to the reader
};

// Why the connection must be closed: the code to say so with, and a sentence for our own log.
struct WsViolation {
    int code;
    std::string what;
};

// Takes messages out of a buffer, in place where they are not fragmented.
class WsReader {
public:
    WsReader(WsRole role, std::size_t max_message) : role_{role}, max_message_{max_message} {}

    // The next message; nothing if more bytes are needed. It is valid until finish() or the next
    // change of `input`. Call finish(input) when done with it, then next() again.
    std::expected<std::optional<WsMessage>, WsViolation> next(Buffer& input);
    void finish(Buffer& input);

private:
    struct FrameHeader {
        WsOpcode opcode{};
        bool last{false};
        std::size_t header_size{0};
        std::size_t payload_size{0};
        std::array<char, 4> mask{};
    };
    std::expected<std::optional<FrameHeader>, WsViolation> header(std::string_view bytes) const;
    std::expected<WsMessage, WsViolation> whole(WsOpcode opcode, std::span<char> data) const;

    WsRole role_;
    std::size_t max_message_;
    std::size_t done_with_{0};          // bytes of the input that finish() consumes
    Buffer parts_;                      // of a fragmented message
    std::optional<WsOpcode> fragment_;  // of the message that parts_ begins
    bool parts_given_{false};           // the message handed out lies in parts_
};

}  // namespace twinleg::net
