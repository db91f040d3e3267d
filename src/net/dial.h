#pragma once
// The way to a host: its address, a TCP connection, a proxy's tunnel, TLS. Knows Boost: for net's
// own .cpp files only.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/result.h"
#include "core/time.h"
#include "net/connection.h"
#include "net/event_loop.h"
#include "net/url.h"

namespace twinleg::net {

struct DialOptions {
    std::optional<Url> proxy;
    bool tunnel{true};  // through the proxy by CONNECT; false: talk to the proxy itself
    Duration resolve_timeout;
    Duration connect_timeout;  // of all addresses together, and of a proxy's answer
    Duration tls_timeout;
    bool verify_peer{true};
    std::string ca_file;
    bool nodelay{true};
};

// One attempt. `done` is called once, from the loop; after cancel(), not at all.
//
// Errors: timed_out, naming the stage; disconnected (no such host, refused, broken); refused (by
// the proxy); unauthorised (certificate); malformed, io (of the TLS settings).
class Dial {
public:
    using Done = std::move_only_function<void(Result<std::shared_ptr<Connection>>)>;

    Dial(EventLoop& loop, const Url& target, DialOptions options, Done done);
    ~Dial();
    Dial(const Dial&) = delete;
    Dial& operator=(const Dial&) = delete;

    void cancel();

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

// The value of Proxy-Authorization for "user:password", percent-encoded as in a URL.
std::string basic_authorization(const std::string& userinfo);

}  // namespace twinleg::net
