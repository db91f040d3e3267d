#pragma once
// The tester's own door to running simulators: what they know, counterparties, faults, time.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "net/event_loop.h"
#include "net/server.h"
#include "sim/wire/clock.h"
#include "sim/wire/venue_server.h"

namespace twinleg::sim::wire {

class JsonFields;

// JSON over HTTP on loopback: GET /venues, GET /state, POST /counterparty, /faults, /mode, /time.
// What cannot be done is answered with 400 and {"error":"…"}, naming the field and the way to mend
// it.
//
// Threads: the loop's.
class ControlPort : private net::ServerHandler {
public:
    struct Setup {
        net::EventLoop& loop;
        Clock& clock;
        std::vector<VenueServer*> venues;  // outlive it
        std::uint16_t port{0};             // 0: any free one
        bool clock_moves{false};           // POST /time is allowed: nobody but us trades
    };
    // Throws std::runtime_error, naming the port, if it cannot listen.
    explicit ControlPort(Setup setup);
    ~ControlPort() override;

    std::uint16_t port() const;
    std::string url() const;  // "http://127.0.0.1:18100"

private:
    void on_request(net::ServerRequest request, net::Responder responder) override;
    net::Upgrade on_upgrade(const net::ServerRequest& request) override;
    void on_socket(std::shared_ptr<net::ServerSocket>, const net::ServerRequest&) override {}
    void on_message(net::ServerSocket&, std::string_view, bool) override {}
    void on_closed(net::ServerSocket&) override {}

    net::ServerResponse answer(const net::ServerRequest& request);
    std::string venues_json() const;
    std::string state_json() const;
    Result<std::string> counterparty(std::string_view body);
    Result<std::string> faults(std::string_view body);
    Result<std::string> mode(std::string_view body);
    Result<std::string> time(std::string_view body);
    // Errors: missing, unsupported.
    Result<VenueServer*> venue(JsonFields& fields) const;

    Setup setup_;
    std::unique_ptr<net::Server> server_;
};

}  // namespace twinleg::sim::wire
