#pragma once
// The connections to a venue's REST.

#include <memory>
#include <string>

#include "net/http_client.h"

namespace twinleg::venues::kit {

// Orders have connections of their own, so that no page of fills stands before them.
//
// Callbacks come from the loop, never from inside a call; those under way are dropped with this.
// Threads: the loop's.
class RestClients {
public:
    RestClients(net::EventLoop& loop, const net::Url& origin, const std::string& ca_file);

    void order(net::HttpRequest request, net::HttpDone done);
    void question(net::HttpRequest request, net::HttpDone done);
    // Instead of a request: tells that it was not sent, and why.
    void refuse(Error why, net::HttpDone done);

    // Keeps connections for orders open.
    void warm(Time now);
    void close();

private:
    net::EventLoop& loop_;
    Time warmed_;
    std::shared_ptr<bool> alive_{std::make_shared<bool>(true)};
    net::HttpClient orders_;
    net::HttpClient questions_;
};

}  // namespace twinleg::venues::kit
