#include "sim/wire/edgex/server.h"

#include <utility>

#include "sim/wire/edgex/texts.h"

namespace twinleg::sim::wire::edgex {

namespace {

constexpr std::string_view kPublicPath = "/api/v1/public/ws";
constexpr std::string_view kPrivatePath = "/api/v1/private/ws";
constexpr std::uint64_t kSidSalt = 0x736964;
constexpr std::string_view kFrontPage =
    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>edgeX (simulated)"
    "</title></head><body></body></html>\n";

// The first name a client offers; empty where it offers none.
std::string first_protocol(const net::ServerRequest& request) {
    std::string_view offered = request.header("Sec-WebSocket-Protocol");
    offered = offered.substr(0, offered.find(','));
    while (!offered.empty() && offered.front() == ' ')
        offered.remove_prefix(1);
    while (!offered.empty() && offered.back() == ' ')
        offered.remove_suffix(1);
    return std::string{offered};
}

}  // namespace

ExchangeConfig exchange_config() {
    ExchangeConfig config;
    config.venue = "edgex";
    config.instruments = Contracts{}.instruments();
    config.client_ids = ClientIdRule::unique_for_ever;
    config.price_band = kPriceRatio;
    config.fee_step = Notional::from_raw(Notional::kOne / 1'000'000);
    config.funding_interval = minutes(kFundingMinutes);
    config.first_order_id = 799'373'727'132'287'382;
    config.first_trade_id = 2'070'263'281;
    return config;
}

std::unique_ptr<VenueServer> make_server(const VenueSetup& setup) {
    return std::make_unique<EdgexServer>(setup);
}

EdgexServer::EdgexServer(const VenueSetup& setup, ServerOptions options)
    : VenueServer(setup),
      members_(setup.accounts.edgex, setup.exchange),
      venue_{setup.exchange, contracts_, members_},
      log_(setup.exchange, contracts_),
      windows_(setup.exchange, contracts_),
      rest_(
          venue_, log_, windows_, faults(),
          {.limits = setup.rate_limits, .salt = setup.number, .match_delay = options.match_delay}),
      gate_(members_),
      public_(venue_, log_, windows_),
      private_(venue_),
      salt_(setup.number ^ kSidSalt) {
    rest_.serve_page("/", "text/html; charset=utf-8", std::string{kFrontPage});
    members_.revoke_while(key_revoked());
    every(options.beat);
}

void EdgexServer::serve_page(const std::string& path, std::string content_type, std::string body) {
    rest_.serve_page(path, std::move(content_type), std::move(body));
}

void EdgexServer::handle(const net::ServerRequest& request, const net::Responder& responder) {
    rest_.answer(request, judged_now()).tell(responder);
}

net::ServerResponse EdgexServer::fault_answer(Fault fault, const net::ServerRequest&) {
    if (fault == Fault::http_429)
        return rest_.failure({.word = word::kTooManyRequests,
                              .status = 429,
                              .message = "too many requests",
                              .parameter = {}},
                             now());
    if (fault == Fault::maintenance)
        return rest_.failure({.word = word::kMaintenance,
                              .status = 503,
                              .message = "the system is under maintenance",
                              .parameter = {}},
                             now());
    return rest_.failure({.word = word::kInternalError,
                          .status = 500,
                          .message = "internal server error",
                          .parameter = {}},
                         now());
}

net::Upgrade EdgexServer::upgrade(const net::ServerRequest& request) {
    const net::Upgrade accepted{.accept = true, .subprotocol = first_protocol(request)};
    if (request.path() == kPublicPath) return accepted;
    Trouble why{.word = word::kPathNotFound,
                .status = 404,
                .message = "no such socket",
                .parameter = {"path", std::string{request.path()}}};
    if (request.path() == kPrivatePath) {
        const auto guest = gate_.admit_socket(request, judged_now());
        if (guest) return accepted;
        why = guest.error();
    }
    return {.accept = false,
            .refuse_status = why.status == 200 ? 400 : why.status,
            .refuse_body = rest_.failure(why, now()).body};
}

void EdgexServer::opened(Session& session) {
    const std::string sid = uuid(session.id(), salt_);
    if (session.request().path() == kPublicPath) return public_.opened(session.id(), session, sid);
    // Admitted a moment ago; the account is found the same way again.
    const auto guest = gate_.admit_socket(session.request(), now());
    if (!guest) return session.close(1008, guest.error().message.substr(0, 100));
    private_.opened(session.id(), session, sid, *guest->member, guest->generation);
}

void EdgexServer::message(Session& session, std::string_view data, bool) {
    if (private_.has(session.id()))
        private_.message(session.id(), data);
    else
        public_.message(session.id(), data);
}

void EdgexServer::closed(Session& session) {
    private_.closed(session.id());
    public_.closed(session.id());
}

void EdgexServer::expire_auth() {
    private_.expire();
}

void EdgexServer::beat() {
    log_.funding();
    public_.beat(now());
    private_.beat(now());
}

void EdgexServer::on_order(const OrderRecord& order) {
    private_.order(order);
}

void EdgexServer::on_fill(const FillRecord& fill) {
    Member* member = members_.at(fill.account);
    if (member == nullptr) return;
    private_.booked(*member, member->statement.book(fill));
}

void EdgexServer::on_funding(const FundingPayment& payment) {
    Member* member = members_.at(payment.account);
    if (member == nullptr) return;
    private_.booked(*member, member->statement.book(payment));
}

void EdgexServer::on_account(AccountIndex index) {
    if (Member* member = members_.at(index)) private_.account(*member);
}

void EdgexServer::on_trade(const TradeRecord& trade) {
    log_.trade(trade);
    public_.trade(trade);
}

void EdgexServer::on_mark(InstrumentId id) {
    log_.mark(id);
    public_.mark(id);
}

void EdgexServer::on_mode(InstrumentId id, MarketMode) {
    public_.mark(id);
}

void EdgexServer::on_book(const BookChange& change) {
    log_.book(change.instrument);
    public_.book(change.instrument);
}

}  // namespace twinleg::sim::wire::edgex
