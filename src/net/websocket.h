#pragma once
// A WebSocket to a venue (RFC 6455), without extensions: permessage-deflate is never offered.

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "net/event_loop.h"
#include "net/header.h"
#include "net/proxy.h"
#include "net/url.h"

namespace twinleg::net {

struct WsOptions {
    std::vector<Header> headers;  // of the opening request; Host and Sec-WebSocket-* are ours
    std::string subprotocol;      // asked for; an answer with another one is refused
    Duration connect_timeout{seconds(10)};  // from open() to on_open(), all stages
    // After so long without a byte from the peer we ping it; if then nothing comes for
    // pong_timeout, it is down. Zero turns pings off.
    Duration ping_every{seconds(15)};
    Duration pong_timeout{seconds(10)};
    std::size_t max_message{std::size_t{16} << 20};
    // More than this waiting to be written: the peer does not read, and it is down.
    std::size_t max_queued{std::size_t{16} << 20};
    bool verify_peer{true};  // false: any certificate will do; tests only
    std::string ca_file;     // PEM; instead of the system's roots
    ProxySettings proxy{ProxySettings::from_environment()};
};

// Called from the loop, never from inside a call into WebSocket. Each may call any method of the
// WebSocket, and may destroy it.
class WsHandler {
public:
    virtual ~WsHandler() = default;
    virtual void on_open() = 0;
    // `data` is ours again when this returns. The 64 bytes after it may be read and written.
    // `received` is when the socket was read; messages of one read share it.
    virtual void on_message(std::span<char> data, bool binary, Time received) = 0;
    // Once for every open() that was not ended by close(), whether it got as far as on_open() or
    // not. The message has the peer's close code and reason, or the status it refused the opening
    // with. Codes: timed_out, disconnected, refused (an HTTP status instead of an upgrade),
    // unauthorised (401, 403 or a bad certificate), rate_limited (429), malformed (protocol),
    // out_of_range (message too large).
    virtual void on_down(const Error& why) = 0;
};

// Threads: its loop's. Does not reconnect: whoever owns it has the back-off, and calls open()
// again.
class WebSocket {
public:
    WebSocket(EventLoop& loop, const Url& url, WsOptions options, WsHandler& handler);
    ~WebSocket();
    WebSocket(const WebSocket&) = delete;
    WebSocket& operator=(const WebSocket&) = delete;

    // For the next open(): tokens in a URL or a header expire.
    void set_url(const Url& url);
    void set_headers(std::vector<Header> headers);

    // Nothing if it is open or opening already.
    void open();
    bool is_open() const;

    // Written at once as far as the socket takes it, the rest queued, in order. False: it is not
    // open, or broke before a byte of this message was written: certainly not sent. True says only
    // that it may arrive.
    bool send(std::string_view text);
    bool send_binary(std::span<const char> data);
    // Bytes that the socket has not taken yet.
    std::size_t queued() const;

    // Says goodbye (1000) and forgets the connection. No callback comes after this.
    void close();

    // What the server said to the last opening request; empty before.
    std::string_view response_header(std::string_view name) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace twinleg::net
