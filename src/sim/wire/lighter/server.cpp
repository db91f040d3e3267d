#include "sim/wire/lighter/server.h"

#include <fmt/format.h>

namespace twinleg::sim::wire::lighter {
namespace {

constexpr std::string_view kSocketPath = "/stream";
constexpr std::size_t kMostConnections = 255;  // at once, and new ones in a minute

}  // namespace

std::unique_ptr<VenueServer> make_server(const VenueSetup& setup) {
    return std::make_unique<LighterServer>(setup);
}

LighterServer::LighterServer(const VenueSetup& setup)
    : VenueServer(setup),
      members_(setup.exchange, setup.accounts.lighter),
      history_(setup.exchange, members_),
      sequencer_(setup.exchange, members_, history_,
                 [this](const TxRow& tx) { feeds_.transaction(tx, now()); }),
      limits_(members_, setup.rate_limits),
      rest_(setup.exchange, members_, history_, sequencer_, limits_),
      feeds_(setup.exchange, members_, history_, setup.rate_limits,
             [this](Submission submission) { return submit(std::move(submission)); }),
      number_(setup.number) {
    members_.revoke_while(key_revoked());
    every(kBookPeriod);
}

std::vector<std::pair<std::string, std::string>> LighterServer::endpoints() const {
    return {{"rest", rest_url()}, {"ws", ws_url(kSocketPath)}};
}

void LighterServer::handle(const net::ServerRequest& request, const net::Responder& responder) {
    bool has_order = false;
    auto response = rest_.handle(
        request, now(), judged_now(), [this] { return faults().take(Fault::reject_orders, now()); },
        has_order);
    if (has_order && faults().take(Fault::accept_then_drop_reply, now())) return responder.drop();
    responder.send(std::move(response));
}

net::ServerResponse LighterServer::fault_answer(Fault fault, const net::ServerRequest&) {
    const auto code = fault == Fault::http_429 ? Code::too_many_requests : Code::internal;
    const int status = fault == Fault::http_429 ? 429 : fault == Fault::maintenance ? 503 : 500;
    return {.status = status, .body = refusal(code).json(), .headers = {}};
}

net::Upgrade LighterServer::upgrade(const net::ServerRequest& request) {
    if (request.path() == kSocketPath) {
        const bool crowded = sessions().size() >= kMostConnections ||
                             !connections_.spend(1, kMostConnections, now());
        if (!rate_limits() || !crowded) return {.accept = true};
        return {.accept = false,
                .refuse_status = 429,
                .refuse_body = refusal(Code::too_many_connections).json()};
    }
    return {.accept = false, .refuse_status = 404, .refuse_body = refusal(Code::not_found).json()};
}

void LighterServer::opened(Session& session) {
    feeds_.opened(session,
                  fmt::format("{:08x}-0000-4000-8000-{:012x}", static_cast<std::uint32_t>(number_),
                              session.id()),
                  now());
}

void LighterServer::message(Session& session, std::string_view data, bool) {
    feeds_.message(session, data, now(), judged_now());
}

void LighterServer::closed(Session& session) {
    feeds_.closed(session.id());
}

void LighterServer::expire_auth() {
    members_.void_tokens();
    feeds_.expire_auth();
}

void LighterServer::beat() {
    sequencer_.settle(now());
    feeds_.beat(now(), loop().now());
}

std::optional<Checked<Accepted>> LighterServer::submit(Submission submission) {
    const auto* sender = sequencer_.sender_of(submission);
    if (!limits_.take(submission.batch ? "sendTxBatch" : "sendTx", sender, "127.0.0.1", now()))
        return refuse(Code::too_many_requests);
    submission.reject_order = [this] { return faults().take(Fault::reject_orders, now()); };
    auto accepted = sequencer_.submit(submission);
    if (accepted && accepted->has_order && faults().take(Fault::accept_then_drop_reply, now()))
        return std::nullopt;
    return accepted;
}

void LighterServer::on_order(const OrderRecord& order) {
    feeds_.order(order, now());
}

void LighterServer::on_trade(const TradeRecord& trade) {
    feeds_.trade(history_.add(trade), now());
}

void LighterServer::on_funding(const FundingPayment& payment) {
    feeds_.funding(payment, now());
}

void LighterServer::on_account(AccountIndex index) {
    feeds_.account(index, now());
}

void LighterServer::on_book(const BookChange& change) {
    feeds_.book(change);
}

}  // namespace twinleg::sim::wire::lighter
