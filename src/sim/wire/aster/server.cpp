#include "sim/wire/aster/server.h"

namespace twinleg::sim::wire::aster {

namespace {

constexpr Duration kBeat = milliseconds(50);
constexpr Duration kPingEvery = minutes(5);
constexpr Duration kPatience = minutes(15);

}  // namespace

ExchangeConfig exchange_config() {
    ExchangeConfig config;
    config.venue = "aster";
    config.instruments = Markets{}.instruments();
    config.client_ids = ClientIdRule::unique_among_open;
    config.self_trade = SelfTrade::expire_taker;
    config.price_band = kPriceBand;
    config.market_band = kMarketBound;
    config.fee_step = Notional::from_raw(Notional::kOne / 100'000'000);
    config.funding_interval = minutes(60 * kFundingHours);
    config.first_order_id = 8'886'774;
    config.first_trade_id = 1;
    return config;
}

std::unique_ptr<VenueServer> make_server(const VenueSetup& setup) {
    return std::make_unique<AsterServer>(setup);
}

AsterServer::AsterServer(const VenueSetup& setup)
    : VenueServer(setup),
      members_(setup.accounts.aster, setup.exchange, setup.number),
      candles_(setup.exchange),
      venue_{setup.exchange, markets_, members_, candles_},
      rest_(venue_, faults(), setup.rate_limits),
      feed_(venue_, setup.rate_limits) {
    rest_.accounts().tell_with([this](const Member& member, const std::string& payload) {
        feed_.tell_member(member, payload);
    });
    every(kBeat);
}

std::vector<std::pair<std::string, std::string>> AsterServer::endpoints() const {
    return {{"rest", rest_url()}, {"ws", ws_url()}};
}

void AsterServer::handle(const net::ServerRequest& request, const net::Responder& responder) {
    Rest::Outcome outcome = rest_.answer(request, judged_now());
    if (outcome.lost)
        responder.drop();
    else
        responder.send(std::move(outcome.response));
}

// A 5xx leaves open whether an order was done; here it was not.
net::ServerResponse AsterServer::fault_answer(Fault fault, const net::ServerRequest&) {
    if (fault == Fault::http_429)
        return failure({429, code::kTooManyRequests, "Too many requests."});
    if (fault == Fault::maintenance)
        return failure({503, code::kUnknownOutcome,
                        "Timeout waiting for response from backend server. Send status unknown; "
                        "execution status unknown."});
    return failure(
        {500, code::kUnknown, "An unknown error occurred while processing the request."});
}

net::Upgrade AsterServer::upgrade(const net::ServerRequest& request) {
    const std::string_view path = request.path();
    if (path == "/ws" || path == "/stream" || path.starts_with("/ws/")) return {};
    return {.accept = false,
            .refuse_status = 404,
            .refuse_body = error_text({404, code::kPath, "no such socket"})};
}

void AsterServer::opened(Session& session) {
    auto& socket = sockets_[session.id()];
    socket = std::make_unique<Socket>(SessionLine{session}, loop().now());
    feed_.opened(session.id(), socket->line, session.request().path(), session.request().query(),
                 now());
}

void AsterServer::message(Session& session, std::string_view data, bool) {
    feed_.message(session.id(), data, now());
}

void AsterServer::closed(Session& session) {
    feed_.closed(session.id());
    sockets_.erase(session.id());
}

void AsterServer::on_trade(const TradeRecord& trade) {
    candles_.trade(trade);
    feed_.trade(trade);
}

void AsterServer::beat() {
    rest_.quotes().remember_funding();
    rest_.dead_man().look(exchange(), now());
    feed_.beat(now());
    // Sockets are heard by the loop's clock, which no hand advances.
    const Time heard_now = loop().now();
    for (auto& [id, session] : sessions()) {
        Socket& socket = *sockets_.at(id);
        if (heard_now - session->socket().heard() > kPatience) {
            session->close(1001, "no pong for fifteen minutes");
        } else if (heard_now - socket.pinged >= kPingEvery) {
            socket.pinged = heard_now;
            session->socket().ping();
        }
    }
}

}  // namespace twinleg::sim::wire::aster
