#include "venues/paradex/paradex.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "venues/paradex/account_feed.h"
#include "venues/paradex/catch_up.h"
#include "venues/paradex/description.h"
#include "venues/paradex/market_feed.h"
#include "venues/paradex/mode_watch.h"
#include "venues/paradex/questions.h"
#include "venues/paradex/words.h"

namespace twinleg::venues::paradex {
namespace {

constexpr Duration kHeartbeat = milliseconds(100);
// A tick that changes while we trade would make every order wrong.
constexpr Duration kRereadMarket = minutes(10);
constexpr Duration kRereadPause = seconds(1);

struct Environment {
    std::string_view name;
    std::string_view rest;
    std::string_view ws;
    std::string_view chain;
};
constexpr std::array<Environment, 3> kEnvironments{{
    {"prod", "https://api.prod.paradex.trade/v1", "wss://ws.api.prod.paradex.trade/v1",
     "PRIVATE_SN_PARACLEAR_MAINNET"},
    {"testnet", "https://api.testnet.paradex.trade/v1", "wss://ws.api.testnet.paradex.trade/v1",
     "PRIVATE_SN_POTC_SEPOLIA"},
    {"nightly", "https://api.nightly.paradex.trade/v1", "wss://ws.api.nightly.paradex.trade/v1",
     "PRIVATE_SN_POTC_MOCK_SEPOLIA"},
}};

[[noreturn]] void reject(const std::string& why) {
    throw std::invalid_argument("paradex: " + why);
}

const Environment& environment_of(const Credentials& credentials) {
    const std::string_view name = credentials.find("PARADEX_ENVIRONMENT").value_or("prod");
    const auto found = std::ranges::find(kEnvironments, name, &Environment::name);
    if (found == kEnvironments.end())
        reject("PARADEX_ENVIRONMENT is \"prod\", \"testnet\" or \"nightly\", not \"" +
               std::string{name} + "\"");
    return *found;
}

net::Url url_of(std::string_view what, std::string_view text, bool socket) {
    auto url = net::Url::parse(text);
    if (!url) reject(std::string{what} + ": " + url.error().message);
    const bool fits = socket ? url->scheme.starts_with("ws") : url->scheme.starts_with("http");
    if (!fits) reject(std::string{what} + " \"" + std::string{text} + "\" is of another kind");
    if (socket && url->path == "/") url->path = "/v1";
    return *std::move(url);
}

// Where the host is named, its own stream: never one network's orders beside another's books.
std::string stream_of(const Setup& setup, const Environment& environment) {
    const Endpoints& endpoints = setup.endpoints;
    if (!endpoints.ws.empty()) return endpoints.ws;
    if (endpoints.rest.empty()) return std::string{environment.ws};
    return "ws" + endpoints.rest.substr(4);  // http… → ws…
}

struct Options {
    bool json{false};
    bool guarded{true};
};

Options read_options(const Setup& setup) {
    Options options;
    for (const auto& [name, value] : setup.options) {
        if (name == "encoding") {
            if (value != "sbe" && value != "json")
                reject("option encoding is \"sbe\" or \"json\", not \"" + value + '"');
            options.json = value == "json";
        } else if (name == "cancel_on_disconnect") {
            if (value != "yes" && value != "no")
                reject("option cancel_on_disconnect is \"yes\" or \"no\", not \"" + value + '"');
            options.guarded = value == "yes";
        } else {
            reject("there is no option \"" + name +
                   "\"; there are encoding and cancel_on_disconnect");
        }
    }
    return options;
}

class Paradex final : public Connector {
public:
    explicit Paradex(const Setup& setup)
        : options_(read_options(setup)),
          environment_(environment_of(setup.credentials)),
          trading_(setup.trading),
          by_socket_(setup.order_transport != "rest"),
          market_url_(url_of("ws", stream_of(setup, environment_), true)),
          account_url_(setup.endpoints.private_ws.empty()
                           ? market_url_
                           : url_of("private_ws", setup.endpoints.private_ws, true)),
          ca_file_(setup.endpoints.ca_file),
          station_(setup),
          rest_(station_,
                url_of("rest",
                       setup.endpoints.rest.empty() ? environment_.rest : setup.endpoints.rest,
                       false),
                ca_file_),
          // A server that is named may be of any chain: a simulator, a mirror.
          start_(station_, rest_,
                 setup.slot.symbol.empty() ? setup.slot.coin + "-USD-PERP" : setup.slot.symbol,
                 setup.endpoints.rest.empty() ? environment_.chain : std::string_view{}),
          questions_(station_, rest_),
          modes_(station_, rest_),
          heartbeat_(setup.loop) {
        const std::string& transport = setup.order_transport;
        if (!transport.empty() && transport != "websocket" && transport != "rest")
            reject("orders go by \"websocket\" or \"rest\", not by \"" + transport + '"');
        if (options_.json) station_.encoding = Encoding{Encoding::Choice::json};
        rest_.on_refusal([this](const Reply& reply) { on_refusal(reply.code); });
        if (!trading_) return;
        auto identity = Identity::create(setup.credentials);
        if (!identity) {
            keys_error_ = identity.error();
            return;
        }
        identity_ = std::move(*identity);
        login_.emplace(station_, rest_, *identity_);
        login_->on_token([this] {
            if (account_feed_) account_feed_->on_token();
        });
    }

