#pragma once
// HTTP/1.1 messages out of bytes: a door to Beast's parser, which only http_reader.cpp includes.
// For net's own .cpp files.

#include <cstddef>
#include <memory>
#include <string>

#include "core/result.h"
#include "net/buffer.h"
#include "net/http_client.h"
#include "net/server.h"

namespace twinleg::net {

// Answers, one after the other, from one connection.
class ResponseReader {
public:
    explicit ResponseReader(std::size_t max_body);
    ~ResponseReader();

    // Before each answer. The answer to HEAD has no body, whatever its headers say.
    void begin(bool to_head);

    // Takes what it understands from the front of `input`. True once the answer is whole; what lies
    // behind it stays. Interim answers (1xx) are passed over, but for 101.
    // Errors: malformed, out_of_range (body above max_body).
    Result<bool> feed(Buffer& input);

    // The server closed its end. True if that is how this answer ends.
    // Errors: disconnected, saying whether the answer had begun.
    Result<bool> end();

    bool begun() const;       // a byte of the answer was there
    bool keep_alive() const;  // of a whole answer: the connection may be used again

    // The whole answer, once, without its times.
    HttpResponse take();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Why a request is not served.
struct Refusal {
    int status;  // 400, 413 or 431
    std::string what;
};

// Requests, one after the other, from one connection.
class RequestReader {
public:
    RequestReader(std::size_t max_header, std::size_t max_body);
    ~RequestReader();

    // True once the request is whole; what lies behind it stays in `input`.
    std::expected<bool, Refusal> feed(Buffer& input);

    bool begun() const;  // a byte of a request was there
    // Once for a request whose client waits for "100 Continue" before it sends the body.
    bool wants_continue();
    bool keep_alive() const;  // of a whole request
    bool is_upgrade() const;  // of a whole request: it asks for a WebSocket
    bool is_version_1_1() const;

    // The whole request, once; begins the next.
    ServerRequest take();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace twinleg::net
