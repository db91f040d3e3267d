#pragma once
// A venue's relay for benchmarks: its simulator, but for book frames and orders, which are ours.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http_client.h"
#include "net/server.h"
#include "net/websocket.h"
#include "venues/venue.h"

namespace twinleg::app {

// How one venue spells what the relay must know.
class RelayDialect {
public:
    virtual ~RelayDialect() = default;

    // A book frame of the simulator: its numbers are taken over if it is the first one (true: pass
    // it on), and it is kept back otherwise. Nothing: no book frame.
    virtual std::optional<bool> book_frame(std::string_view frame) = 0;
    // The next increment: best bid and ask far above the resting book's (`open`), or as they were.
    virtual std::string next_book_frame(bool open) = 0;

    // An order in a socket's message, or in a request.
    virtual bool is_order(std::string_view message) const = 0;
    virtual bool is_order(const net::ServerRequest& request) const = 0;
    // The answer to it, and the private frame that says it found nobody.
    struct Ended {
        std::string answer;
        std::string frame;
    };
    virtual Ended end_order(std::string_view order) = 0;
    virtual bool is_private(std::string_view socket_message) const = 0;
    // What must be otherwise in an answer of the simulator.
    virtual void amend(std::string& body) const = 0;
};

std::unique_ptr<RelayDialect> lighter_dialect();
std::unique_ptr<RelayDialect> edgex_dialect();

// Threads: its loop's.
class BenchRelay final : private net::ServerHandler {
public:
    using OnOrder = std::function<void()>;

    BenchRelay(net::EventLoop& loop, const venues::Endpoints& real,
               std::unique_ptr<RelayDialect> dialect, OnOrder on_order);
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
    void from_venue(Line& line, std::string_view frame);

    net::EventLoop& loop_;
    const venues::Endpoints real_;
    std::unique_ptr<RelayDialect> dialect_;
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