    std::string_view name() const override { return "paradex"; }
    const Capabilities& capabilities() const override { return paradex::capabilities(); }

    void describe(std::function<void(Result<Description>)> done) override {
        station_.since = station_.now();
        if (keys_error_) {
            station_.loop.post(
                [error = *keys_error_, done = std::move(done)] { done(std::unexpected{error}); });
            return;
        }
        begin(true, [this, done = std::move(done)](const Beginning& beginning) {
            if (beginning.error) return done(std::unexpected{*beginning.error});
            Description out = paradex::describe(station_, beginning, identity_.get(), terms());
            if (const auto good = out.instrument.validate(); !good)
                return done(std::unexpected{good.error()});
            rules_ = out.book;
            modes_.heard(beginning.status == "post_only"     ? "SYSTEM_STATUS_POST_ONLY"
                         : beginning.status == "cancel_only" ? "SYSTEM_STATUS_CANCEL_ONLY"
                         : beginning.status == "ok"          ? ""
                                                             : "MARKET_NOT_OPEN");
            done(std::move(out));
        });
    }

    void examine(std::function<void(std::vector<Finding>)> done) override {
        begin(false, [this, done = std::move(done)](const Beginning& beginning) {
            done(findings(station_, beginning, identity_.get(), keys_error_, terms()));
        });
    }

    void open() override {
        if (!rules_) return;  // not described
        if (!market_feed_) build();
        const Time now = station_.now();
        start_.open_clock(now);
        next_market_ = now + kRereadMarket;
        if (account_feed_) account_feed_->open();
        market_feed_->open();
        beat();
    }

    void close() override {
        heartbeat_.cancel();
        if (login_) login_->stop();
        if (market_feed_) market_feed_->close();
        if (account_feed_) account_feed_->close();
        rest_.close();
    }

    void place(const Approved<Order>& order, Time now) override {
        if (orders_) return orders_->place(*order, now);
        station_.tell(now, kit::send_failed(station_, order->client_order_id, false,
                                            SendOutcome::never_sent));
    }
    void cancel(const CancelOrder& cancel, Time now) override {
        if (orders_) return orders_->cancel(cancel, now);
        station_.tell(
            now, kit::send_failed(station_, cancel.client_order_id, true, SendOutcome::never_sent));
    }
    void cancel_all(const CancelAll& cancel, Time now) override {
        if (orders_) return orders_->cancel_all(cancel, now);
        station_.tell(now, CancelAllAnswer{station_.head(cancel.request, false)});
    }
    void burn(const BurnNonce& burn, Time now) override {
        station_.tell(now,
                      BurnAnswer{.head = station_.head(burn.request, false), .nonce = burn.nonce});
    }
    void ask(const Ask& question, Time now) override { questions_.ask(question, now); }
    void resync(const Resync&, Time) override {
        if (market_feed_) market_feed_->resync();
    }

    void idle(Time now) override {
        if (!identity_ || !orders_) return;
        static_cast<void>(identity_->prepare(station_.venue_ms(now)));
        if (now < next_warm_) return;
        next_warm_ = now + seconds(1);
        rest_.warm();  // hedges go by REST while the socket is down
    }

    void listen(RawFrame listener) override {
        listener_ = std::move(listener);
        if (market_feed_) market_feed_->listen(listener_);
        if (account_feed_) account_feed_->listen(listener_);
    }

private:
    Terms terms() const { return {.by_socket = by_socket_, .guarded = options_.guarded}; }

