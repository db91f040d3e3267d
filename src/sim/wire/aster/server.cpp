#include "sim/wire/aster/server.h"

namespace twinleg::sim::wire::aster {

namespace {

constexpr Duration kBeat = milliseconds(50);
constexpr PingTerms kPings{
    .every = minutes(5), .patience = minutes(15), .farewell = "no pong for fifteen minutes"};

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
    members_.revoke_while(key_revoked());
    every(kBeat);
}

void AsterServer::handle(const net::ServerRequest& request, const net::Responder& responder) {
    rest_.answer(request, judged_now()).tell(responder);
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
    feed_.opened(session.id(), session, session.request().path(), session.request().query(), now());
}

void AsterServer::message(Session& session, std::string_view data, bool) {
    feed_.message(session.id(), data, now());
}

void AsterServer::closed(Session& session) {
    feed_.closed(session.id());
}

void AsterServer::on_trade(const TradeRecord& trade) {
    candles_.trade(trade);
    feed_.trade(trade);
}

void AsterServer::beat() {
    rest_.quotes().remember_funding();
    rest_.dead_man().look(exchange(), now());
    feed_.beat(now());
    keep_alive(kPings);
}

}  // namespace twinleg::sim::wire::aster
