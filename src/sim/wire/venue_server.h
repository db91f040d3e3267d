#pragma once
// What every wire has in common: a server on loopback, sessions, the venue's clock and its faults.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/event_loop.h"
#include "net/server.h"
#include "sim/wire/accounts.h"
#include "sim/wire/clock.h"
#include "sim/wire/exchange.h"
#include "sim/wire/fault_box.h"
#include "sim/wire/frame_line.h"
#include "sim/wire/line.h"

namespace twinleg::sim::wire {

// What a wire is made of. References outlive it.
struct VenueSetup {
    net::EventLoop& loop;
    const Clock& clock;
    Exchange& exchange;
    const AccountsFile& accounts;  // of all venues; each takes its own
    std::uint16_t port{0};         // 0: any free one
    bool rate_limits{true};        // --limits venue
    std::uint64_t number{0};       // for session ids and whatever else is drawn
};

// A venue's protocol pings, and the patience it has with a client that answers none.
struct PingTerms {
    Duration every;
    Duration patience;          // since anything was heard
    std::string_view farewell;  // the close frame's reason
};

// One client's socket, behind the venue's faults.
class Session final : public BinaryLine {
public:
    Session(net::EventLoop& loop, const Clock& clock, FaultBox& faults,
            std::shared_ptr<net::ServerSocket> socket, net::ServerRequest request);

    std::uint64_t id() const { return socket_->id; }
    // The request that was upgraded: path, query, headers.
    const net::ServerRequest& request() const { return request_; }

    // What the venue tells by itself, book and account frames alike: faults hit these.
    void tell(std::string text) override { line_.send(std::move(text)); }
    void tell_binary(std::string bytes) override { line_.send(std::move(bytes), true); }
    // Greetings, acknowledgements, pongs and answers: no fault touches them, and they come at once.
    void answer(std::string_view text) override { socket_->send(text); }
    net::ServerSocket& socket() { return *socket_; }
    void close(int code, std::string_view reason) override { socket_->close(code, reason); }
    // Pings, or closes, if it is time. `at`: the loop's, by which sockets are heard.
    void keep_alive(const PingTerms& terms, Time at);

private:
    std::shared_ptr<net::ServerSocket> socket_;
    net::ServerRequest request_;
    FrameLine line_;
    Time pinged_;
};

// A wire derives from this and overrides what is below "A wire's part". Its exchange is brought up
// to date before each of those calls, and by itself in between.
//
// Requests meet the faults delay, maintenance, http_500 and http_429 before handle() sees them.
// The wire asks faults().take(Fault::reject_orders, now()) once an order is understood, and
// Fault::accept_then_drop_reply once it is placed (then responder.drop(), or the socket's). It asks
// key_revoked() wherever it looks for the owner of a key, and finds none if so.
//
// Threads: the loop's.
class VenueServer : public Listener, private net::ServerHandler {
public:
    // Listens on 127.0.0.1. Throws std::runtime_error, naming the port, if it cannot.
    explicit VenueServer(const VenueSetup& setup);
    ~VenueServer() override;
    VenueServer(const VenueServer&) = delete;
    VenueServer& operator=(const VenueServer&) = delete;

    std::uint16_t port() const;
    const std::string& venue() const { return exchange_.config().venue; }
    // "http://127.0.0.1:18101" + path; ws://… alike.
    std::string rest_url(std::string_view path = {}) const;
    std::string ws_url(std::string_view path = {}) const;
    // {"ready":true,"venue":…,"rest":…,"ws":…}, and the further endpoints; one line.
    std::string ready_line() const;

    // --- The control port's side.
    Exchange& exchange() { return exchange_; }
    // A fault was asked for; the ones that act at once act now.
    void order_fault(Fault fault, std::optional<std::uint64_t> count,
                     std::optional<Duration> lasts);
    // The clock was moved by hand.
    void catch_up();

protected:
    // --- A wire's part.
    // Of the ready line: name and url, "rest" and "ws" first; by default those two, without a path.
    virtual std::vector<std::pair<std::string, std::string>> endpoints() const;
    virtual void handle(const net::ServerRequest& request, const net::Responder& responder) = 0;
    // http_500, http_429 or maintenance, in the venue's own error form.
    virtual net::ServerResponse fault_answer(Fault fault, const net::ServerRequest& request) = 0;
    // Whether to upgrade; by default everything that asks.
    virtual net::Upgrade upgrade(const net::ServerRequest& request);
    virtual void opened(Session& session) = 0;
    virtual void message(Session& session, std::string_view data, bool binary) = 0;
    // It is gone; its id comes never again.
    virtual void closed(Session&) {}
    // Fault::expire_auth: voids what was given out.
    virtual void expire_auth() = 0;
    // Every so often, by every().
    virtual void beat() {}

    // --- For the wire.
    net::EventLoop& loop() { return loop_; }
    FaultBox& faults() { return faults_; }
    // Fault::revoke_key, for whoever judges keys; good for as long as the server lives.
    std::function<bool()> key_revoked() {
        return [this] { return faults_.take(Fault::revoke_key, now()); };
    }
    bool rate_limits() const { return rate_limits_; }
    // Venue time.
    Time now() const { return clock_.now(); }
    // The time by which the request at hand is judged, and which it is told: now(), or skewed.
    Time judged_now() const { return clock_.now() + skew_; }
    Session* session(std::uint64_t id);
    // In the order they opened.
    std::map<std::uint64_t, std::unique_ptr<Session>>& sessions() { return sessions_; }
    // Calls beat() so often from now on.
    void every(Duration period);
    // For beat(): pings the sessions, and closes those that are silent.
    void keep_alive(const PingTerms& terms);

private:
    void on_request(net::ServerRequest request, net::Responder responder) override;
    net::Upgrade on_upgrade(const net::ServerRequest& request) override;
    void on_socket(std::shared_ptr<net::ServerSocket> socket,
                   const net::ServerRequest& request) override;
    void on_message(net::ServerSocket& socket, std::string_view data, bool binary) override;
    void on_closed(net::ServerSocket& socket) override;
    void serve(const net::ServerRequest& request, const net::Responder& responder);
    void arm();
    void arm_beat();

    net::EventLoop& loop_;
    const Clock& clock_;
    Exchange& exchange_;
    bool rate_limits_;
    FaultBox faults_;
    Duration skew_{};
    Duration beat_period_{};
    std::map<std::uint64_t, std::unique_ptr<Session>> sessions_;
    net::Timer due_;
    net::Timer beat_;
    std::map<std::uint64_t, std::unique_ptr<net::Timer>> held_;  // requests that arrive later
    std::uint64_t next_held_{0};
    std::unique_ptr<net::Server> server_;
};

}  // namespace twinleg::sim::wire
