#pragma once
// Stands between a connector and its venue, passes everything on, and changes what a test wants
// changed: the venue as it might speak one day.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/http_client.h"
#include "net/server.h"
#include "venues/venue.h"

namespace twinleg::conformance {

// Threads: the loop's.
class Meddler final : private net::ServerHandler {
public:
    // Takes the place of the venue in `endpoints`, which are all of one port.
    Meddler(net::EventLoop& loop, venues::Endpoints& endpoints);
    ~Meddler() override;

    // Every answer on its way back: its target and body.
    std::function<void(std::string_view target, std::string& body)> change;
    // One more frame on every open socket, as if the venue had sent it.
    void tell(std::string_view frame);
    std::size_t sockets() const { return links_.size(); }

private:
    class Link;
    void on_request(net::ServerRequest request, net::Responder responder) override;
    net::Upgrade on_upgrade(const net::ServerRequest& request) override;
    void on_socket(std::shared_ptr<net::ServerSocket> socket,
                   const net::ServerRequest& request) override;
    void on_message(net::ServerSocket& socket, std::string_view data, bool binary) override;
    void on_closed(net::ServerSocket& socket) override;

    net::EventLoop& loop_;
    net::Url origin_;
    net::HttpClient client_;
    std::vector<std::unique_ptr<Link>> links_;
    net::Server server_;
};

// JSON text with every member called one of `fields`, at any depth, replaced by `value` (JSON
// itself), or left out where that is empty.
std::string with_members(const std::string& json, const std::vector<std::string>& fields,
                         std::string_view value);
// JSON text with every number of those names one larger, and every decimal text five times itself.
std::string with_other_ticks(const std::string& json, const std::vector<std::string>& fields);
// JSON text with fields that nobody knows at the beginning and the end of every object.
std::string with_news(const std::string& json);

}  // namespace twinleg::conformance