    void begin(bool may_onboard, std::function<void(const Beginning&)> done) {
        start_.run(identity_.get(), login_ ? &*login_ : nullptr, may_onboard, std::move(done));
    }

    void build() {
        market_feed_ =
            std::make_unique<MarketFeed>(station_, rest_, market_url_, ca_file_, *rules_);
        market_feed_->listen(listener_);
        market_feed_->on_return([this] {
            modes_.repeat();
            next_market_ = station_.now();
        });
        if (!identity_) return;
        const bool guarded = by_socket_ && options_.guarded;
        account_feed_ =
            std::make_unique<AccountFeed>(station_, *login_, account_url_, ca_file_, guarded);
        account_feed_->listen(listener_);
        orders_ = std::make_unique<OrderEntry>(station_, rest_, *identity_,
                                               by_socket_ ? account_feed_.get() : nullptr, guarded);
        orders_->on_refusal(
            [this](std::string_view code, Reason reason) { on_order_refused(code, reason); });
        account_feed_->serve(*orders_);
        catch_up_ = std::make_unique<CatchUp>(station_, rest_, *orders_);
        account_feed_->on_doubt([this](Time was_sure) { catch_up_->run(was_sure); });
    }

    void on_refusal(std::string_view code) {
        modes_.heard(code);
        if (is_auth(code) && login_) login_->refused();
        if (is_clock(code)) start_.set_clock();
    }
    void on_order_refused(std::string_view code, Reason reason) {
        on_refusal(code);
        // Perhaps the market is not what we were told.
        if (reason == Reason::other || reason == Reason::price_band ||
            reason == Reason::below_minimum)
            next_market_ = std::min(next_market_, last_market_ + kRereadPause);
        if (is_auth(code) && by_socket_) account_feed_->renew();
    }

    void beat() {
        const Time now = station_.now();
        market_feed_->tick(now);
        modes_.tick(now);
        if (login_) login_->tick(now);
        if (account_feed_) account_feed_->tick(now);
        if (orders_) orders_->tick(now);
        start_.look_at_clock(now);
        if (now >= next_market_) {
            next_market_ = now + kRereadMarket;
            last_market_ = now;
            start_.read_market([this](const MarketInfo& market) { compare(market); });
        }
        heartbeat_.after(kHeartbeat, [this] { beat(); });
    }

    void compare(const MarketInfo& market) {
        const MarketInfo& was = station_.market;
        if (market.tick == was.tick && market.lot == was.lot) return;
        if (station_.usable)
            station_.say("the tick or lot of " + was.symbol +
                         " has changed; nothing more is sent until the program is started anew");
        station_.usable = false;
        modes_.halt();
    }

    const Options options_;
    const Environment environment_;
    const bool trading_;
    const bool by_socket_;
    const net::Url market_url_;
    const net::Url account_url_;
    const std::string ca_file_;
    Station station_;
    Rest rest_;
    Start start_;
    Questions questions_;
    ModeWatch modes_;
    std::optional<Error> keys_error_;
    std::unique_ptr<Identity> identity_;
    std::optional<Login> login_;
    std::optional<book::Rules> rules_;
    RawFrame listener_;
    std::unique_ptr<OrderEntry> orders_;
    std::unique_ptr<CatchUp> catch_up_;
    std::unique_ptr<MarketFeed> market_feed_;
    std::unique_ptr<AccountFeed> account_feed_;
    net::Timer heartbeat_;
    Time next_market_;
    Time last_market_;
    Time next_warm_;
};

}  // namespace

const Capabilities& capabilities() {
    static const Capabilities kCapabilities{
        .book_sync = "snapshot in the stream",
        .order_transports = {"websocket", "rest"},
        .dead_mans_switch = "cancel on disconnect",
        .testnet = true,
    };
    return kCapabilities;
}

std::unique_ptr<Connector> make_connector(const Setup& setup) {
    return std::make_unique<Paradex>(setup);
}

const VenueKind& paradex_kind() {
    static const VenueKind kKind{
        .name = "paradex",
        .make = make_connector,
        .make_decoder = make_decoder,
        .capabilities = capabilities,
    };
    return kKind;
}

}  // namespace twinleg::venues::paradex
