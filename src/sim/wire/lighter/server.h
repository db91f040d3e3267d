#pragma once
// Lighter on loopback: REST and the socket, over one exchange.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/wire/lighter/exchange_config.h"
#include "sim/wire/lighter/feeds.h"
#include "sim/wire/lighter/rest.h"
#include "sim/wire/venue_server.h"

namespace twinleg::sim::wire::lighter {

std::unique_ptr<VenueServer> make_server(const VenueSetup& setup);

// Threads: the loop's.
class LighterServer final : public VenueServer {
public:
    explicit LighterServer(const VenueSetup& setup);

private:
    std::vector<std::pair<std::string, std::string>> endpoints() const override;
    void handle(const net::ServerRequest& request, const net::Responder& responder) override;
    net::ServerResponse fault_answer(Fault fault, const net::ServerRequest& request) override;
    net::Upgrade upgrade(const net::ServerRequest& request) override;
    void opened(Session& session) override;
    void message(Session& session, std::string_view data, bool binary) override;
    void closed(Session& session) override;
    void expire_auth() override;
    void beat() override;

    void on_order(const OrderRecord& order) override;
    void on_trade(const TradeRecord& trade) override;
    void on_funding(const FundingPayment& payment) override;
    void on_account(AccountIndex index) override;
    void on_book(const BookChange& change) override;

    std::optional<Checked<Accepted>> submit(Submission submission);

    Members members_;
    History history_;
    Sequencer sequencer_;
    Limits limits_;
    Rest rest_;
    Feeds feeds_;
    RollingMinute connections_;
    std::uint64_t number_;
};

}  // namespace twinleg::sim::wire::lighter
