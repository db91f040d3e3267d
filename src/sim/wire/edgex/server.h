#pragma once
// edgeX on loopback: V1 and V2 on one port. See README.md beside this.

#include <memory>
#include <string>

#include "sim/wire/edgex/market_log.h"
#include "sim/wire/edgex/private_feed.h"
#include "sim/wire/edgex/public_feed.h"
#include "sim/wire/edgex/rest.h"
#include "sim/wire/venue_server.h"

namespace twinleg::sim::wire::edgex {

// BTCUSD, ETHUSD, SOLUSD (V1) and BTCUSDC, ETHUSDC, SOLUSDC (V2), in that order.
ExchangeConfig exchange_config();

// Adds its accounts to the exchange. Throws std::invalid_argument for an account whose key is none,
// std::runtime_error where it cannot listen.
std::unique_ptr<VenueServer> make_server(const VenueSetup& setup);

struct ServerOptions {
    // How long an order is PENDING before it is matched; bots look at it after 10 ms.
    Duration match_delay{};
    // Tickers and candles that moved are told so often; pings and heartbeats are looked at.
    Duration beat{milliseconds(200)};
};

class EdgexServer final : public VenueServer {
public:
    explicit EdgexServer(const VenueSetup& setup, ServerOptions options = {});

    // A page of the exchange's site, at GET `path`; "/" has a plain one that has only a title.
    void serve_page(const std::string& path, std::string content_type, std::string body);

    // --- Listener.
    void on_order(const OrderRecord& order) override;
    void on_fill(const FillRecord& fill) override;
    void on_trade(const TradeRecord& trade) override;
    void on_funding(const FundingPayment& payment) override;
    void on_account(AccountIndex index) override;
    void on_mark(InstrumentId id) override;
    void on_mode(InstrumentId id, MarketMode mode) override;
    void on_book(const BookChange& change) override;

protected:
    void handle(const net::ServerRequest& request, const net::Responder& responder) override;
    net::ServerResponse fault_answer(Fault fault, const net::ServerRequest& request) override;
    net::Upgrade upgrade(const net::ServerRequest& request) override;
    void opened(Session& session) override;
    void message(Session& session, std::string_view data, bool binary) override;
    void closed(Session& session) override;
    void expire_auth() override;
    void beat() override;

private:
    Contracts contracts_;
    Members members_;
    Venue venue_;
    MarketLog log_;
    Windows windows_;
    Rest rest_;
    Gate gate_;
    PublicFeed public_;
    PrivateFeed private_;
    std::uint64_t salt_;
};

}  // namespace twinleg::sim::wire::edgex
