#pragma once
// HTTP/1.1 requests to one origin, over a pool of connections that stay open.

#include <cstddef>
#include <expected>
#include <functional>
#include <memory>
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

struct HttpRequest {
    std::string method{"GET"};
    std::string target{"/"};  // path and query, already encoded
    // Host and Accept are added unless given; Content-Length, Connection and the like are ours
    // alone.
    std::vector<Header> headers;
    std::string body;
    Duration timeout{seconds(10)};  // from send() to the last byte of the answer, waiting included
    // Goes ahead of all that wait for a connection, and may open one beyond
    // HttpOptions.connections.
    bool urgent{false};
};

struct HttpResponse {
    int status{0};
    std::vector<Header> headers;
    std::string body;  // its capacity is at least 64 bytes more than its size, for simdjson
    Time sent;         // when the request was handed to the socket
    Time received;     // when the last byte of the answer was read

    // The first header of that name, whatever its case; empty if there is none.
    std::string_view header(std::string_view name) const { return find_header(headers, name); }
};

struct HttpFailure {
    bool sent;  // false: certainly not one byte of the request left; true: the outcome is unknown
    // timed_out naming the stage, disconnected, malformed (an answer that is no HTTP, or a request
    // that must not be sent), out_of_range (an answer above max_body), unauthorised (certificate).
    Error error;
};

// Called once for each request, from the loop, never from inside send().
using HttpDone = std::function<void(std::expected<HttpResponse, HttpFailure>)>;

struct HttpOptions {
    std::size_t connections{4};  // at once; urgent requests may open as many again
    // Each stage's own limit, below that of the request.
    Duration resolve_timeout{seconds(3)};
    Duration connect_timeout{seconds(3)};
    Duration tls_timeout{seconds(3)};
    Duration write_timeout{seconds(5)};       // until the last byte of the request is handed over
    Duration first_byte_timeout{seconds(8)};  // from then to the first byte of the answer
    Duration idle_timeout{seconds(50)};       // an unused connection is closed after it
    bool verify_peer{true};                   // false: any certificate will do; tests only
    std::string ca_file;                      // PEM; instead of the system's roots
    std::string user_agent{"twinleg"};
    std::size_t max_body{std::size_t{16} << 20};
    bool tcp_nodelay{true};
    ProxySettings proxy{ProxySettings::from_environment()};
};

// Never sends a request twice. Follows no redirect. An idle connection that the server has closed
// is noticed before it is used, where the kernel knows of it by then; a request that meets the
// closing on the way is {sent: true}.
//
// TLS: SNI, host name verification, TLS 1.2 or newer.
// Threads: its loop's. Destruction closes all connections and drops all callbacks, uncalled.
class HttpClient {
public:
    HttpClient(EventLoop& loop, const Url& origin, HttpOptions options = {});
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    // The bytes are written before this returns, if a connection is open and free.
    void send(HttpRequest request, HttpDone done);

    // Opens connections now, until `connections` of them are open or opening; failures are silent.
    void warm(std::size_t connections);

    // Closes every connection. What was under way fails as disconnected. send() opens new ones.
    void close();

    // Connections that are open, and those among them without a request.
    std::size_t open() const;
    std::size_t idle() const;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace twinleg::net
