#include "sim/wire/paradex/server.h"

#include <algorithm>
#include <utility>

#include "net/form.h"

namespace twinleg::sim::wire::paradex {
namespace {

constexpr Duration kBeat = milliseconds(50);
constexpr Duration kPingEvery = seconds(55);
constexpr Duration kPongWithin = seconds(5);
constexpr Duration kQuietAfter = seconds(60);
// About the 2000 frames that a client may leave unread.
constexpr std::size_t kMostUnread = std::size_t{1} << 20;

// What the query of an upgrade asks for.
struct Encoding {
    bool wrong{false};
    std::optional<std::uint16_t> version;  // none: JSON
};

Encoding encoding_of(const net::ServerRequest& request) {
    std::optional<std::string> schema, version;
    for (const auto& [name, value] : net::parse_query(request.query())) {
        if (name == "sbeSchemaId") schema = value;
        if (name == "sbeSchemaVersion") version = value;
    }
    if (!schema && !version) return {};
    if (!schema || !version || *schema != "1") return {.wrong = true};
    if (*version != "0" && *version != "1" && *version != "2") return {.wrong = true};
    return {.version = static_cast<std::uint16_t>(version->front() - '0')};
}

}  // namespace

std::unique_ptr<VenueServer> make_server(const VenueSetup& setup) {
    return std::make_unique<ParadexServer>(setup);
}

ParadexServer::ParadexServer(const VenueSetup& setup, ServerOptions options)
    : VenueServer(setup),
      options_(options),
      members_(setup.accounts.paradex, setup.exchange),
      gate_(members_, setup.number),
      limits_(setup.rate_limits),
      desk_(setup.exchange, gate_.hashes(), faults(), limits_, extras_),
      rest_(setup.exchange, gate_, desk_, limits_, extras_),
      public_(setup.exchange, peers_),
      private_(setup.exchange, members_, extras_, peers_, options.private_binary),
      conversation_(setup.exchange, gate_, desk_, limits_, faults(), extras_, public_,
                    {.refuse_public_json = options.refuse_public_json, .number = setup.number}) {
    gate_.revoke_while(key_revoked());
    every(kBeat);
}

std::vector<std::pair<std::string, std::string>> ParadexServer::endpoints() const {
    return {{"rest", rest_url(kBase)}, {"ws", ws_url(kBase)}};
}

void ParadexServer::handle(const net::ServerRequest& request, const net::Responder& responder) {
    Rest::Outcome outcome = rest_.answer(request, now(), judged_now());
    if (outcome.ordered && faults().take(Fault::accept_then_drop_reply, now()))
        responder.drop();
    else
        responder.send(std::move(outcome.response));
}

net::ServerResponse ParadexServer::fault_answer(Fault fault, const net::ServerRequest&) {
    if (fault == Fault::maintenance)
        return Rest::failure({code::kUnavailable, "the system is under maintenance"});
    if (fault != Fault::http_429) return Rest::failure({code::kInternal, "internal error"});
    auto response = Rest::failure({code::kRateLimit, "rate limit exceeded"});
    const Limits::Answer spent{
        .allowed = false,
        .state = Limits::State{1500, 0, now() + seconds(1), now() + seconds(1), minutes(1)}};
    response.headers = limit_headers(spent, now());
    return response;
}

net::Upgrade ParadexServer::upgrade(const net::ServerRequest& request) {
    const auto refused = [](const Refused& why) {
        return net::Upgrade{
            .accept = false, .refuse_status = why.code.status, .refuse_body = why.json()};
    };
    if (request.path() != kBase) return refused({code::kNotFound, "the socket is at /v1"});
    if (encoding_of(request).wrong)
        return refused({code::kParameter, "there is schema 1 in the versions 0, 1 and 2"});
    if (!limits_.take(Limits::Kind::connection, request.remote, now()).allowed)
        return refused({code::kRateLimit, "too many new connections"});
    return {};
}

void ParadexServer::opened(Session& session) {
    auto peer = std::make_unique<Peer>();
    peer->id = session.id();
    peer->line = &session;
    peer->address = session.request().remote;
    peer->last_frame = now();
    if (const auto version = encoding_of(session.request()).version)
        peer->sbe = SbeLayout{*version, options_.extended};
    peers_[session.id()] = std::move(peer);
    pulses_[session.id()] = {.next_ping = loop().now() + kPingEvery};
}

void ParadexServer::message(Session& session, std::string_view data, bool binary) {
    const auto found = peers_.find(session.id());
    if (found == peers_.end()) return;
    // Client frames are text.
    if (binary) return session.close(1003, "client frames are text");
    if (!conversation_.hear(*found->second, data, now(), judged_now())) session.socket().drop();
}

// However the connection ended, § 13.
void ParadexServer::closed(Session& session) {
    pulses_.erase(session.id());
    const auto gone = peers_.extract(session.id());
    if (!gone.empty()) {
        const Peer& peer = *gone.mapped();
        if (peer.cancel_on_disconnect && peer.login) {
            for (const std::uint64_t each : peer.orders)
                (void)exchange().cancel(peer.login->member->index, each);
        }
    }
}

// A socket keeps its login for life; so those that have one go.
void ParadexServer::expire_auth() {
    gate_.expire_all();
    for (auto& [number, peer] : peers_) {
        if (peer->login) peer->line->close(1008, "authentication expired");
    }
}

void ParadexServer::beat() {
    public_.beat(now());
    const Time at = loop().now();
    std::vector<Session*> dead;
    for (auto& [number, pulse] : pulses_) {
        Session* of = session(number);
        if (of == nullptr) continue;
        if (pulse.asked.known() && of->socket().heard() >= pulse.asked) {
            pulse = {.next_ping = pulse.asked + kQuietAfter};
        } else if (pulse.asked.known() && at - pulse.asked > kPongWithin) {
            dead.push_back(of);
        } else if (!pulse.asked.known() && at >= pulse.next_ping) {
            pulse.asked = at;
            of->socket().ping();
        }
        if (of->socket().queued() > kMostUnread) dead.push_back(of);
    }
    for (Session* each : dead)
        each->socket().drop();
}

void ParadexServer::on_order(const OrderRecord& order) {
    if (!order.alive()) members_.at(order.request.account).ledger.ended(order.id);
    private_.order(order);
}

void ParadexServer::on_fill(const FillRecord& fill) {
    Ledger& ledger = members_.at(fill.account).ledger;
    const LedgerFill& booked = ledger.book(fill);
    private_.fill(booked, booked.realized_funding.is_zero() ? nullptr : &ledger.funding().back());
}

void ParadexServer::on_trade(const TradeRecord& trade) {
    public_.trade(trade);
}

void ParadexServer::on_funding(const FundingPayment& payment) {
    members_.at(payment.account).ledger.book(payment);
    private_.accrued(payment.account);
}

void ParadexServer::on_account(AccountIndex index) {
    private_.account(index, now());
}

void ParadexServer::on_mark(InstrumentId id) {
    public_.mark(id);
}

void ParadexServer::on_mode(InstrumentId id, MarketMode mode) {
    if (mode == MarketMode::post_only || mode == MarketMode::cancel_only) desk_.clear_far(id);
}

void ParadexServer::on_book(const BookChange& change) {
    public_.book(change);
}

}  // namespace twinleg::sim::wire::paradex
