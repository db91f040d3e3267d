#pragma once
// A venue's relay for benchmarks: its simulator, but for book frames and orders, which are ours.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/bench_dialect.h"
#include "net/http_client.h"
#include "net/server.h"
#include "net/websocket.h"
#include "venues/venue.h"

namespace twinleg::app {

// Threads: its loop's.
class BenchRelay final : private net::ServerHandler {
public:
    // Called when an order was read, before it is answered.
    using OnOrder = std::function<void()>;

    BenchRelay(net::EventLoop& loop, const venues::Endpoints& real,
               std::unique_ptr<BenchDialect> dialect, OnOrder on_order);
    ~BenchRelay() override;

    // With the paths of the real ones.
    venues::Endpoints endpoints() const;
    // Both streams are there and the book was told.
    bool ready() const { return book_ != nullptr && private_ != nullptr; }
    // Writes the frame; the moment just before is `wrote()`.
    void tell_book(bool open);
    std::int64_t wrote() const { return wrote_; }
    std::int64_t order_read() const { return order_read_; }

private:
    struct Line;

    void on_request(net::ServerRequest request, net::Responder responder) override;
    net::Upgrade on_upgrade(const net::ServerRequest& request) override;
    void on_socket(std::shared_ptr<net::ServerSocket> socket,
                   const net::ServerRequest& request) override;
    void on_message(net::ServerSocket& socket, std::string_view data, bool binary) override;
    void on_closed(net::ServerSocket& socket) override;
    void note_use(const std::shared_ptr<net::ServerSocket>& socket, std::string_view said);
    void from_venue(Line& line, std::string_view frame, bool binary);

    net::EventLoop& loop_;
    const venues::Endpoints real_;
    std::unique_ptr<BenchDialect> dialect_;
    OnOrder on_order_;
    net::HttpClient upstream_;
    std::map<std::uint64_t, std::unique_ptr<Line>> lines_;
    std::shared_ptr<net::ServerSocket> book_;
    std::shared_ptr<net::ServerSocket> private_;
    std::int64_t wrote_{0};
    std::int64_t order_read_{0};
    std::unique_ptr<net::Server> server_;
};

}  // namespace twinleg::app
