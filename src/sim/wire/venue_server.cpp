#include "sim/wire/venue_server.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/json_writer.h"

namespace twinleg::sim::wire {

Session::Session(net::EventLoop& loop, const Clock& clock, FaultBox& faults,
                 std::shared_ptr<net::ServerSocket> socket, net::ServerRequest request)
    : socket_(socket),
      request_(std::move(request)),
      line_(loop, clock, faults, std::move(socket)),
      pinged_(loop.now()) {}

void Session::keep_alive(const PingTerms& terms, Time at) {
    if (at - socket_->heard() > terms.patience) {
        close(1001, terms.farewell);
    } else if (at - pinged_ >= terms.every) {
        pinged_ = at;
        socket_->ping();
    }
}

VenueServer::VenueServer(const VenueSetup& setup)
    : loop_(setup.loop),
      clock_(setup.clock),
      exchange_(setup.exchange),
      rate_limits_(setup.rate_limits),
      due_(setup.loop),
      beat_(setup.loop),
      server_(std::make_unique<net::Server>(setup.loop, "127.0.0.1", setup.port,
                                            static_cast<net::ServerHandler&>(*this))) {
    exchange_.listen(this);
    arm();
}

VenueServer::~VenueServer() {
    exchange_.listen(nullptr);
}

std::uint16_t VenueServer::port() const {
    return server_->port();
}

std::string VenueServer::rest_url(std::string_view path) const {
    return fmt::format("http://127.0.0.1:{}{}", port(), path);
}

std::string VenueServer::ws_url(std::string_view path) const {
    return fmt::format("ws://127.0.0.1:{}{}", port(), path);
}

std::vector<std::pair<std::string, std::string>> VenueServer::endpoints() const {
    return {{"rest", rest_url()}, {"ws", ws_url()}};
}

std::string VenueServer::ready_line() const {
    JsonWriter json;
    json.object().field("ready", true).field("venue", venue());
    for (const auto& [name, url] : endpoints())
        json.field(name, url);
    json.end_object();
    return json.text();
}

void VenueServer::order_fault(Fault fault, std::optional<std::uint64_t> count,
                              std::optional<Duration> lasts) {
    switch (fault) {
        case Fault::disconnect:
            // What is open goes now; the rest of the count, or of the time, is for those that come.
            if (count) faults_.order(fault, *count - std::min<std::uint64_t>(*count, 1), {}, now());
            if (lasts) faults_.order(fault, count, lasts, now());
            server_->close_all_sockets();
            break;
        case Fault::close_sockets:
            for (const auto& [id, each] : sessions_)
                each->close(1001, "this connection has lived long enough");
            break;
        case Fault::expire_auth:
            expire_auth();
            break;
        case Fault::revoke_key:
            faults_.order(fault, count, lasts, now());
            if (faults_.active(fault, now())) expire_auth();
            break;
        case Fault::drop_frames:
        case Fault::duplicate_frames:
        case Fault::reorder_frames:
        case Fault::delay:
        case Fault::freeze_feed:
        case Fault::garbage_frame:
        case Fault::truncated_frame:
        case Fault::cut_frame:
        case Fault::reject_orders:
        case Fault::accept_then_drop_reply:
        case Fault::http_500:
        case Fault::http_429:
        case Fault::maintenance:
        case Fault::clock_skew:
            faults_.order(fault, count, lasts, now());
            break;
    }
}

void VenueServer::catch_up() {
    exchange_.tick(now());
    arm();
}

void VenueServer::arm() {
    const Time due = exchange_.next_due();
    if (due == kNever) return due_.cancel();
    due_.after(std::max(due - now(), Duration{}), [this] { catch_up(); });
}

void VenueServer::every(Duration period) {
    beat_period_ = period;
    arm_beat();
}

void VenueServer::arm_beat() {
    beat_.after(beat_period_, [this] {
        arm_beat();
        exchange_.tick(now());
        beat();
        arm();
    });
}

void VenueServer::keep_alive(const PingTerms& terms) {
    // No hand advances the loop's time, as it does the venue's.
    for (auto& [id, session] : sessions_)
        session->keep_alive(terms, loop_.now());
}

net::Upgrade VenueServer::upgrade(const net::ServerRequest&) {
    return {};
}

Session* VenueServer::session(std::uint64_t id) {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : found->second.get();
}

// --- Requests.

void VenueServer::on_request(net::ServerRequest request, net::Responder responder) {
    if (!faults_.take(Fault::delay, now())) return serve(request, responder);
    const std::uint64_t number = next_held_++;
    auto timer = std::make_unique<net::Timer>(loop_);
    timer->after(kFaultDelay,
                 [this, number, request = std::move(request), responder = std::move(responder)] {
                     // The timer owns this very function: it goes once that has returned.
                     loop_.post([mine = held_.extract(number)] {});
                     serve(request, responder);
                 });
    held_.emplace(number, std::move(timer));
}

void VenueServer::serve(const net::ServerRequest& request, const net::Responder& responder) {
    exchange_.tick(now());
    for (const Fault fault : {Fault::maintenance, Fault::http_500, Fault::http_429}) {
        if (faults_.take(fault, now())) return responder.send(fault_answer(fault, request));
    }
    skew_ = faults_.take(Fault::clock_skew, now()) ? kFaultSkew : Duration{};
    handle(request, responder);
    skew_ = {};
    arm();
}

// --- Sockets.

net::Upgrade VenueServer::on_upgrade(const net::ServerRequest& request) {
    exchange_.tick(now());
    if (faults_.active(Fault::maintenance, now()) || faults_.take(Fault::disconnect, now()))
        return {.accept = false, .refuse_status = 503};
    skew_ = faults_.take(Fault::clock_skew, now()) ? kFaultSkew : Duration{};
    net::Upgrade answer = upgrade(request);
    skew_ = {};
    return answer;
}

void VenueServer::on_socket(std::shared_ptr<net::ServerSocket> socket,
                            const net::ServerRequest& request) {
    const std::uint64_t id = socket->id;
    auto& made = sessions_[id];
    made = std::make_unique<Session>(loop_, clock_, faults_, std::move(socket), request);
    exchange_.tick(now());
    opened(*made);
    arm();
}

void VenueServer::on_message(net::ServerSocket& socket, std::string_view data, bool binary) {
    Session* found = session(socket.id);
    if (found == nullptr) return;
    exchange_.tick(now());
    message(*found, data, binary);
    arm();
}

void VenueServer::on_closed(net::ServerSocket& socket) {
    const auto found = sessions_.find(socket.id);
    if (found == sessions_.end()) return;
    // It is in no list any more when the wire hears of it.
    const auto gone = sessions_.extract(found);
    closed(*gone.mapped());
}

}  // namespace twinleg::sim::wire
