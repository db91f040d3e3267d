#pragma once
// Paradex on loopback: REST below /v1, and both sockets there too. See README.md beside this.

#include <map>
#include <memory>
#include <string>

#include "sim/wire/paradex/conversation.h"
#include "sim/wire/paradex/markets.h"
#include "sim/wire/paradex/private_feed.h"
#include "sim/wire/paradex/rest.h"
#include "sim/wire/venue_server.h"

namespace twinleg::sim::wire::paradex {

// Adds its accounts to the exchange. Throws std::invalid_argument for an account whose key is none,
// std::runtime_error where it cannot listen.
std::unique_ptr<VenueServer> make_server(const VenueSetup& setup);

// What is open about production, § 12.1 and § 13: the defaults are what clients can rely on least.
struct ServerOptions {
    bool extended{true};             // version 2 with its late fields
    bool refuse_public_json{false};  // public channels without the SBE query
    bool private_binary{false};      // templates 20 to 23 on SBE sockets
};

class ParadexServer final : public VenueServer {
public:
    explicit ParadexServer(const VenueSetup& setup, ServerOptions options = {});

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
    std::vector<std::pair<std::string, std::string>> endpoints() const override;
    void handle(const net::ServerRequest& request, const net::Responder& responder) override;
    net::ServerResponse fault_answer(Fault fault, const net::ServerRequest& request) override;
    net::Upgrade upgrade(const net::ServerRequest& request) override;
    void opened(Session& session) override;
    void message(Session& session, std::string_view data, bool binary) override;
    void closed(Session& session) override;
    void expire_auth() override;
    void beat() override;

private:
    struct Pulse {
        Time next_ping;
        Time asked;  // unknown: no ping is unanswered
    };

    ServerOptions options_;
    Members members_;
    Gate gate_;
    Limits limits_;
    OrderExtrasBook extras_;
    OrderDesk desk_;
    Rest rest_;
    Peers peers_;
    std::map<std::uint64_t, Pulse> pulses_;  // by session; of the loop's time
    PublicFeed public_;
    PrivateFeed private_;
    Conversation conversation_;
};

}  // namespace twinleg::sim::wire::paradex
