#pragma once
// Backpack on loopback: REST, and one socket for every stream. See README.md beside this.

#include <memory>

#include "sim/wire/backpack/feed.h"
#include "sim/wire/backpack/rest.h"
#include "sim/wire/venue_server.h"

namespace twinleg::sim::wire::backpack {

// BTC_USDC_PERP, ETH_USDC_PERP, SOL_USDC_PERP.
ExchangeConfig exchange_config();

// Adds its accounts to the exchange. Throws std::invalid_argument for an account whose key is none,
// std::runtime_error where it cannot listen.
std::unique_ptr<VenueServer> make_server(const VenueSetup& setup);

class BackpackServer final : public VenueServer {
public:
    explicit BackpackServer(const VenueSetup& setup);

    // --- Listener.
    void on_order(const OrderRecord& order) override { feed_.order(order); }
    void on_fill(const FillRecord& fill) override;
    void on_trade(const TradeRecord& trade) override;
    void on_funding(const FundingPayment& payment) override { members_.book(payment); }
    void on_account(AccountIndex index) override { feed_.account(index); }
    void on_mark(InstrumentId id) override;
    void on_book(const BookChange& change) override { feed_.book(change); }

protected:
    void handle(const net::ServerRequest& request, const net::Responder& responder) override;
    net::ServerResponse fault_answer(Fault fault, const net::ServerRequest& request) override;
    net::Upgrade upgrade(const net::ServerRequest& request) override;
    void opened(Session& session) override;
    void message(Session& session, std::string_view data, bool binary) override;
    void closed(Session& session) override;
    void expire_auth() override { feed_.expire(); }
    void beat() override;

private:
    Markets markets_;
    Members members_;
    CandleLog candles_;
    Venue venue_;
    Rest rest_;
    Feed feed_;
};

}  // namespace twinleg::sim::wire::backpack
