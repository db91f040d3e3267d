#include "sim/wire/backpack/server.h"

namespace twinleg::sim::wire::backpack {

namespace {

constexpr Duration kBeat = milliseconds(100);
constexpr PingTerms kPings{
    .every = seconds(60), .patience = seconds(120), .farewell = "no pong for two minutes"};

}  // namespace

ExchangeConfig exchange_config() {
    ExchangeConfig config;
    config.venue = "backpack";
    config.instruments = Markets{}.instruments();
    config.client_ids = ClientIdRule::unique_among_open;
    config.self_trade = SelfTrade::expire_taker;
    config.price_band = kPriceBand;
    config.market_band = kImpact;
    config.fee_step = Notional::from_raw(Notional::kOne / 1'000'000);
    config.funding_interval = minutes(kFundingMinutes);
    config.first_order_id = 112'233'445'566'778'899;
    config.first_trade_id = 1;
    return config;
}

std::unique_ptr<VenueServer> make_server(const VenueSetup& setup) {
    return std::make_unique<BackpackServer>(setup);
}

BackpackServer::BackpackServer(const VenueSetup& setup)
    : VenueServer(setup),
      members_(setup.accounts.backpack, setup.exchange),
      candles_(setup.exchange),
      venue_{setup.exchange, markets_, members_, candles_},
      rest_(venue_, faults(), setup.rate_limits),
      feed_(venue_) {
    members_.revoke_while(key_revoked());
    every(kBeat);
}

void BackpackServer::handle(const net::ServerRequest& request, const net::Responder& responder) {
    rest_.answer(request, judged_now()).tell(responder);
}

net::ServerResponse BackpackServer::fault_answer(Fault fault, const net::ServerRequest&) {
    if (fault == Fault::http_429)
        return failure({429, code::kTooManyRequests, "Too many requests"});
    if (fault == Fault::maintenance)
        return failure({503, code::kMaintenance, "The exchange is under maintenance"});
    return failure({500, code::kServerError, "Internal server error"});
}

net::Upgrade BackpackServer::upgrade(const net::ServerRequest& request) {
    if (request.path() == "/" || request.path().empty()) return {};
    return {.accept = false,
            .refuse_status = 404,
            .refuse_body = error_text({404, code::kNotFound, "Not found"})};
}

void BackpackServer::opened(Session& session) {
    feed_.opened(session.id(), session);
}

void BackpackServer::message(Session& session, std::string_view data, bool) {
    feed_.message(session.id(), data, judged_now());
}

void BackpackServer::closed(Session& session) {
    feed_.closed(session.id());
}

void BackpackServer::on_fill(const FillRecord& fill) {
    members_.book(fill);
    feed_.fill(fill);
}

void BackpackServer::on_trade(const TradeRecord& trade) {
    candles_.trade(trade);
    feed_.trade(trade);
}

void BackpackServer::on_mark(InstrumentId id) {
    candles_.mark(id);
    feed_.mark(id);
}

void BackpackServer::beat() {
    rest_.quotes().remember_funding();
    feed_.beat(now());
    keep_alive(kPings);
}

}  // namespace twinleg::sim::wire::backpack
